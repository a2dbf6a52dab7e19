"""What changed between two runs, read from their gradebooks."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from markstone import changes
from markstone.errors import UsageError
from markstone.showing import show_changes


def lay(folder: Path, *students: dict[str, Any], name: str = "hw") -> Path:
    (folder / name).mkdir(parents=True)
    book = {"schema": "markstone/gradebook/1", "assignment": name, "students": students}
    (folder / name / "gradebook.json").write_text(json.dumps(book))
    return folder


def student(name: str, marks: float, **outcomes: str) -> dict[str, Any]:
    checks = {
        check: {"outcome": outcome, "marks": 1 if outcome == "PASSED" else 0}
        for check, outcome in outcomes.items()
    }
    parts = {"a": {"checks": checks}}
    questions = {"q1": {"marks": marks, "parts": parts}}
    return {"student": name, "status": "graded", "marks": marks, "questions": questions}


def test_who_changed_by_how_much_and_because_of_what(tmp_path: Path) -> None:
    before = lay(
        tmp_path / "one",
        student("s1", 1, kl="FAILED", elbo="PASSED"),
        student("s2", 2, kl="PASSED", elbo="PASSED"),
    )
    after = lay(
        tmp_path / "two",
        student("s1", 2, kl="PASSED", elbo="PASSED"),
        student("s2", 2, kl="PASSED", elbo="PASSED"),
    )

    (found,) = changes.between(before, after)

    (changed,) = found.changed
    assert found.students == 2
    assert (changed.student, changed.marks_before, changed.marks_after) == (
        "s1",
        Decimal(1),
        Decimal(2),
    )
    (check,) = changed.checks
    assert (check.check, check.before, check.after) == ("kl", "FAILED", "PASSED")


def test_a_student_of_one_run_alone_is_a_change(tmp_path: Path) -> None:
    before = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))
    after = lay(tmp_path / "two", student("s2", 0, kl="FAILED"))

    (found,) = changes.between(before, after)

    statuses = [(c.student, c.status_before, c.status_after) for c in found.changed]
    assert statuses == [("s1", "graded", ""), ("s2", "", "graded")]


def test_the_folder_of_one_assignment_will_do(tmp_path: Path) -> None:
    folder = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))

    (found,) = changes.between(folder / "hw", folder)

    assert found.changed == ()


def test_json_has_numbers_and_the_schema_s_name(tmp_path: Path) -> None:
    before = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))
    after = lay(tmp_path / "two", student("s1", 0, kl="FAILED"))

    (found,) = changes.between(before, after)

    plain = json.loads(json.dumps(found.to_plain()))
    assert plain["schema"] == "markstone/changes/1"
    assert plain["changed"][0]["checks"][0]["marks_before"] == 1.0


def test_the_terminal_tells_it_in_a_row(tmp_path: Path) -> None:
    before = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))
    after = lay(tmp_path / "two", student("s1", 0, kl="FAILED"))
    console = Console(record=True, width=100, quiet=False, highlight=False)

    (found,) = changes.between(before, after)
    show_changes(console, found)

    text = console.export_text()
    assert "1 of 1 students changed" in text
    (row,) = [line for line in text.splitlines() if "s1" in line]
    told = ["s1", "1", "→", "0", "-1", "q1.kl:", "PASSED", "→", "FAILED"]
    assert row.split() == told


def test_a_folder_without_results_is_told_what_to_name(tmp_path: Path) -> None:
    folder = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))

    with pytest.raises(UsageError, match=r"there is no gradebook\.json"):
        changes.between(folder, tmp_path / "nothing")


def test_runs_of_different_assignments_are_not_compared(tmp_path: Path) -> None:
    one = lay(tmp_path / "one", student("s1", 1, kl="PASSED"))
    two = lay(tmp_path / "two", student("s1", 1, kl="PASSED"), name="other")

    with pytest.raises(UsageError, match="no assignment in common"):
        changes.between(one, two)
