"""Pages for people: one for the instructor, one for each student.

They load nothing and can be mailed as single files. A student's page runs nothing;
the class page runs the one script that sorts and searches its tables.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markstone.model import (
    Assignment,
    Award,
    Gradebook,
    Outcome,
    Question,
    QuestionCard,
    Scorecard,
    Status,
)
from markstone.reports import figures, items, layout, overview, pages, slips
from markstone.reports.lines import Lines
from markstone.reports.text import marks_text
from markstone.similarity import Pair

STUDENT_SIGNATURE = "markstone student page"
"""What a student's page holds near its top, and no page of another kind does."""

_UNDECIDED = frozenset({Outcome.AWAITS_MARKER, Outcome.UNFAIR})

# A blocked check is mended by mending the one that it needs.
_ELSEWHERE = frozenset({Outcome.PASSED, Outcome.BLOCKED}) | _UNDECIDED

_LOOK_FIRST = 5


@dataclass(frozen=True, slots=True)
class _Cell:
    """A student's marks for a question."""

    marks: str
    share: int
    open: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A student's line of the class."""

    student: str
    page: str
    status: Status
    marks: str
    cells: tuple[_Cell, ...]


def render_class(gradebook: Gradebook, alike: Sequence[Pair] = ()) -> str:
    """Return the instructor's page: what needs a person first, then the class.

    Args:
        gradebook: the class.
        alike: submissions that a person may want to lay side by side.
    """
    names = pages.page_names(card.student for card in gradebook.scorecards)
    tallies = overview.tallies(gradebook)
    measured, suspects = items.analyse(gradebook)
    return layout.render(
        "class.html",
        script="class.js",
        assignment=gradebook.assignment,
        rows=_rows(gradebook.scorecards, names),
        pages=names,
        agenda=overview.agenda(gradebook),
        suspects=suspects,
        spread=overview.spread(gradebook),
        misconceptions=slips.of_class(gradebook),
        items=measured,
        enough=items.ENOUGH,
        tallies=tallies,
        overview={stem: overview.together(some) for stem, some in tallies.items()},
        seen=_outcomes_of(gradebook.scorecards),
        standing=_count_statuses(gradebook.scorecards),
        alike=alike,
    )


def _rows(cards: Iterable[Scorecard], names: Mapping[str, str]) -> list[_Row]:
    return [
        _Row(
            student=card.student,
            page=names[card.student],
            status=card.status,
            marks=marks_text(card.marks),
            cells=tuple(map(_cell, card.questions)),
        )
        for card in sorted(cards, key=lambda card: card.student)
    ]


def _cell(card: QuestionCard) -> _Cell:
    marks = card.marks
    return _Cell(
        marks=marks_text(marks),
        share=figures.share(marks, card.question.marks),
        open=any(award.outcome in _UNDECIDED for award in card.awards),
    )


def render_student(
    scorecard: Scorecard, assignment: Assignment, standing: str = ""
) -> str:
    """Return the page that a student reads.

    It shows no value of a hidden check, and nothing that is only for the
    instructor (``detail``).

    Args:
        scorecard: the student's.
        assignment: what the card is about.
        standing: what is said of the whole in place of the card's status.
    """
    return student_pages(assignment, standing)(scorecard)


def student_pages(
    assignment: Assignment, standing: str = ""
) -> Callable[[Scorecard], str]:
    """Return what renders the pages of a class, as :func:`render_student` does one.

    Most checks come to the same for most students, so that their lines are made once.
    """
    line = Lines()

    def render(scorecard: Scorecard) -> str:
        return layout.render(
            "student.html",
            signature=STUDENT_SIGNATURE,
            assignment=assignment,
            card=scorecard,
            standing=standing,
            undecided=_undecided_marks(scorecard),
            look_first=_look_first(scorecard),
            seen=_outcomes_of((scorecard,)),
            line=line,
        )

    return render


def _outcomes_of(scorecards: tuple[Scorecard, ...]) -> list[Outcome]:
    """Return the outcomes that occur, in the order of the enumeration."""
    occur = {
        award.outcome
        for card in scorecards
        for question in card.questions
        for award in question.awards
    }
    return [outcome for outcome in Outcome if outcome in occur]


def _count_statuses(scorecards: tuple[Scorecard, ...]) -> list[tuple[Status, int]]:
    counts = Counter(card.status for card in scorecards)
    return [(status, counts[status]) for status in Status if counts[status]]


def _undecided_marks(scorecard: Scorecard) -> Decimal:
    """Add up what may still come from a person, optional questions apart."""
    return sum(
        (
            max(award.check.marks, Decimal(0))  # a line may take marks off
            for question in scorecard.questions
            if not question.question.optional
            for award in question.awards
            if award.outcome in _UNDECIDED
        ),
        start=Decimal(0),
    )


def _look_first(scorecard: Scorecard) -> list[Mapping[str, object]]:
    """Return the checks that lost most, with the stem of the question of each."""
    lost: list[tuple[Question, Award]] = [
        (card.question, award)
        for card in scorecard.questions
        for award in card.awards
        if award.outcome not in _ELSEWHERE and award.check.marks
    ]
    lost.sort(key=lambda place: (place[0].optional, -place[1].check.marks))
    return [
        {"stem": question.stem, "award": award}
        for question, award in lost[:_LOOK_FIRST]
    ]
