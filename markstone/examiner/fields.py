"""The student's typed answers, as a check reads them."""

from dataclasses import dataclass
from typing import NoReturn

import sympy

from markstone.answers.typed import TypedAnswers
from markstone.answers.unreadable import NotAttempted, UnreadableAnswer
from markstone.examiner.failures import StudentFailure
from markstone.model import Outcome


@dataclass(frozen=True, slots=True)
class TypedFields:
    """The student's typed answers; what cannot be read ends the check."""

    _answers: TypedAnswers

    def text(self, name: str) -> str:
        """Return a field as it was written."""
        try:
            return self._answers.text(name)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)

    def number(self, name: str) -> float:
        """Return a field as a number."""
        try:
            return self._answers.number(name)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)

    def numbers(self, name: str, *, length: int) -> list[float]:
        """Return a field as a row of numbers."""
        try:
            return self._answers.numbers(name, length=length)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)

    def choice(self, name: str) -> str:
        """Return a field as a normalised choice."""
        try:
            return self._answers.choice(name)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)

    def choices(self, name: str) -> list[str]:
        """Return a field as several normalised choices, in their order."""
        try:
            return self._answers.choices(name)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)

    def expression_or_none(self, name: str, symbols: str) -> sympy.Expr | None:
        """Return a field as an expression, None where it is blank or unreadable.

        For what may be carried forward from it, without ending the check.
        """
        try:
            return self._answers.expression(name, symbols)
        except (NotAttempted, UnreadableAnswer):
            return None

    def expression(self, name: str, symbols: str) -> sympy.Expr:
        """Return a field as an expression in the named symbols."""
        try:
            return self._answers.expression(name, symbols)
        except (NotAttempted, UnreadableAnswer) as error:
            _give_up(error)


def _give_up(error: NotAttempted | UnreadableAnswer) -> NoReturn:
    attempted = isinstance(error, UnreadableAnswer)
    outcome = Outcome.FAILED if attempted else Outcome.NOT_ATTEMPTED
    raise StudentFailure(outcome, str(error)) from None
