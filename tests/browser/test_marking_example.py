"""The example class, marked on the page; and the page beside the table."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.marking_server import PAPER, ROOT, STEM, Server, lay_class, serving
from tests.integration.running import Run

pytestmark = pytest.mark.slow

WRITERS = ("s01", "s02", "s03")
"""Of the example class, who wrote something to the question."""
CLASS = {"s01": "The query is c times k_j.", "s02": "No idea."}
TICKED = {"The query": "one_hot", "No idea.": "others_negligible"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z]+|'\d{4}-[^']*'")


def mark_all(page: Page, server: Server, comment: str) -> None:
    """Tick the first line of every answer, by keyboard alone."""
    page.goto(server.part("next"))
    while page.get_by_text("Nothing waits for you here.").count() == 0:
        page.keyboard.press("1")
        page.keyboard.press("c")
        page.keyboard.type(comment)
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("s")


def test_a_part_of_the_example_class_is_marked_by_keyboard_alone(
    example: Run, tmp_path: Path, page: Page
) -> None:
    folder = tmp_path / PAPER
    shutil.copytree(example.folder, folder)
    before = {name: student["marks"] for name, student in example.students.items()}

    with serving(tmp_path) as server:
        mark_all(page, server, "Well seen.")
        for student in WRITERS:
            server.waits_until(student, before[student] + 0.5)
        students = server.students()

    for student in students:
        prose = students[student]["questions"].get(STEM, {}).get("parts", {})
        outcomes = {c["outcome"] for c in prose["prose"]["checks"].values()}
        assert "AWAITS_MARKER" not in outcomes
        told = (folder / "report" / f"{student}.html").read_text()
        assert ("Well seen." in told) == (student in WRITERS)
    unmarked = {n: s["marks"] for n, s in students.items() if n not in WRITERS}
    assert unmarked == {name: before[name] for name in unmarked}


def mark_by_table(results: Path) -> None:
    command = [sys.executable, str(ROOT / "grade.py"), "mark", str(results)]
    table = results / "answers.csv"
    flags = ["--marker", "ann"]
    subprocess.run([*command, *flags, "--csv", str(table)], check=True)
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        (row["ticked"],) = (k for b, k in TICKED.items() if row["text"].startswith(b))
        row |= {"marked": "yes", "comment": "Well seen."}
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    subprocess.run([*command, *flags, "--from", str(table)], check=True)


def files_of(results: Path) -> dict[str, str]:
    """Return what was saved, the moments apart, at which it was."""
    folder = results / PAPER / "marks"
    return {
        path.relative_to(folder).as_posix(): TIME.sub("TIME", path.read_text())
        for path in sorted(folder.rglob("*.yaml"))
    }


def test_page_and_table_save_the_same_files(tmp_path: Path, page: Page) -> None:
    by_page, by_table = tmp_path / "page", tmp_path / "table"
    for results in (by_page, by_table):
        lay_class(results, CLASS)

    with serving(by_page) as server:
        page.goto(server.part("next"))
        for _ in CLASS:
            text = page.locator(".answer").first.inner_text()
            page.keyboard.press("1" if text.startswith("The query") else "2")
            page.keyboard.press("c")
            page.keyboard.type("Well seen.")
            page.keyboard.press("Escape")
            with page.expect_navigation():
                page.keyboard.press("s")
        expect(page.get_by_text("Nothing waits for you here.")).to_be_visible()
    mark_by_table(by_table)

    saved = files_of(by_page)
    assert len(saved) == len(CLASS)
    assert all("TIME" in text for text in saved.values())
    assert saved == files_of(by_table)
