"""What somebody wrote, in the Markdown of GitHub: shown as it is, and never obeyed.

No link, picture, mention or table comes of it.
"""

import re

from markstone.reports.text import plain

_MARKUP = re.compile(r"([\\`*_{}\[\]#|~<>&$]|^[-+=])")
# GitHub makes links and mentions of text that carries no markup at all.
_LINKED = re.compile(r"(@|#|\bGH(?=-)|:(?=//)|\bwww(?=\.))", re.IGNORECASE)
_NOTHING = "\N{ZERO WIDTH SPACE}"


def text(written: str) -> str:
    """Return what somebody wrote so that it shows as it is, on one line."""
    shown = plain(written.replace("\n", " ").replace("\t", " "))
    return _MARKUP.sub(r"\\\1", _LINKED.sub(rf"\1{_NOTHING}", shown))


def row(*cells: str | float) -> str:
    """Return a line of a table, without its end, of numbers and of Markdown."""
    return f"| {' | '.join(map(str, cells))} |"
