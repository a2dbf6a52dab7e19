"""The lines of a student's page, each one's made once for all who have the same."""

from operator import attrgetter
from typing import Any

from markupsafe import Markup

from markstone.model import Award, PartCard, QuestionCard, Scorecard
from markstone.reports import drawing, figures, layout

_MOST = 4096
"""Lines that are remembered; a class has a few hundred."""

_APART = {"check", "comparisons", "detail"}
"""Fields of an award that are looked at otherwise, or that no student sees."""

_SHOWN = attrgetter(*sorted(Award.__dataclass_fields__.keys() - _APART))


class Lines:
    """Renders the awards of one assignment."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], Markup] = {}

    def __call__(
        self, card: Scorecard, question: QuestionCard, part: PartCard, award: Award
    ) -> Markup:
        """Return the line of an award as the page shows it."""
        drawn = drawing.shown(award, card, question.question.stem)
        if drawn or award.output or figures.distances(award):
            return _render(card, question, part, award)  # nobody else's is the same
        follows = figures.follows(award, question)
        place = (question.question.stem, part.part.id, award.check.name, follows)
        key = (*place, *_SHOWN(award))
        made = self._made.get(key)
        if made is None:
            made = _render(card, question, part, award)
            if len(self._made) < _MOST:
                self._made[key] = made
        return made


def _render(
    card: Scorecard, question: QuestionCard, part: PartCard, award: Award
) -> Markup:
    page = layout.render(
        "award.html", card=card, question=question, part=part, award=award
    )
    return Markup(page)  # noqa: S704  (what a student wrote is escaped in it)
