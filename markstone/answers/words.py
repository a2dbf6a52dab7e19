"""Which symbols and functions a word stands for: ``tn`` is t times n."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from markstone.answers.unreadable import UnreadableAnswer, excerpt

FUNCTIONS = ("log", "ln", "log2", "log10", "lg", "exp", "sqrt", "max", "min")
CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}
WRAPPER = "O"
"""The function that stands for O( ) and Theta( ), which change nothing here."""

_WRAPPERS = ("O", "Θ", "θ", "Theta", "theta")
_ALIASES = {"lam": "lambda", "eps": "epsilon"}


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    NAME = auto()
    CONSTANT = auto()
    FUNCTION = auto()
    OPERATOR = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One sign, number or name, in its plain spelling."""

    kind: Kind
    text: str
    place: int
    """Which character of the student's text it begins at, from 1."""
    is_glued: bool = False
    """Whether it was cut from the same word as the token before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that one answer may use."""

    answer: str
    """The whole text, for messages."""
    symbols: tuple[str, ...]
    names: Mapping[str, str]
    """Every spelling of a symbol, to the symbol."""
    functions: Mapping[str, str]

    @classmethod
    def of(cls, answer: str, symbols: Sequence[str]) -> "Vocabulary":
        """Collect the spellings: Greek letters, and other case where it is clear."""
        names = {form: symbol for symbol in symbols for form in _forms(symbol)}
        for form, symbol in tuple(names.items()):
            names.setdefault(form.lower(), symbol)
            names.setdefault(form.upper(), symbol)
        functions = {form: f for f in FUNCTIONS for form in (f, f.title(), f.upper())}
        functions |= dict.fromkeys(_WRAPPERS, WRAPPER)
        return cls(
            answer=answer, symbols=tuple(symbols), names=names, functions=functions
        )

    def read(self, word: str, place: int, *, follows: str) -> list[Token]:
        """Return the names and functions that a word is made of.

        Args:
            word: letters, digits and underscores.
            place: where it begins in the answer, from 1.
            follows: the next character that is not blank, or nothing.

        Raises:
            UnreadableAnswer: the word has no reading, or more than one.
        """
        if word in self.names:
            return [Token(kind=Kind.NAME, text=self.names[word], place=place)]
        ways = self._ways(word, has_operand=follows == "(" or follows.isalnum())
        if len(ways) > 1:
            raise UnreadableAnswer(
                f"cannot read {excerpt(self.answer, 60)}: {excerpt(word)} at character "
                f"{place} has more than one meaning. Put * between factors, and "
                "brackets around what a function is taken of: log(n)."
            )
        if ways:
            return [self._token(piece, place, is_glued=i > 0) for i, piece in ways[0]]
        if word in self.functions:  # with nothing after it: refused later, by name
            return [self._token(word, place, is_glued=False)]
        if word in CONSTANTS:
            return [Token(kind=Kind.CONSTANT, text=CONSTANTS[word], place=place)]
        raise self._unknown(word, place)

    def _ways(self, word: str, *, has_operand: bool) -> list[list[tuple[int, str]]]:
        """Take a word apart into names and functions, in at most two ways."""
        ways: list[list[list[tuple[int, str]]]] = [[[]], *([] for _ in word)]
        for end in range(1, len(word) + 1):
            pieces = set(self.names)
            if end < len(word) or has_operand:  # a function needs something after it
                pieces |= set(self.functions)
            for piece in sorted(pieces):
                if word.endswith(piece, 0, end):
                    start = end - len(piece)
                    ways[end] += [[*way, (start, piece)] for way in ways[start]]
            del ways[end][2:]
        return ways[-1]

    def _token(self, piece: str, place: int, *, is_glued: bool) -> Token:
        kind = Kind.NAME if piece in self.names else Kind.FUNCTION
        text = self.names.get(piece) or self.functions[piece]
        return Token(kind=kind, text=text, place=place, is_glued=is_glued)

    def _unknown(self, word: str, place: int) -> UnreadableAnswer:
        strange = next((c for c in word if not c.isascii()), "")
        lookalike = f" ({unicodedata.name(strange, '').lower()})" if strange else ""
        if self.symbols:
            remedy = f"The symbols of this answer are {', '.join(self.symbols)}."
        else:
            remedy = "Write a number such as -2, 1/2, 0.5 or 1e-3."
        if word[-1].isdigit():
            remedy += " A power is written n^2."
        return UnreadableAnswer(
            f"cannot read {excerpt(self.answer, 60)}: {excerpt(word)}{lookalike} at "
            f"character {place} is not known here. {remedy}"
        )


def _forms(symbol: str) -> list[str]:
    """Return the spellings of a symbol: ``lam`` may be written lambda or λ."""
    aliases = [symbol, _ALIASES.get(symbol, symbol)]
    for name in aliases[:]:
        letter = name.upper().replace("LAMBDA", "LAMDA")
        try:
            aliases.append(unicodedata.lookup(f"GREEK SMALL LETTER {letter}"))
        except KeyError:
            continue
    return aliases
