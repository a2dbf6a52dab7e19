"""A small class that wrote prose, as its results lie on disk, without running code."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from markstone import evidence
from markstone.marks import handed_in
from markstone.marks.desk import Desk
from markstone.marks.pile import Pile, Reading
from markstone.marks.saved import Verdict
from markstone.marks.store import Store
from markstone.marks.verdicts import verdict
from markstone.model import Assignment, Evidence, Submission
from tests.unit.builders import (
    STEM,
    a_check,
    a_human_part,
    a_question,
    an_assignment,
)

CLASS = {
    "s01": "The bound is tight, because q is the posterior.",
    "s02": "No idea.",
    "s03": "Both terms\n  trade off.",
    "s04": "Both terms trade off.",
    "s05": "",
}


def clock() -> Callable[[], datetime]:
    """Return a clock that goes on by a minute each time it is asked."""
    time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def tick() -> datetime:
        nonlocal time
        time += timedelta(minutes=1)
        return time

    return tick


def fixed_clock() -> datetime:
    return datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def prose_paper(**prices: str) -> Assignment:
    """An assignment of one part that a person marks; three lines by default."""
    lines = prices or {"tight": "1", "trade_off": "1", "empty_words": "-0.5"}
    checks = [
        a_check(name, marks, title=f"Says {name}", for_student=f"You say {name}.")
        for name, marks in lines.items()
    ]
    part = a_human_part(*(c for c in checks if c.marks > 0), part="why")
    whole = type(part)(
        id=part.id,
        title="Why",
        marks=part.marks,
        marked_by=part.marked_by,
        checks=tuple(checks),
    )
    return an_assignment(a_question(whole))


def lay_results(folder: Path, assignment: Assignment, prose: Mapping[str, str]) -> Path:
    """Write the results of a class that wrote nothing but prose."""
    for student, text in prose.items():
        submission = Submission(
            student=student,
            assignment=assignment.name,
            answers={STEM: {"prose": text}} if text else {},
        )
        handed_in.keep(submission, student, assignment, folder)
        path = folder / "evidence" / f"{student}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(evidence.dump(Evidence(student=student)))
    return folder


def a_desk(folder: Path, marker: str = "ann", **fields: object) -> Desk:
    values: dict[str, object] = {"assignment": prose_paper(), "clock": clock()}
    return Desk(folder=folder, marker=marker, **values | fields)  # type: ignore[arg-type]


def the_pile(desk: Desk) -> Pile:
    ((question, part),) = desk.places()
    return desk.pile(question, part)


def answer_of(desk: Desk, student: str) -> Reading:
    return next(r for r in the_pile(desk).readings if student in r.students)


def says(desk: Desk, *ticked: str, **fields: object) -> Verdict:
    ((_, part),) = desk.places()
    values: dict[str, object] = {
        "comment": "",
        "outside": "",
        "reason": "",
        "flagged": False,
    }
    return verdict(part, ticked=ticked, **values | fields)  # type: ignore[arg-type]


def mark_it(desk: Desk, student: str, *ticked: str, **fields: object) -> None:
    """Mark an answer as a marker does who has just looked at it."""
    reading = answer_of(desk, student)
    second = desk.gives_second(reading)
    seen = reading.revision(second=second)
    desk.save(reading, says(desk, *ticked, **fields), seen, second=second)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "marks").rglob("*.yaml"))
    }


def store_of(folder: Path) -> Store:
    return Store(folder, prose_paper().name)
