"""What a student typed, cut into tokens that have one reading each."""

import re
import unicodedata
from collections.abc import Sequence

from markstone.answers.characters import plain
from markstone.answers.unreadable import UnreadableAnswer, excerpt
from markstone.answers.words import Kind, Token, Vocabulary

LENGTH = 400

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<NUMBER>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<WORD>[^\W\d]\w*)
    | (?P<OPERATOR>\*\*|[-+*/^])
    | (?P<OPEN>\() | (?P<CLOSE>\)) | (?P<COMMA>,)
    )""",
    re.VERBOSE,
)


def tokens(text: str, symbols: Sequence[str]) -> list[Token]:
    """Cut a text into tokens whose names are symbols, constants and functions.

    Raises:
        UnreadableAnswer: the text is empty or too long, or has a character or
            a word that is none of these, or a word with two readings.
    """
    if len(text) > LENGTH:
        raise UnreadableAnswer(
            f"{excerpt(text)} has {len(text)} characters. Write at most {LENGTH}."
        )
    spelled, places = plain(text.rstrip().rstrip(".;"))
    spelled = spelled.rstrip()
    if not spelled:
        raise UnreadableAnswer(f"{excerpt(text)} says nothing. Write an expression.")
    vocabulary = Vocabulary.of(text, symbols)
    found: list[Token] = []
    end = 0
    while end < len(spelled):
        match = _TOKEN.match(spelled, end)
        if match is None:
            raise _strange(text, places[_next(spelled, end)])
        kind = str(match.lastgroup)
        place, end = places[match.start(kind)], match.end()
        if kind == "WORD":
            follows = spelled[_next(spelled, end) :][:1]
            found += vocabulary.read(match[kind], place, follows=follows)
        else:
            sign = match[kind].replace("^", "**")
            found.append(Token(kind=Kind[kind], text=sign, place=place))
    return found


def _next(text: str, start: int) -> int:
    """Return the index of the first character from ``start`` that is not blank."""
    return len(text) - len(text[start:].lstrip())


def _strange(text: str, place: int) -> UnreadableAnswer:
    character = text[place - 1]
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    remedy = "Write letters, digits, + - * / ^ and brackets only."
    if character == "=":
        remedy = "Write the right-hand side only, without an equals sign."
    if character == "\\":
        remedy = "Write it without LaTeX: t^2*n, log(n), (a + b)/c."
    return UnreadableAnswer(
        f"cannot read {excerpt(text, 60)}: {excerpt(character)} ({name}) at "
        f"character {place} has no meaning here. {remedy}"
    )
