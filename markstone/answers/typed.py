"""The typed answers of one question, read field by field."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy

from markstone.answers.characters import plain
from markstone.answers.magnitude import value
from markstone.answers.spelling import LENGTH
from markstone.answers.symbolic import parse
from markstone.answers.unreadable import NotAttempted, UnreadableAnswer
from markstone.model import Typed

_LIST_LENGTH = 2000
_LITERAL = re.compile(r"[-+]?[0-9.]+(?:/[0-9.]+|[eE][-+]?[0-9]+)?")
_VERDICT = re.compile(r"(yes|no|true|false)(?:\s*[,.;:!(].*)?", re.DOTALL)
_IGNORED = re.compile(r"[\s_\-]")


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    """What ``answers.yaml`` says under one question; every scalar is a string."""

    question: str
    fields: Mapping[str, Typed]

    def text(self, field: str) -> str:
        """Return what is written there, without the blanks around it.

        Raises:
            NotAttempted: the field is absent or blank.
            UnreadableAnswer: it is a list or a mapping, or longer than 400
                characters.
        """
        written = self._written(field)
        if not isinstance(written, str):
            raise self._refusal(field, " has several values. Write one.")
        if len(written) > LENGTH:
            raise self._refusal(field, f" is too long. Write at most {LENGTH} letters.")
        return written.strip()

    def number(self, field: str) -> float:
        """Return a number; ``-2``, ``1/2``, ``1e-3`` and ``99/2 - log(10)`` are read.

        Raises:
            NotAttempted: the field is absent or blank.
            UnreadableAnswer: it is not one finite number.
        """
        return self._number(field, self.text(field))

    def numbers(self, field: str, *, length: int) -> list[float]:
        """Return a row of numbers, written as a list or as ``1, 2, 1, -1``.

        Raises:
            NotAttempted: the field is absent, or blank in every place.
            UnreadableAnswer: there are more or fewer than ``length``, or one of
                them is not a finite number.
        """
        items = self._items(field)
        if len(items) != length:
            raise self._refusal(field, f" has {len(items)} values. Write {length}.")
        return [self._number(f"{field}[{i}]", item) for i, item in enumerate(items)]

    def choice(self, field: str) -> str:
        """Return the choice in its plain form, see :func:`plain_choice`.

        Raises:
            NotAttempted: the field is absent or blank.
            UnreadableAnswer: it is not one short text.
        """
        return plain_choice(self.text(field))

    def choices(self, field: str) -> list[str]:
        """Return several choices in their order, written as a list or with commas.

        Raises:
            NotAttempted: the field is absent, or blank in every place.
            UnreadableAnswer: it is neither a list of texts nor a text.
        """
        return [plain_choice(item) for item in self._items(field) if item.strip()]

    def expression(self, field: str, symbols: Sequence[str]) -> sympy.Expr:
        """Return an expression, see :func:`markstone.answers.symbolic.parse`.

        Args:
            field: its name in ``answers.yaml``.
            symbols: the names it may use; a string such as ``"t l n"`` will do.

        Raises:
            NotAttempted: the field is absent or blank.
            UnreadableAnswer: it is not an expression in these symbols.
        """
        text = self.text(field)
        try:
            return parse(text, symbols)
        except UnreadableAnswer as fault:
            raise self._refusal(field, f": {fault}") from None

    def _written(self, field: str) -> Typed:
        written = self.fields.get(field, "")
        values = written.values() if isinstance(written, dict) else written
        parts = [values] if isinstance(values, str) else values
        if all(isinstance(part, str) and not part.strip() for part in parts):
            raise NotAttempted(f"{self.question}.{field} in answers.yaml is empty.")
        return written

    def _items(self, field: str) -> list[str]:
        written = self._written(field)
        if isinstance(written, list) and len(written) == 1:
            written = written[0]
        if isinstance(written, str):
            return _cut(written[: _LIST_LENGTH + 1])
        items = [item for item in written if isinstance(item, str)]
        if isinstance(written, dict) or len(items) < len(written):
            raise self._refusal(field, " is nested. Write one list of plain values.")
        return items

    def _number(self, field: str, text: str) -> float:
        try:
            return value(parse(text, ()), {})
        except UnreadableAnswer as fault:
            raise self._refusal(field, f": {fault}") from None

    def _refusal(self, field: str, problem: str) -> UnreadableAnswer:
        return UnreadableAnswer(f"{self.question}.{field} in answers.yaml{problem}")


def plain_choice(text: str) -> str:
    """Return a choice in lower case without blanks, hyphens and underscores.

    ``True`` and ``No, never.`` are yes and no; quotation marks around the
    choice and a full stop after it do not count; a hyphen alone stays one.
    """
    plain_text, _ = plain(unicodedata.normalize("NFKC", text).casefold())
    words = plain_text.strip().strip("\"'`").rstrip(".")
    verdict = _VERDICT.fullmatch(words)
    if verdict:
        return {"true": "yes", "false": "no"}.get(verdict[1], verdict[1])
    return _IGNORED.sub("", words) or words


def _cut(text: str) -> list[str]:
    """Cut ``[1, 2; 3]`` at its commas, or ``1 2 3`` at its blanks."""
    text = plain(text)[0].strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if re.search("[,;]", text):
        return re.split("[,;]", text.rstrip(" ,;"))
    words = text.split()
    return words if all(map(_LITERAL.fullmatch, words)) else [text]
