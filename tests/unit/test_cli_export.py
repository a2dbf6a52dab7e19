"""``export``: where texts go, and what is said where they cannot."""

import csv
import io
import json
from pathlib import Path

import pytest

from markstone import cli
from tests.unit.exports_builders import PLATFORMS, a_class, everything, laid


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return laid(everything(), tmp_path / "results")


def export(*arguments: object) -> int:
    return cli.run(["export", *map(str, arguments)], Path())


def test_a_text_goes_to_standard_output(
    results: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = export("csv", results)

    assert code == 0
    assert capfdbinary.readouterr() == (
        (results / "hw5" / "gradebook.csv").read_bytes(),
        b"",
    )


def test_a_file_of_each_student_goes_into_a_folder(
    results: Path, tmp_path: Path
) -> None:
    code = export("gradescope", results, "--to", tmp_path / "out")

    assert code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name for name in names if "~" not in name] == [
        *("ann.json", "bob.json", "cleo.json", "dan.json", "eve.json")
    ]
    told = [json.loads(path.read_text()) for path in (tmp_path / "out").iterdir()]
    students = {one["extra_data"]["student"] for one in told}
    assert students == {"ann", "bob", "cleo", "dan", "eve", "=fay"}


def test_a_file_of_one_student_goes_where_it_is_asked_for(
    results: Path, tmp_path: Path
) -> None:
    file = tmp_path / "results.json"

    code = export("gradescope", results, "--student", "bob", "--to", file)

    assert code == 0
    assert json.loads(file.read_text())["extra_data"]["student"] == "bob"


def test_the_only_student_need_not_be_named(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    results = laid(a_class(("ann", "2", ())), tmp_path)

    assert export("gradescope", results) == 0
    assert json.loads(capfdbinary.readouterr().out)["score"] == 2


def test_the_summary_goes_where_github_looks_for_it(
    results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    code = export("github", results, "--student", "bob")

    assert code == 0
    assert summary.read_text().startswith("# Before\n# bob: 0 of 12 in hw5\n")
    assert all(
        line.startswith(b"::") for line in capfdbinary.readouterr().out.splitlines()
    )


def test_who_is_who_is_told_beside_the_file(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    results = laid(a_class(("jdoe", "2.5", ()), ("moebob", "1", ())), tmp_path)
    canvas = PLATFORMS / "canvas.csv"
    before = canvas.read_bytes()

    code = export("canvas", results, "--into", canvas, "--column", "90210")

    out, told = capfdbinary.readouterr()
    rows = list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline="")))
    assert code == 1  # moebob has no row
    assert rows[3][6] == "2.5"
    assert "not in the file (1)\n  moebob\n" in told.decode()
    assert canvas.read_bytes() == before


def test_marks_of_all_whose_row_is_found_end_well(tmp_path: Path) -> None:
    results = laid(a_class(("jdoe", "2.5", ())), tmp_path)
    filled = tmp_path / "filled.csv"

    code = export(
        *("canvas", results, "--into", PLATFORMS / "canvas.csv"),
        *("--column", "90210", "--to", filled),
    )

    assert code == 0
    assert b'"Monday ""A""",8.50,2.5,85.00' in filled.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["canvas"], "canvas fills marks into your own file: export it from Canvas"),
        (["csv", "--unfinished"], "--unfinished: only for canvas and moodle."),
        (["csv", "--assignment", "hw9"], "There is no hw9 here: --assignment takes"),
        (["csv", "--student", "zoe"], "zoe is not in the gradebook of hw5."),
        (["gradescope"], "hw5 has 6 students: name one by --student, or a folder"),
        (["moodle", "--into", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["pdf"], 'Invalid value "pdf"'),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str],
    sentence: str,
    results: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = export(arguments[0], results, *arguments[1:])

    assert code == 2
    assert sentence in capfd.readouterr().err


def test_a_folder_without_results_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert export("csv", tmp_path) == 2
    assert "holds no results" in capfd.readouterr().err
