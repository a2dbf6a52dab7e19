import json
from pathlib import Path

import pytest

from markstone import reports
from markstone.model import Gradebook, Outcome
from markstone.reports import to_csv, to_html, to_json, to_run, write_run
from tests.unit.builders import a_card, a_check, a_gradebook, an_award


def a_class(*students: str) -> Gradebook:
    return a_gradebook(
        *(a_card(an_award(a_check(), Outcome.PASSED), student=s) for s in students)
    )


def write(gradebook: Gradebook, folder: Path) -> None:
    cards = gradebook.scorecards
    students = [card.student for card in cards]
    reports.write(gradebook.assignment, students, cards, folder)


def tree(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )


def test_a_gradebook_becomes_two_tables_with_a_page_for_everyone(
    tmp_path: Path,
) -> None:
    write(a_class("s01", "s02"), tmp_path / "results" / "hw5")

    assert tree(tmp_path / "results" / "hw5") == [
        "gradebook.csv",
        "gradebook.json",
        "report/index.html",
        "report/s01.html",
        "report/s02.html",
    ]


def test_files_hold_what_was_rendered(tmp_path: Path) -> None:
    gradebook = a_class("s01")

    write(gradebook, tmp_path)

    written = [(tmp_path / name).read_bytes().decode() for name in tree(tmp_path)]
    assert written == [
        to_csv.render(gradebook),
        to_json.render(gradebook),
        to_html.render_class(gradebook),
        to_html.render_student(gradebook.scorecards[0], gradebook.assignment),
    ]


def test_a_page_of_a_student_who_is_gone_is_removed(tmp_path: Path) -> None:
    write(a_class("s01", "s02"), tmp_path)

    write(a_class("s02"), tmp_path)

    assert not (tmp_path / "report" / "s01.html").exists()


def test_a_page_that_is_not_ours_stays(tmp_path: Path) -> None:
    write(a_class("s01"), tmp_path)
    theirs = tmp_path / "report" / "notes.html"
    theirs.write_text("<p>mine</p>")

    write(a_class("s02"), tmp_path)

    assert theirs.exists()


def test_the_page_of_the_run_outlives_a_new_gradebook(tmp_path: Path) -> None:
    write_run({"seconds": 3}, tmp_path)

    write(a_class("s01"), tmp_path)

    assert (tmp_path / "report" / "run.html").exists()


def test_a_file_that_would_not_change_is_left_alone(tmp_path: Path) -> None:
    write(a_class("s01"), tmp_path)
    before = (tmp_path / "gradebook.json").stat().st_ino

    write(a_class("s01"), tmp_path)

    assert (tmp_path / "gradebook.json").stat().st_ino == before


def test_a_file_that_changes_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write(a_class("s01"), tmp_path)
    with (tmp_path / "gradebook.json").open() as old:
        write(a_class("s02"), tmp_path)

        # Whoever reads while we write still holds the old gradebook, uncut.
        assert json.load(old)["students"][0]["student"] == "s01"


def test_what_a_killed_run_left_behind_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".gradebook.json.unfinished").write_text("half a gradeb")

    write(a_class("s01"), tmp_path)

    assert not list(tmp_path.rglob("*.unfinished"))


def test_students_whose_ids_differ_in_case_only_have_a_page_each(
    tmp_path: Path,
) -> None:
    write(a_class("ann", "Ann"), tmp_path)

    assert len(list((tmp_path / "report").glob("[aA]nn~*.html"))) == 2


def test_the_run_is_written_beside_the_gradebook(tmp_path: Path) -> None:
    write_run({"seconds": 3}, tmp_path)

    assert tree(tmp_path) == ["report/run.html", "run.json"]


def test_the_run_comes_back_from_json() -> None:
    run = {"seconds": 3.5, "versions": {"torch": "2"}, "folder": Path("results")}

    assert json.loads(to_run.render(run)) == run | {"folder": "results"}


@pytest.mark.parametrize(
    ("value", "row"),
    [
        ({"torch": "2"}, "<code>versions.torch</code></th><td>2</td>"),
        (["a", 1], "<code>versions</code></th><td>a, 1</td>"),
        (None, "<code>versions</code></th><td>None</td>"),
    ],
)
def test_the_page_of_the_run_has_a_line_for_every_value(
    value: object, row: str
) -> None:
    assert row in to_run.render_page({"versions": value})


def test_of_everybody_s_seconds_the_page_shows_the_longest(tmp_path: Path) -> None:
    seconds = {f"s{number:02}": float(number) for number in range(30)}

    write_run({"seconds_of": seconds}, tmp_path)

    page = (tmp_path / "report" / "run.html").read_text("utf-8")
    assert "s29 29 s, s28 28 s" in page
    assert "s19 " not in page
