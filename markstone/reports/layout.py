"""From a template to a page in which everything a student wrote is text.

Every value that a template prints is neutralised and then escaped, without the
template asking for it; only what is ``Markup`` already is left alone.
"""

import base64
import hashlib
import re
from functools import cache
from itertools import zip_longest
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from markstone.reports import drawing, figures, plotting
from markstone.reports.text import clipped, marks_text, plain_lines
from markstone.reports.words import LINES, OUTCOMES, STATUSES, Word

# Nothing is loaded and nothing runs but what we named, whatever slips through the
# escaping.
_POLICY = (
    "default-src 'none'; style-src {style}; img-src data:; {script}"
    "base-uri 'none'; form-action 'none'"
)


def render(template: str, *, script: str = "", **values: Any) -> str:
    """Fill a template of ``markstone/reports/templates``.

    Args:
        template: its file.
        script: the file there that the page may run; none where it is empty.
        values: what the template prints.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            style=_ours("style.css"),
            script=_ours(script) if script else "",
            policy=_policy(script),
            **values,
        )
    )


def fill(template: str, **values: Any) -> str:
    """Fill a template that is no page by itself, or whose policy is sent with it.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return _environment().get_template(template).render(**values)


@cache
def _ours(name: str) -> Markup:
    """Return one of our own files, in which no value is set."""
    return Markup(_environment().get_template(name).render())  # noqa: S704


@cache
def _policy(script: str) -> Markup:
    allowed = f"script-src {_digest(_ours(script))}; " if script else ""
    told = _POLICY.format(style=_digest(_ours("style.css")), script=allowed)
    return Markup(told)  # noqa: S704  (base64)


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# Compiling the templates costs more than filling them, and a class has a
# thousand pages; the value is a constant of the program.
@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("markstone", "reports/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_neutralise,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals |= {
        "lines": LINES,
        "badge": _badge,
        "outcomes": OUTCOMES,
        "statuses": STATUSES,
    }
    environment.filters |= {
        "breakable": _breakable,
        "claim": figures.claim,
        "told": figures.told,
        "clipped": clipped,
        "distances": figures.distances,
        "figure": figures.figure,
        "follows": figures.follows,
        "hint": figures.hint,
        "how_far": figures.how_far,
        "marks": marks_text,
        "pictures": drawing.shown,
        "pixels": drawing.pixels,
        "plane": plotting.plane,
        "table": drawing.table,
        "diagram": drawing.diagram,
        "is_strip": drawing.is_strip,
        "printed": figures.printed,
        "sentence": _sentence,
        "share": figures.share,
        "spoken": figures.spoken,
    }
    return environment


@cache
def _badge(word: Word) -> Markup:
    """Set a word with its sign; every page has hundreds of the same."""
    badge = Markup(
        '<span class="badge {}"><span class="sign" aria-hidden="true">{}</span> '
        "{}</span>"
    )
    return badge.format(word.tone, word.sign, word.word)


def _neutralise(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup):
        return plain_lines(value)
    return value


def _sentence(text: str) -> Markup:
    """Set what stands between backticks as code; nothing else is obeyed."""
    pieces = re.split(r"`([^`\n]+)`", plain_lines(text))
    code = (Markup("<code>{}</code>").format(piece) for piece in pieces[1::2])
    return Markup("").join(
        piece for pair in zip_longest(pieces[::2], code, fillvalue="") for piece in pair
    )


def _breakable(name: str) -> Markup:
    """Let a narrow column break a name after its underscores."""
    return escape(plain_lines(name)).replace("_", Markup("_<wbr>"))
