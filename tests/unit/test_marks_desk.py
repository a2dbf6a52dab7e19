import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from markstone.errors import UsageError
from markstone.marks import handed_in
from markstone.marks.agreement import by_line, kappa, pairs
from markstone.marks.counting import Counting
from markstone.marks.desk import Desk
from markstone.marks.pile import State
from markstone.marks.saved import Did
from markstone.marks.store import OvertakenError
from markstone.model import PROSE, Person, Submission, written
from tests.unit.builders import STEM
from tests.unit.marks_builders import (
    CLASS,
    a_desk,
    answer_of,
    clock,
    lay_results,
    mark_it,
    prose_paper,
    says,
    the_pile,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_results(tmp_path / "hw5", prose_paper(), CLASS)


def gradebook(folder: Path) -> dict[str, Any]:
    Counting(prose_paper(), folder).update()
    book = json.loads((folder / "gradebook.json").read_text())
    return {student["student"]: student for student in book["students"]}


def part_of(student: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = student["questions"][STEM]["parts"]["why"]
    return part


def test_answers_that_differ_in_blanks_alone_are_one(folder: Path) -> None:
    assert answer_of(a_desk(folder), "s03").students == ("s03", "s04")


def test_an_answer_that_is_given_twice_is_marked_once(folder: Path) -> None:
    mark_it(a_desk(folder), "s03", "trade_off")

    book = gradebook(folder)
    assert (book["s03"]["marks"], book["s04"]["marks"]) == (1, 1)


def test_whoever_wrote_nothing_gets_nothing_and_waits_for_nobody(folder: Path) -> None:
    assert the_pile(a_desk(folder)).empty == ("s05",)
    assert gradebook(folder)["s05"]["status"] == "graded"


def test_whose_it_is_stays_known_when_marks_are_counted(tmp_path: Path) -> None:
    folder = lay_results(tmp_path / "hw5", prose_paper(), {"s01": CLASS["s01"]})
    people = (Person(id="4711", name="Jane Doe"),)
    submission = Submission(student="s01", assignment="hw5", people=people)
    handed_in.keep(submission, "s01", prose_paper(), folder)

    assert gradebook(folder)["s01"]["people"] == [{"id": "4711", "name": "Jane Doe"}]


def test_the_status_becomes_graded_with_the_last_part(folder: Path) -> None:
    assert gradebook(folder)["s01"]["status"] == "awaits_marker"

    mark_it(a_desk(folder), "s01", "tight")

    assert gradebook(folder)["s01"]["status"] == "graded"


@pytest.mark.parametrize(
    ("ticked", "marks"),
    [
        ([], 0),
        (["tight"], 1),
        (["tight", "trade_off"], 2),
        (["tight", "empty_words"], 0.5),
        (["empty_words"], 0),
    ],
)
def test_a_mark_is_the_sum_of_the_lines_and_never_below_nothing(
    folder: Path, ticked: list[str], marks: float
) -> None:
    mark_it(a_desk(folder), "s01", *ticked)

    assert gradebook(folder)["s01"]["marks"] == marks


def test_a_mark_outside_the_lines_replaces_their_sum(folder: Path) -> None:
    mark_it(a_desk(folder), "s01", "tight", outside="1.75", reason="A neat proof.")

    part = part_of(gradebook(folder)["s01"])
    assert (part["marks"], part["reason"]) == (1.75, "A neat proof.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outside": "1"}, "needs a reason"),
        ({"outside": "2.5", "reason": "x"}, "from 0 to 2"),
        ({"outside": "-1", "reason": "x"}, "from 0 to 2"),
        ({"outside": "1e0", "reason": "x"}, "from 0 to 2"),
        ({"outside": "NaN", "reason": "x"}, "from 0 to 2"),
        ({"outside": "٢", "reason": "x"}, "from 0 to 2"),
        ({"outside": "0.00001", "reason": "x"}, "from 0 to 2"),
        ({"reason": "x"}, "no mark outside"),
        ({"comment": "x" * 20_001}, "more than 20,000"),
    ],
)
def test_what_makes_no_sense_is_not_saved(
    folder: Path, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        says(a_desk(folder), **fields)


def test_a_line_that_is_not_in_the_rubric_cannot_be_ticked(folder: Path) -> None:
    with pytest.raises(UsageError, match="no line `invented`"):
        says(a_desk(folder), "invented")


def test_the_student_reads_what_the_lines_and_the_marker_say(folder: Path) -> None:
    mark_it(a_desk(folder), "s01", "tight", comment="<b>Nice</b>")
    gradebook(folder)

    page = (folder / "report" / "s01.html").read_text()
    assert "You say tight." in page
    assert "You say trade_off." not in page
    assert "&lt;b&gt;Nice&lt;/b&gt;" in page


def test_an_answer_that_changed_keeps_its_mark_and_is_looked_at_again(
    folder: Path,
) -> None:
    mark_it(a_desk(folder), "s01", "tight")
    lay_results(folder, prose_paper(), {"s01": "Now something else."})

    student = gradebook(folder)["s01"]
    assert (student["marks"], student["status"]) == (1, "awaits_marker")
    assert "answer changed" in part_of(student)["look"]
    assert answer_of(a_desk(folder), "s01").state is State.LOOK


def test_an_answer_that_was_only_laid_out_anew_is_not_looked_at_again(
    folder: Path,
) -> None:
    mark_it(a_desk(folder), "s01", "tight")
    lay_results(folder, prose_paper(), {"s01": CLASS["s01"].replace(" ", "\n ")})

    assert gradebook(folder)["s01"]["status"] == "graded"


def test_a_flag_asks_for_another_look(folder: Path) -> None:
    mark_it(a_desk(folder), "s01", "tight", flagged=True)

    assert gradebook(folder)["s01"]["status"] == "awaits_marker"
    assert "second look" in part_of(gradebook(folder)["s01"])["look"]


def test_undo_goes_back_to_the_mark_before(folder: Path) -> None:
    desk = a_desk(folder)
    mark_it(desk, "s03", "trade_off")
    mark_it(desk, "s03", "tight", "trade_off")

    reading = answer_of(desk, "s03")
    desk.undo(reading, reading.revision(second=False))

    assert gradebook(folder)["s04"]["marks"] == 1


def test_undo_of_the_first_mark_leaves_none(folder: Path) -> None:
    desk = a_desk(folder)
    mark_it(desk, "s01", "tight")

    reading = answer_of(desk, "s01")
    desk.undo(reading, reading.revision(second=False))

    assert gradebook(folder)["s01"]["status"] == "awaits_marker"


def test_nobody_undoes_what_somebody_else_marked(folder: Path) -> None:
    mark_it(a_desk(folder), "s01", "tight")
    bob = a_desk(folder, "bob")
    reading = answer_of(bob, "s01")

    with pytest.raises(UsageError, match="by ann"):
        bob.undo(reading, reading.revision(second=False))


def test_the_order_is_another_one_for_each_marker_and_stays(tmp_path: Path) -> None:
    prose = {f"s{i:02}": f"Answer {i}" for i in range(20)}
    folder = lay_results(tmp_path, prose_paper(), prose)

    def order(marker: str) -> list[str]:
        return [r.key for r in the_pile(a_desk(folder, marker)).readings]

    assert order("ann") == order("ann")
    assert order("ann") != order("bob")
    assert order("ann") != [answer_of(a_desk(folder), s).key for s in prose]


def test_a_line_that_is_worth_something_else_now_moves_no_mark_by_itself(
    folder: Path,
) -> None:
    mark_it(a_desk(folder), "s01", "tight")
    dearer = prose_paper(tight="1.5", trade_off="0.5", empty_words="-0.5")

    Counting(dearer, folder).update()

    book = json.loads((folder / "gradebook.json").read_text())
    assert book["students"][0]["marks"] == 1
    assert "lines changed" in part_of(book["students"][0])["look"]


def test_what_a_changed_line_does_is_shown_and_then_applied_to_all(
    folder: Path,
) -> None:
    mark_it(a_desk(folder), "s01", "tight")
    mark_it(a_desk(folder), "s03", "tight", "trade_off")
    dearer = prose_paper(tight="1.5", trade_off="0.5", fine_style="0.5")
    desk = a_desk(folder, assignment=dearer)

    changes = desk.reprices(the_pile(desk))
    shown = {c.reading.students: (c.before, c.after, c.added) for c in changes}
    desk.reprice(the_pile(desk))

    assert shown == {
        ("s01",): (Decimal(1), Decimal("1.5"), ("fine_style",)),
        ("s03", "s04"): (Decimal(2), Decimal(2), ("fine_style",)),
    }
    book = Counting(dearer, folder).update()
    assert {c.student: c.marks for c in book.scorecards}["s01"] == Decimal("1.5")
    assert desk.reprices(the_pile(desk)) == []


def test_a_share_of_the_answers_is_given_to_two_markers(tmp_path: Path) -> None:
    prose = {f"s{i:03}": f"Answer {i}" for i in range(200)}
    folder = lay_results(tmp_path, prose_paper(), prose)
    ann, bob = (a_desk(folder, name, share=0.2) for name in ("ann", "bob"))
    for reading in the_pile(ann).readings:
        ann.save(reading, says(ann, "tight"), reading.revision(second=False))

    waiting = [r for r in the_pile(bob).readings if bob.waits(r)]

    assert 20 <= len(waiting) <= 60
    assert not any(ann.waits(r) for r in the_pile(ann).readings)


def two_opinions(folder: Path) -> tuple[Desk, Desk]:
    ann, bob = (a_desk(folder, name, share=1.0) for name in ("ann", "bob"))
    mark_it(ann, "s01", "tight")
    mark_it(bob, "s01", "trade_off")
    return ann, bob


def test_two_markers_who_differ_ask_for_another_look(folder: Path) -> None:
    two_opinions(folder)

    student = gradebook(folder)["s01"]
    assert (student["marks"], student["status"]) == (1, "awaits_marker")
    assert "Two markers differ." in part_of(student)["look"]


def test_what_two_markers_settle_is_the_mark(folder: Path) -> None:
    ann, _ = two_opinions(folder)
    reading = answer_of(ann, "s01")
    seen = reading.revision(second=False)
    ann.save(reading, says(ann, "tight", "trade_off"), seen, did=Did.SETTLED)

    student = gradebook(folder)["s01"]
    assert (student["marks"], student["status"]) == (2, "graded")


def test_agreement_is_counted_before_anybody_settles(folder: Path) -> None:
    ann, bob = two_opinions(folder)
    mark_it(ann, "s02")
    mark_it(bob, "s02")
    reading = answer_of(ann, "s01")
    seen = reading.revision(second=False)
    ann.save(reading, says(ann, "trade_off"), seen, did=Did.SETTLED)

    found = {line.line.name: (line.same, line.of) for line in by_line(the_pile(ann))}

    assert found == {"tight": (1, 2), "trade_off": (1, 2), "empty_words": (2, 2)}
    assert {pair.markers for pair in pairs(the_pile(ann))} == {("ann", "bob")}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Both, first only, second only, neither. The first is the textbook's example.
        ((20, 5, 10, 15), 0.4),
        ((10, 0, 0, 10), 1.0),
        ((0, 10, 10, 0), -1.0),
        ((5, 5, 5, 5), 0.0),
        ((10, 0, 0, 0), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_kappa_is_agreement_beyond_chance(
    counts: tuple[int, ...], expected: float | None
) -> None:
    kinds = [(True, True), (True, False), (False, True), (False, False)]
    ticks = [kind for kind, n in zip(kinds, counts, strict=True) for _ in range(n)]

    found = kappa(ticks)

    assert found == (None if expected is None else pytest.approx(expected))


def test_a_marker_is_told_that_somebody_was_quicker(folder: Path) -> None:
    ann, bob = a_desk(folder), a_desk(folder, "bob")
    seen = answer_of(bob, "s03")
    mark_it(ann, "s03", "tight")

    with pytest.raises(OvertakenError, match="by ann"):
        bob.save(seen, says(bob), seen.revision(second=False))


def test_counting_again_writes_the_same_bytes(folder: Path) -> None:
    mark_it(a_desk(folder), "s01", "tight", comment="Yes.")
    first = Counting(prose_paper(), folder)
    first.update()
    before = {p: p.read_bytes() for p in (folder / "report").iterdir()}

    mark_it(a_desk(folder), "s02")
    first.update()
    by_changes = {p: p.read_bytes() for p in (folder / "report").iterdir()}
    Counting(prose_paper(), folder).update()

    assert by_changes != before
    assert {p: p.read_bytes() for p in (folder / "report").iterdir()} == by_changes


def a_submission_with(prose: object, *files: str, **fields: Any) -> Submission:
    return Submission(
        student="s01",
        assignment="hw5",
        files={name: name.encode() for name in files},
        answers={STEM: {PROSE: prose} | fields},  # type: ignore[dict-item]
    )


@pytest.mark.parametrize(
    ("submission", "expected"),
    [
        (a_submission_with("see answers/a.png.", "answers/a.png", "b.png"), 1),
        (a_submission_with("", "scan.pdf", files=["scan.pdf"]), 1),
        (a_submission_with("", "scan.pdf", files="scan.pdf"), 1),
        (a_submission_with("", f"answers/{STEM}_2.JPG"), 1),
        (a_submission_with("see xa.png", "a.png"), 0),
        (a_submission_with("see a.svg and a.html", "a.svg", "a.html"), 0),
        (a_submission_with("see a.png", "data.csv"), 0),
    ],
)
def test_an_answer_holds_the_files_that_it_names(
    submission: Submission, expected: int
) -> None:
    assert len(written(submission, STEM).files) == expected


def test_an_answer_of_a_picture_alone_is_not_empty(tmp_path: Path) -> None:
    folder = lay_results(tmp_path, prose_paper(), {"s02": "x"})
    submission = a_submission_with("", f"answers/{STEM}.png")
    handed_in.keep(submission, "s01", prose_paper(), folder)

    assert answer_of(Desk(prose_paper(), folder, "ann"), "s01").answer.files


def test_what_is_kept_is_marked_as_what_was_handed_in(tmp_path: Path) -> None:
    submission = a_submission_with("see a.png", "a.png", "b.png", "code.py")
    handed_in.keep(submission, "s01", prose_paper(), tmp_path)
    kept = handed_in.HandedIn(tmp_path)

    back = kept.submission(kept.sheets()["s01"], "hw5")

    assert written(back, STEM) == written(submission, STEM)
    assert set(back.files) == {"a.png"}


def test_clocks_differ_and_marks_do_not(folder: Path) -> None:
    tick = clock()
    mark_it(a_desk(folder, clock=tick), "s01", "tight")
    before = answer_of(a_desk(folder), "s01").first[0].entries

    mark_it(a_desk(folder, clock=tick), "s01", "tight")

    assert answer_of(a_desk(folder), "s01").first[0].entries == before
