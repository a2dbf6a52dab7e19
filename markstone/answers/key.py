"""The right answers to a question, with the other forms that count as right."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sympy

from markstone.answers.typed import TypedAnswers
from markstone.answers.unreadable import NotAttempted, UnreadableAnswer
from markstone.errors import RubricError
from markstone.model import Typed

_FORMS = {"right", "accepted"}


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What ``reference/<assignment>/<question>.yaml`` says.

    A field is the right answer, a scalar or a list, or a mapping
    ``{right: ..., accepted: [...]}``. The readers are those of
    :class:`~markstone.answers.typed.TypedAnswers`; here a field that is absent
    or cannot be read is the course's fault, never the student's.

    Raises:
        RubricError: a field is neither; the message lists all of them.
    """

    question: str
    fields: Mapping[str, Typed]

    def __post_init__(self) -> None:
        faults = [
            f"reference {self.question}.yaml: {field} must be a value, a list, or "
            "`{right: ..., accepted: [...]}`."
            for field, written in self.fields.items()
            if not _is_answer(written)
        ]
        if faults:
            raise RubricError("\n".join(faults))

    @property
    def right(self) -> TypedAnswers:
        """The right answers, as a student would have typed them."""
        return TypedAnswers(
            self.question, {field: self.accepted(field)[0] for field in self.fields}
        )

    def accepted(self, field: str) -> list[Typed]:
        """Return every accepted form as it is written, the right one first.

        Raises:
            RubricError: the key has no such field.
        """
        if field not in self.fields:
            raise RubricError(
                f"reference {self.question}.yaml has no field {field}. Add it."
            )
        written = self.fields[field]
        if not isinstance(written, dict):
            return [written]
        others = written.get("accepted", [])
        return [written["right"], *(others if isinstance(others, list) else [])]

    def number(self, field: str) -> float:
        """Return the right number.

        Raises:
            RubricError: there is none.
        """
        with self._blaming_the_key(field):
            return self._right(field).number(field)

    def numbers(self, field: str, *, length: int) -> list[float]:
        """Return the right row of numbers.

        Raises:
            RubricError: there is none of that length.
        """
        with self._blaming_the_key(field):
            return self._right(field).numbers(field, length=length)

    def choices(self, field: str) -> list[str]:
        """Return the right list of choices in their plain forms.

        Raises:
            RubricError: there is none.
        """
        with self._blaming_the_key(field):
            return self._right(field).choices(field)

    def choice(self, field: str) -> str:
        """Return the right choice in its plain form.

        Raises:
            RubricError: there is none.
        """
        return self.accepted_choices(field)[0]

    def expression(self, field: str, symbols: Sequence[str]) -> sympy.Expr:
        """Return the right expression.

        Raises:
            RubricError: there is none in these symbols.
        """
        return self.accepted_expressions(field, symbols)[0]

    def accepted_choices(self, field: str) -> list[str]:
        """Return every accepted choice in its plain form, the right one first.

        Raises:
            RubricError: there is none, or one of them is not a text.
        """
        with self._blaming_the_key(field):
            return [form.choice(field) for form in self._forms(field)]

    def accepted_expressions(
        self, field: str, symbols: Sequence[str]
    ) -> list[sympy.Expr]:
        """Return every accepted form as an expression, the right one first.

        Raises:
            RubricError: there is none, or one of them cannot be read.
        """
        with self._blaming_the_key(field):
            return [form.expression(field, symbols) for form in self._forms(field)]

    def _right(self, field: str) -> TypedAnswers:
        return self._forms(field)[0]

    def _forms(self, field: str) -> list[TypedAnswers]:
        return [
            TypedAnswers(self.question, {field: form}) for form in self.accepted(field)
        ]

    @contextmanager
    def _blaming_the_key(self, field: str) -> Iterator[None]:
        try:
            yield
        except (NotAttempted, UnreadableAnswer) as fault:
            raise RubricError(
                f"reference {self.question}.yaml: {field} cannot be used: {fault}"
            ) from None


def _is_answer(written: Typed) -> bool:
    if not isinstance(written, dict):
        return bool(written)
    has_list = isinstance(written.get("accepted", []), list)
    return bool(written.get("right")) and has_list and set(written) <= _FORMS
