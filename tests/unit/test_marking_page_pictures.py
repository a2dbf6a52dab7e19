import io

import pytest
from PIL import Image, PngImagePlugin

from markstone.marking_page.pictures import Drawn, Pictures


def a_picture(kind: str, size: tuple[int, int] = (60, 40), **fields: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **fields)
    return out.getvalue()


def drawn(body: bytes, path: str) -> Drawn:
    return Pictures().of(body, path)


@pytest.mark.parametrize(
    ("kind", "path"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("PDF", "a.pdf")]
)
def test_a_file_is_drawn_anew(kind: str, path: str) -> None:
    found = drawn(a_picture(kind), path)

    assert (len(found.pages), found.of, found.fault) == (1, 1, "")
    assert Image.open(io.BytesIO(found.pages[0])).format == "PNG"


def test_nothing_but_pixels_comes_through() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")

    (page,) = drawn(a_picture("PNG", pnginfo=told), "a.png").pages

    assert b"script" not in page


def test_a_large_picture_is_made_smaller() -> None:
    (page,) = drawn(a_picture("PNG", (4_000, 100)), "a.png").pages

    assert Image.open(io.BytesIO(page)).width == 1_600


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", "a.png"),
        (b"<svg onload=alert(1)>", "a.png"),
        (b"%PDF-1.7 nothing", "a.pdf"),
        (a_picture("PNG")[:60], "a.png"),
        # 30,000 x 30,000 pixels in a few kilobytes: the header alone is believed.
        (a_picture("PNG").replace(b"\0\0\0<\0\0\0(", b"\0\0u0\0\0u0"), "a.png"),
    ],
    ids=["nothing", "svg", "no pdf", "half", "bomb"],
)
def test_what_cannot_be_drawn_says_so(body: bytes, path: str) -> None:
    found = drawn(body, path)

    assert found.pages == ()
    assert found.fault
