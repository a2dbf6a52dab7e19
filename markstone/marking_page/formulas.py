r"""Text with its LaTeX formulas set by the browser, as MathML.

What stands between ``$``, ``$$``, ``\( \)`` or ``\[ \]`` is a formula if it can be
read as one; everything else, and every formula that cannot, is text as it was typed.
No HTML is ever taken over: of the MathML that the library makes only known elements
and attributes are kept.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from markstone.reports.text import plain_lines

_MARK = re.compile(r"\\[\\$]|\$\$|\$|\\[\[(]")
"""What may open a formula, and what only looks like it."""
_CLOSES = {"$$": "$$", "$": "$", r"\[": r"\]", r"\(": r"\)"}
_LONGEST = 1_000
_MOST = 20_000
"""Characters of all formulas in a text; the rest stays as it was typed."""
_OVERHEAD = 50
"""What a formula counts besides its characters."""
_DEEPEST = 30
_SPACE = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = frozenset(
    (
        *("math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover"),
        *("mpadded", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt"),
        *("mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr"),
        *("munder", "munderover", "none"),
    )
)
_SHOWN_INSTEAD = {"mphantom": "mrow"}
"""Nothing that a student wrote is made invisible."""
_ATTRIBUTES = frozenset(
    (
        *("accent", "accentunder", "columnalign", "display", "displaystyle"),
        *("fence", "form", "largeop", "linethickness", "lspace", "mathvariant"),
        *("maxsize", "minsize", "movablelimits", "notation", "rspace"),
        *("scriptlevel", "separator", "stretchy", "symmetric"),
    )
)


def with_formulas(text: str) -> Markup:
    """Return text for a page, with its formulas as MathML."""
    return Markup("").join(_pieces(plain_lines(text)))


def has_formulas(text: str) -> bool:
    """Whether something in a text may be a formula."""
    return next(_formulas(text), None) is not None


class _Formula(NamedTuple):
    start: int
    end: int
    latex: str
    is_block: bool


def _pieces(text: str) -> Iterator[Markup]:
    end, left = 0, _MOST
    for formula in _formulas(text):
        left -= _OVERHEAD + len(formula.latex)
        if left < 0:
            break
        between = text[end : formula.start]
        # A formula that stands alone makes its own lines.
        yield escape(between.rstrip() if formula.is_block else between)
        yield _set(formula, text[formula.start : formula.end])
        end = formula.end
        if formula.is_block:
            end += len(text[end:]) - len(text[end:].lstrip())
    yield escape(text[end:])


def _formulas(text: str) -> Iterator[_Formula]:
    """Find what may be formulas, in one pass over the text."""
    here = 0
    unclosed: set[str] = set()
    while mark := _MARK.search(text, here):
        here = mark.end()
        opens = mark[0]
        if opens not in _CLOSES or opens in unclosed:
            continue
        closes = _CLOSES[opens]
        end = text.find(closes, here)
        if end < 0:
            unclosed.add(opens)
        elif _is_formula(text, mark.start(), end, opens):
            yield _Formula(
                mark.start(),
                end + len(closes),
                text[mark.end() : end].strip(),
                opens in {"$$", r"\["},
            )
            here = end + len(closes)


def _is_formula(text: str, start: int, end: int, opens: str) -> bool:
    inside = text[start + len(opens) : end]
    if not inside.strip():
        return False
    if opens != "$":
        return True
    # As pandoc does it, so that "it costs $5 and $6" holds none.
    before, after = text[start - 1 : start], text[end + 1 : end + 2]
    tight = not (inside[0].isspace() or inside[-1].isspace() or inside[-1] == "\\")
    return tight and "\n\n" not in inside and not (before.isalnum() or after.isdigit())


def _set(formula: _Formula, typed: str) -> Markup:
    if len(formula.latex) > _LONGEST or formula.latex.count("{") > _LONGEST // 4:
        return escape(typed)
    try:
        made = convert(formula.latex, display="block" if formula.is_block else "inline")
        return Markup(_cleaned(made))  # noqa: S704  (rebuilt of what is known)
    # The library raises whatever its parser stumbles over; then it is text.
    except Exception:  # noqa: BLE001
        return escape(typed)


def _cleaned(made: str) -> str:
    """Rebuild MathML of known elements and attributes.

    Raises:
        ValueError: it has another element, or is nested too deeply.
    """
    if "<!" in made:
        raise ValueError(made)
    return ET.tostring(_clean(ET.fromstring(made), 0), encoding="unicode")  # noqa: S314


def _clean(element: ET.Element, depth: int) -> ET.Element:
    tag = element.tag.removeprefix(f"{{{_SPACE}}}")
    tag = _SHOWN_INSTEAD.get(tag, tag)
    if tag not in _ELEMENTS or depth > _DEEPEST:
        raise ValueError(tag)
    kept = {n: v for n, v in element.attrib.items() if n in _ATTRIBUTES}
    clean = ET.Element(tag, kept)
    clean.text, clean.tail = element.text, element.tail
    clean.extend(_clean(inner, depth + 1) for inner in element)
    return clean
