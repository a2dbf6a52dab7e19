"""Pages for people: one for the instructor, one for each student.

They load nothing, run nothing, and can be mailed as single files.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from markstone.model import (
    Assignment,
    Award,
    Gradebook,
    Outcome,
    Question,
    Scorecard,
    Status,
)
from markstone.reports import layout, overview, pages

STUDENT_SIGNATURE = "markstone student page"
"""What a student's page holds near its top, and no page of another kind does."""

_UNDECIDED = frozenset({Outcome.AWAITS_MARKER, Outcome.UNFAIR})

# A blocked check is mended by mending the one that it needs.
_ELSEWHERE = frozenset({Outcome.PASSED, Outcome.BLOCKED}) | _UNDECIDED

_LOOK_FIRST = 5


def render_class(gradebook: Gradebook) -> str:
    """Return the instructor's page: what needs a person first, then the class."""
    return layout.render(
        "class.html",
        assignment=gradebook.assignment,
        cards=sorted(gradebook.scorecards, key=lambda card: card.student),
        pages=pages.page_names(card.student for card in gradebook.scorecards),
        agenda=overview.agenda(gradebook),
        spread=overview.spread(gradebook),
        tallies=overview.tallies(gradebook),
        seen=_outcomes_of(gradebook.scorecards),
        standing=_count_statuses(gradebook.scorecards),
    )


def render_student(scorecard: Scorecard, assignment: Assignment) -> str:
    """Return the page that a student reads.

    It shows no value of a hidden check, and nothing that is only for the
    instructor (``detail``).
    """
    return layout.render(
        "student.html",
        signature=STUDENT_SIGNATURE,
        assignment=assignment,
        card=scorecard,
        undecided=_undecided_marks(scorecard),
        look_first=_look_first(scorecard),
        seen=_outcomes_of((scorecard,)),
    )


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
