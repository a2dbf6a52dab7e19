"""Pictures of the example class's pages, for the documents.

    python grade.py examples/submissions --out results
    python docs/make_images.py results

Takes Chromium and the extra ``dev``. The files are small: 64 colours are enough.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
ASSIGNMENT = "cs5370_a5"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COLOURS = 64

SHOTS = (
    # file, page (and which element of it), colours of the scheme, width, height
    ("class", "index.html", "light", 1100, 1500),
    ("class-dark", "index.html", "dark", 1100, 1500),
    ("class-phone", "index.html", "light", 390, 1500),
    ("student", "s05.html", "light", 1000, 1400),
    ("slip", "s05.html#p2_vae.kl", "light", 1000, 1400),
    ("density", "s05.html#p4_planar_flow.density", "light", 1000, 1400),
)


def main() -> None:
    """Take every picture and say how large it is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("chromium is not installed: apt-get install chromium")
    report = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    report = report / ASSIGNMENT / "report"
    if not (report / "index.html").is_file():
        sys.exit(f"{report} holds no report: grade examples/submissions first")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for name, page, scheme, width, height in SHOTS:
            path = IMAGES / f"{name}.png"
            file, _, element = page.partition("#")
            taken = shot(browser, report / file, element, scheme, (width, height))
            palette = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
            palette.save(path, optimize=True)
            print(f"{path.name}: {path.stat().st_size >> 10} KiB")
        browser.close()


def shot(
    browser: Browser, page: Path, element: str, scheme: str, size: tuple[int, int]
) -> bytes:
    """Return a picture of the top of a page, or of one element of it."""
    width, height = size
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": height},
    )
    opened = context.new_page()
    opened.goto(page.resolve().as_uri())
    part = opened.locator(f'[id="{element}"]') if element else opened
    taken = part.screenshot()
    context.close()
    return taken


if __name__ == "__main__":
    main()
