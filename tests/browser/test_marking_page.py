"""The marking page as its users meet it, and as its enemies do."""

import http.client
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.marking_server import PAPER, STEM, Server, lay_class, serving
from tests.questions.small_course import copied, read_rubric, write_rubric

pytestmark = pytest.mark.slow

CLASS = {
    "s01": "The query is $q = c\\,k_j$, so $\\alpha$ is one-hot.",
    "s02": "No idea.",
    "s03": "The others are\nnegligible.",
    "s04": "The others are negligible.",
    "s05": "",
}
HOSTILE = {
    "s01": "<script>document.title='owned'</script><img src=x onerror=alert(1)>",
    "s02": r"$\text{<b>}$ $\href{javascript:alert(1)}{x}$ $\frac{1}{$ {{ 7*7 }}",
    "s03": "word " * 20_000,
    "s04": "\u05e9\u05dc\u05d5\u05dd \u202e reversed",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page that tests only look at, or leave as they found it."""
    results = tmp_path_factory.mktemp("hostile")
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG", pnginfo=None)
    scan = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(scan, "PDF")
    files = {
        "s05": {"a.png": picture.getvalue(), "b.pdf": scan.getvalue()},
        "s06": {"a.png": b"<svg onload=alert(1)>", "b.pdf": b"%PDF-1.7 nothing"},
    }
    prose = HOSTILE | {"s05": "See a.png and b.pdf.", "s06": "a.png, b.pdf: broken"}
    lay_class(results, prose, files)
    with serving(results) as server:
        yield server


def keys_for(page: Page) -> str:
    """Return what to press for the answer that is shown."""
    text = page.locator(".answer").first.inner_text()
    return "1" if "one-hot" in text else "2" if "negligible" in text else ""


def press_and_go(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_part_is_marked_by_keyboard_alone(tmp_path: Path, page: Page) -> None:
    lay_class(tmp_path, CLASS)
    with serving(tmp_path) as server:
        page.goto(server.part("next"))
        for _ in range(3):
            for key in keys_for(page):
                page.keyboard.press(key)
            page.keyboard.press("c")
            page.keyboard.type("12s Good")
            page.keyboard.press("Escape")
            if not keys_for(page):
                page.keyboard.press("s")
                expect(page.get_by_text("that is 0 marks")).to_be_visible()
            press_and_go(page, "s")
        expect(page.get_by_text("Nothing waits for you here.")).to_be_visible()

        for student, marks in {"s01": 0.5, "s02": 0, "s03": 0.5, "s04": 0.5}.items():
            server.waits_until(student, marks, "graded")
    assert "12s Good" in (tmp_path / PAPER / "report" / "s01.html").read_text()


def test_what_was_saved_outlives_a_killed_server(tmp_path: Path, page: Page) -> None:
    lay_class(tmp_path, CLASS)
    with serving(tmp_path) as server:
        page.goto(server.part("next"))
        page.keyboard.press("1")
        press_and_go(page, "s")
        server.kill()

    with serving(tmp_path) as again:
        page.goto(again.part())
        expect(page.get_by_text("1 of 3 answers marked")).to_be_visible()


def test_undo_brings_back_the_answer_before(tmp_path: Path, page: Page) -> None:
    lay_class(tmp_path, CLASS)
    with serving(tmp_path) as server:
        page.goto(server.part("next"))
        first = page.locator(".answer").inner_text()
        page.keyboard.press("1")
        press_and_go(page, "s")
        press_and_go(page, "u")

        assert page.locator(".answer").inner_text() == first
        expect(page.get_by_text("0 of 3 answers marked")).to_be_visible()


def test_going_on_saves_what_was_changed(tmp_path: Path, page: Page) -> None:
    lay_class(tmp_path, CLASS)
    with serving(tmp_path) as server:
        page.goto(server.part("next"))
        press_and_go(page, "n")
        page.keyboard.press("2")
        press_and_go(page, "p")

        expect(page.get_by_text("1 of 3 answers marked")).to_be_visible()


def open_answer(page: Page, server: Server, begins: str) -> None:
    page.goto(server.part())
    with page.expect_navigation():
        page.get_by_role("row").filter(has_text=begins).get_by_role("link").click()


def test_two_markers_mark_two_answers_at_once(
    tmp_path: Path, chromium: Browser
) -> None:
    lay_class(tmp_path, CLASS)
    with serving(tmp_path, "ann") as one, serving(tmp_path, "bob") as other:
        first, second = chromium.new_page(), chromium.new_page()
        open_answer(first, one, "The query")
        open_answer(second, other, "No idea")
        for page in (first, second):
            page.keyboard.press("1")
        for page in (first, second):
            press_and_go(page, "s")

        one.waits_until("s01", 0.5)
        one.waits_until("s02", 0.5)
        first.close()
        second.close()


def test_of_two_on_one_answer_the_second_is_told(
    tmp_path: Path, chromium: Browser
) -> None:
    lay_class(tmp_path, {"s01": CLASS["s01"]})
    with serving(tmp_path, "ann") as one, serving(tmp_path, "bob") as other:
        first, second = chromium.new_page(), chromium.new_page()
        first.goto(one.part("next"))
        second.goto(other.part("next"))
        second.keyboard.press("2")
        second.locator("#comment").fill("mine")
        first.keyboard.press("1")
        first.keyboard.press("s")
        one.waits_until("s01", 0.5)
        second.keyboard.press("Control+Enter")

        expect(second.get_by_role("alert")).to_contain_text("marked meanwhile by ann")
        assert second.locator("#comment").input_value() == "mine"
        page = (one.folder / "marks" / "s01" / "t2_query.prose.yaml").read_text()
        assert "bob" not in page
        first.close()
        second.close()


def test_two_opinions_that_differ_are_settled_by_a_third(
    tmp_path: Path, chromium: Browser
) -> None:
    lay_class(tmp_path, {"s01": CLASS["s01"]})
    both = ("--double", "1")
    for marker, key in (("ann", "1"), ("bob", "2")):
        with serving(tmp_path, marker, *both) as server:
            page = chromium.new_page()
            page.goto(server.part("next"))
            is_second = page.get_by_text("second opinion").count() > 0
            assert is_second == (marker == "bob")
            assert page.locator("[name=ticked]:checked").count() == 0
            page.keyboard.press(key)
            press_and_go(page, "s")
            server.waits_until("s01", 0.5, "awaits_marker" if is_second else "graded")
            page.close()

    with serving(tmp_path, "cyd", *both) as server:
        page = chromium.new_page()
        page.goto(server.part("agreement"))
        with page.expect_navigation():
            page.get_by_role("link", name="Settle it").click()
        for marker in ("ann", "bob"):
            expect(page.get_by_text(f"{marker}: 0.5 marks")).to_be_visible()
        for box in page.locator("[name=ticked]").all():
            box.check()
        press_and_go(page, "s")
        server.waits_until("s01", 1, "graded")
        page.goto(server.part("agreement"))
        expect(page.get_by_text("Nowhere, or it is settled.")).to_be_visible()
        page.close()


def test_lines_that_changed_are_applied_when_somebody_says_so(
    tmp_path: Path, page: Page
) -> None:
    course = copied(tmp_path / "course", STEM)
    results = tmp_path / "results"
    lay_class(results, {"s01": CLASS["s01"]})
    flags = ("--course", str(course))
    with serving(results, "ann", *flags) as server:
        page.goto(server.part("next"))
        page.keyboard.press("1")
        press_and_go(page, "s")
        server.waits_until("s01", 0.5, "graded")

    rubric = read_rubric(course)
    (part,) = [p for q in rubric["questions"] for p in q["parts"] if p["id"] == "prose"]
    first, second = part["lines"].values()
    first["marks"], second["marks"] = 0.25, 0.75
    write_rubric(course, rubric)

    with serving(results, "ann", *flags) as server:
        server.waits_until("s01", 0.5, "awaits_marker")
        page.goto(server.part())
        row = page.get_by_role("row").filter(has_text="0.25")
        expect(row.first).to_contain_text("0.5")
        with page.expect_navigation():
            page.get_by_role("button", name="Apply to 1 answer").click()
        server.waits_until("s01", 0.25, "graded")


def test_a_mistake_in_the_form_is_told_and_nothing_is_lost(
    tmp_path: Path, page: Page
) -> None:
    lay_class(tmp_path, {"s01": "x"})
    with serving(tmp_path) as server:
        page.goto(server.part("next"))
        page.locator("#outside").fill("99")
        page.locator("#comment").fill("kept")
        page.locator("#save").click()

        expect(page.get_by_role("alert")).to_contain_text("from 0 to 1")
        assert page.locator("#comment").input_value() == "kept"


def answers(page: Page, server: Server) -> list[str]:
    page.goto(server.part())
    links = page.locator("tbody th a").all()
    return [server.origin + (link.get_attribute("href") or "") for link in links]


def test_whatever_a_student_wrote_is_shown_as_text(served: Server, page: Page) -> None:
    troubles: list[str] = []
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    seen = []
    for address in answers(page, served):
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(d => d.open = true)")
        assert "owned" not in page.title()
        assert (
            page.locator(".paper :is(script, iframe, a[href^=javascript])").count() == 0
        )
        seen.append(page.locator(".answer").first.inner_text())

    together = "\n".join(seen)
    assert troubles == []
    assert HOSTILE["s01"] in together
    assert "{{ 7*7 }}" in together
    assert any(len(text) >= 99_999 for text in seen)
    assert "\u05e9\u05dc\u05d5\u05dd ⟨U+202E⟩ reversed" in together


def test_a_formula_is_set_by_the_browser(tmp_path: Path, page: Page) -> None:
    lay_class(tmp_path, {"s01": CLASS["s01"]})
    with serving(tmp_path) as server:
        page.goto(server.part("next"))

        assert page.locator(".answer math").count() == 2


def test_attached_files_are_shown_as_pictures_made_anew(
    served: Server, page: Page
) -> None:
    shown: dict[str, list[str]] = {}
    for address in answers(page, served):
        page.goto(address)
        text = page.locator(".answer").first.inner_text()
        for image in page.locator("img.page").all():
            image.evaluate("image => image.decode()")
            source = served.origin + (image.get_attribute("src") or "")
            kind = page.request.get(source).headers["content-type"]
            shown.setdefault(text, []).append(kind)
        if "broken" in text:
            assert page.get_by_text("cannot be read as what its name").count() == 2
    assert shown == {"See a.png and b.pdf.": ["image/png", "image/png"]}


def test_a_file_is_only_ever_saved(served: Server, page: Page) -> None:
    for address in answers(page, served):
        page.goto(address)
        for link in page.get_by_text("save as it was handed in").all():
            sent = page.request.get(served.origin + (link.get_attribute("href") or ""))
            assert sent.headers["content-disposition"].startswith("attachment")
            assert sent.headers["content-type"] == "application/octet-stream"
            assert sent.headers["x-content-type-options"] == "nosniff"


def test_nobody_is_named_before_names_are_asked_for(served: Server, page: Page) -> None:
    first = answers(page, served)[0]
    for address in (served.address, served.part(), first):
        page.goto(address)
        assert "s0" not in page.locator("main").inner_text()
        assert "s0" not in page.url.rpartition("/")[2]

    page.get_by_role("link", name="show").click()
    assert "s0" in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    served: Server, chromium: Browser, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    for address in (served.address, served.part(), *answers(page, served)[:2]):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        serious = [v for v in found if v["impact"] in {"serious", "critical"}]
        assert serious == [], [(v["id"], v["nodes"][0]["html"]) for v in serious]
    page.close()


# What another page can do


def ask(server: Server, method: str, path: str, **headers: str) -> int:
    """Send a request as whoever likes, and return the status of the answer."""
    place = urlsplit(server.origin)
    line = http.client.HTTPConnection(place.hostname or "", place.port)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    form = "application/x-www-form-urlencoded"
    body = "seen=&role=first&ticked=one_hot" if method == "POST" else None
    line.request(method, path, body, {"Content-Type": form} | sent)
    status = line.getresponse().status
    line.close()
    return status


FOREIGN = {
    "another host": {"Host": "evil.example:80"},
    "another origin": {"Origin": "https://evil.example"},
    "an origin that is hidden": {"Origin": "null"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "the same site": {"Sec-Fetch-Site": "same-site"},
    "no form": {"Content-Type": "text/plain"},
    "a form that is too large": {"Content-Length": "99999999"},
}


@pytest.mark.parametrize("which", FOREIGN)
def test_a_form_from_elsewhere_is_refused(
    served: Server, page: Page, which: str
) -> None:
    address = answers(page, served)[0]
    ours = {"Origin": served.origin, "Sec-Fetch-Site": "same-origin"}

    status = ask(served, "POST", urlsplit(address).path, **(ours | FOREIGN[which]))

    assert status in {403, 413, 415, 421}
    assert not list((served.folder / "marks").rglob("*.yaml"))


def test_a_form_without_an_origin_is_refused(served: Server, page: Page) -> None:
    assert ask(served, "POST", urlsplit(answers(page, served)[0]).path) == 403


def test_without_the_token_there_is_nothing(served: Server) -> None:
    assert ask(served, "GET", "/") == 404
    assert ask(served, "GET", "/blind/") == 404
    assert ask(served, "GET", f"/{'x' * 43}/blind/") == 404


def test_no_page_of_another_name_is_answered(served: Server) -> None:
    path = urlsplit(served.address).path

    assert ask(served, "GET", path, Host="evil.example") == 421
    assert ask(served, "GET", path) == 200


def test_another_page_in_the_same_browser_can_mark_nothing(
    served: Server, page: Page
) -> None:
    target = answers(page, served)[0]
    refused: list[int] = []
    page.context.on(
        "response",
        lambda answer: refused.append(answer.status) if target in answer.url else None,
    )
    evil = f"""<!doctype html><title>evil</title>
      <form method=post action="{target}"><input name=seen><input name=role
      value=first><input name=ticked value=one_hot></form><iframe src="{target}">
      </iframe><script>
      const body = new URLSearchParams({{seen: "", role: "first"}});
      const all = [fetch("{target}"), fetch("{target}", {{method: "POST", body}}),
        fetch("{target}", {{method: "POST", body, mode: "no-cors"}})];
      Promise.allSettled(all).then((found) => {{
        const read = found.filter((one) => one.value && one.value.type !== "opaque");
        document.title = `read ${{read.length}}`;
      }});</script>"""

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(evil.encode())

        def log_message(self, *_: object) -> None: ...

    elsewhere = HTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    page.goto(f"http://localhost:{elsewhere.server_port}/")
    expect(page).to_have_title("read 0")
    with page.expect_navigation():
        page.evaluate("document.forms[0].submit()")
    elsewhere.shutdown()
    elsewhere.server_close()

    assert set(refused) == {403}
    assert not list((served.folder / "marks").rglob("*.yaml"))
