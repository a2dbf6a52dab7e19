"""What a student typed, cut into tokens that have one reading each.

People write ``O(t²·n + tn^2)`` where a program wants ``t**2*n + t*n**2``. Here
the signs are made plain (``²`` is ``^(2)``, ``·`` is ``*``), words are looked up
or taken apart into symbols (``tn`` is t times n), and what is left out is put
in by :mod:`markstone.answers.juxtaposition`. What has two readings is refused.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from markstone.answers.unreadable import UnreadableAnswer, excerpt

LENGTH = 400
DEPTH = 30
FUNCTIONS = ("log", "ln", "log2", "log10", "lg", "exp", "sqrt", "max", "min")
WRAPPERS = ("O", "Theta")
"""Read as if they were not there: the order of n is compared as n."""
CONSTANTS = ("e", "pi")

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙∗•\u2062", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        "√": " sqrt ",
    }
)
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<NUMBER>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<WORD>[^\W\d]\w*)
    | (?P<OPERATOR>\*\*|[-+*/^])
    | (?P<OPEN>\() | (?P<CLOSE>\)) | (?P<COMMA>,)
    )""",
    re.VERBOSE,
)
_ALIASES = {"lam": "lambda", "eps": "epsilon"}
_GREEK = {
    unicodedata.lookup(f"GREEK SMALL LETTER {name.replace('lambda', 'lamda')}"): name
    for name in (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"),
        *("kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "phi"),
        *("chi", "psi", "omega"),
    )
}


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    NAME = auto()
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
    plain, places = _plain(text.rstrip().rstrip(".;"))
    if not plain.strip():
        raise UnreadableAnswer(f"{excerpt(text)} is empty. Write an expression.")
    words = _Words.of(text, symbols)
    found: list[Token] = []
    end = 0
    while plain[end:].strip():
        match = _TOKEN.match(plain, end)
        if match is None:
            at = len(plain) - len(plain[end:].lstrip())
            raise _strange_character(text, places[at])
        kind, place = str(match.lastgroup), places[match.start(str(match.lastgroup))]
        end = match.end()
        if kind == "WORD":
            follows = plain[end:].lstrip()[:1]
            found += words.read(match["WORD"], place, follows=follows)
        else:
            found.append(Token(kind=Kind[kind], text=match[kind], place=place))
    return found


def greek(letter: str) -> str:
    """Return a Greek letter's name in our spelling, or the letter itself."""
    return _GREEK.get(letter, letter)


def _plain(text: str) -> tuple[str, list[int]]:
    """Spell every character plainly, and say which of the student's it came from."""
    pieces: list[str] = []
    places: list[int] = []
    was_raised = False
    for place, character in enumerate(text, start=1):
        is_raised = unicodedata.decomposition(character).startswith("<super>")
        piece = _plain_character(character)
        if is_raised and not was_raised:
            piece = "^(" + piece
        if was_raised and not is_raised:
            piece = ")" + piece
        was_raised = is_raised
        pieces.append(piece)
        places += [place] * len(piece)
    if was_raised:
        pieces.append(")")
        places.append(len(text))
    return "".join(pieces), places


def _plain_character(character: str) -> str:
    """Spell one character; marks that nobody sees are dropped, fractions kept."""
    if unicodedata.decomposition(character).startswith("<fraction>"):
        return character  # 2½ would become 2 times 1/2
    character = character.translate(_PLAIN)
    if unicodedata.category(character[0]) == "Cf":
        return ""
    return unicodedata.normalize("NFKC", character).translate(_PLAIN)


def _strange_character(text: str, place: int) -> UnreadableAnswer:
    character = text[place - 1]
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    remedy = "Write letters, digits, + - * / ^ and brackets only."
    if character == "=":
        remedy = "Write the right-hand side only, without an equals sign."
    return UnreadableAnswer(
        f"cannot read {excerpt(text, LENGTH)}: {excerpt(character)} ({name}) at "
        f"character {place} has no meaning here. {remedy}"
    )
