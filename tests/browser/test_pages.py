"""The pages as a browser shows them: opened from the disk, by mouse and keyboard."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from markstone import reports, similarity
from markstone.similarity import Likeness, Pair
from tests import large_class
from tests.browser.conftest import Open

pytestmark = pytest.mark.slow

STUDENTS = 24
PAGES = ("index.html", "student0003.html", "run.html")
RUN: dict[str, Any] = {
    "schema": "markstone/run/1",
    "seconds": 61.5,
    "submissions": STUDENTS,
    "isolation": "namespaces",
    "versions": {"torch": "2.13.0"},
    "seconds_of": {"student0003": 3.5, "student0004": 0.25},
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with a bit of everything."""
    folder = tmp_path_factory.mktemp("report")
    assignment = large_class.an_assignment()
    place = Likeness(question="p2_vae", share=0.91)
    pair = Pair(first="student0001", second="student0002", places=(place,), tokens=412)
    cards = list(large_class.cards(assignment, STUDENTS))
    names = [card.student for card in cards]
    (folder / similarity.FILE).write_text(similarity.dump([pair], "of these"))
    reports.write(assignment, names, cards, folder)
    reports.write_run(RUN, folder)
    return folder / "report"


def students(page: Page) -> list[str]:
    """Return the students that are seen in the table, from top to bottom."""
    return page.locator("#class tbody tr:visible th").all_inner_texts()


def marks(page: Page) -> list[float]:
    cells = page.locator("#class tbody tr:visible td:nth-child(2)").all_inner_texts()
    return [float(cell) for cell in cells]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing(report: Path, open_page: Open, name: str) -> None:
    assert open_page(report / name).asked == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_to_complain_of(
    report: Path, open_page: Open, name: str
) -> None:
    assert open_page(report / name).said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_keeps_anybody_out(
    report: Path, open_page: Open, name: str, scheme: str
) -> None:
    page = open_page(report / name, scheme=scheme).page
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")

    found = Axe().run(page).response["violations"]

    serious = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_on_a_phone(report: Path, open_page: Open, name: str) -> None:
    page = open_page(report / name, width=390).page

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_click_on_marks_puts_the_highest_first(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    page.get_by_role("button", name="Marks").first.click()

    assert marks(page) == sorted(marks(page), reverse=True)


def test_the_keyboard_sorts_both_ways(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page
    page.get_by_role("button", name="Marks").first.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Space")

    assert marks(page) == sorted(marks(page))


def test_a_column_says_how_it_is_sorted(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    page.get_by_role("button", name="Student", exact=True).click()

    header = page.locator("#class thead th", has_text="Student")
    assert header.get_attribute("aria-sort") == "ascending"


def test_only_one_column_says_that_it_sorts(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    for name in ("Marks", "Status"):
        page.locator("#class").get_by_role("button", name=name).click()

    assert page.locator("#class th[aria-sort]").all_inner_texts() == ["Status"]


def test_a_search_shows_who_fits(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    page.get_by_role("searchbox").fill("T0007")

    assert students(page) == ["student0007"]


def test_a_search_says_aloud_how_many_fit(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    page.get_by_role("searchbox").fill("student000")

    assert page.get_by_role("status").inner_text() == "10 of 24 students shown"


def test_escape_shows_the_class_again(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page
    page.get_by_role("searchbox").fill("nobody")

    page.keyboard.press("Escape")

    assert len(students(page)) == STUDENTS


def test_a_tab_leads_from_the_search_to_the_table(
    report: Path, open_page: Open
) -> None:
    page = open_page(report / "index.html").page
    page.get_by_role("searchbox").focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Student"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_checks_unfold(report: Path, open_page: Open, by: str) -> None:
    page = open_page(report / "index.html").page
    folded = page.locator(".question-checks").first
    table = folded.locator("table")
    assert not table.is_visible()

    if by == "mouse":
        folded.locator("summary").click()
    else:
        folded.locator("summary").focus()
        page.keyboard.press("Enter")

    assert table.is_visible()


def test_the_class_is_there_without_a_script(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html", script=False).page

    assert len(students(page)) == STUDENTS


def test_a_search_that_would_not_work_is_not_shown(
    report: Path, open_page: Open
) -> None:
    page = open_page(report / "index.html", script=False).page

    assert not page.get_by_role("searchbox").is_visible()


def test_folded_checks_are_printed(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html").page

    page.emulate_media(media="print")

    table = page.locator(".question-checks table").first
    assert table.evaluate("t => t.checkVisibility({contentVisibilityAuto: true})")
    box = table.bounding_box()
    assert box is not None
    assert box["height"] > 100


@pytest.mark.soak
def test_a_class_of_a_thousand_opens_in_two_seconds(
    tmp_path: Path, open_page: Open
) -> None:
    gradebook = large_class.a_gradebook(1000)
    path = tmp_path / "index.html"
    path.write_text(reports.to_html.render_class(gradebook), "utf-8")

    page = open_page(path).page

    taken = page.evaluate("performance.getEntriesByType('navigation')[0].duration")
    assert taken < 2000
