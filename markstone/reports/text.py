"""What a student wrote is text: shown as it is, never obeyed.

A terminal obeys escape sequences, a spreadsheet formulas, a browser the
direction marks of Unicode. Here every character that steers instead of shows
becomes its visible code point, such as ⟨U+202E⟩.
"""

import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, formats (bidi, zero width), halves of pairs, private, line ends."""

# Letters by category, and yet nothing is seen of them.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

_PLACES = Decimal("0.0001")


def plain(text: str) -> str:
    """Show every steering character of one line, line ends and tabs included."""
    return replace_steering(text, _code_point)


def plain_lines(text: str) -> str:
    """Show every steering character, and keep the lines and the tabs."""
    if text.isascii() and text.isprintable():
        return text  # nearly all of it, and a class report is full of it
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(plain, line.split("\t"))) for line in lines)


def replace_steering(text: str, replacement: Callable[[str], str]) -> str:
    """Replace every steering character by what ``replacement`` makes of it."""
    # Ask once for each character that occurs, not once for each that is written.
    steering = {ord(c): replacement(c) for c in set(text) if steers(c)}
    return text.translate(steering) if steering else text


def steers(character: str) -> bool:
    """Whether a character is seen as something other than itself, or not at all."""
    return unicodedata.category(character) in _STEERING or character in _BLANK


def clipped(text: str, length: int) -> str:
    """Cut a text that is longer than ``length`` characters, and say how much."""
    over = len(text) - length
    return text if over <= 0 else f"{text[:length]} … and {over:,} more characters"


def marks_number(marks: Decimal) -> int | float:
    """Round to 4 places; a whole number stays whole, and 0.1 + 0.2 is 0.3."""
    rounded = marks.quantize(_PLACES, rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return int(whole) if whole == rounded else float(rounded)


@lru_cache(maxsize=4096)
def marks_text(marks: Decimal) -> str:
    """Write marks as people do: ``12``, ``2.5``, at most 4 places."""
    return format(Decimal(str(marks_number(marks))), "f")


def _code_point(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"
