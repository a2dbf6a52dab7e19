"""What GitHub shows of a run: annotations at lines, and a summary of a step.

A workflow command is a line of output. Whatever a student wrote is escaped so that it
cannot end such a line, and is told in no other place of the output.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markstone.reports.text import plain

SUMMARY_BYTES = (1 << 20) - (1 << 12)
"""What a step's summary may have, with room for what is said where it is cut."""
_MOST_ANNOTATIONS = 10
"""Of each kind and step; GitHub drops what is more."""
_MOST_MESSAGE = 2_000
_CUT = "\n\n… cut: a summary on GitHub may have 1 MiB.\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One remark beside the code."""

    kind: str
    """``error``, ``warning`` or ``notice``."""
    title: str
    message: str
    file: str = ""
    line: int = 0

    def render(self) -> str:
        """Return the workflow command, one line without its end."""
        properties = {"file": self.file, "line": str(self.line or "")}
        properties["title"] = plain(self.title)[:_MOST_MESSAGE]
        named = ",".join(
            f"{name}={_escaped_property(value)}"
            for name, value in properties.items()
            if value
        )
        message = "\n".join(map(plain, self.message[:_MOST_MESSAGE].split("\n")))
        return f"::{self.kind} {named}::{_escaped(message)}"


def render_annotations(annotations: Iterable[Annotation]) -> str:
    """Return the commands, a line each, no more of a kind than are shown."""
    lines = []
    count: dict[str, int] = {}
    for annotation in annotations:
        count[annotation.kind] = count.get(annotation.kind, 0) + 1
        if count[annotation.kind] <= _MOST_ANNOTATIONS:
            lines.append(annotation.render())
    return "".join(f"{line}\n" for line in lines)


def bounded(summary: str) -> str:
    """Return the text of a summary, cut at a line where it is too long."""
    content = summary.encode("utf-8", "replace")
    if len(content) <= SUMMARY_BYTES:
        return content.decode()
    whole = content[:SUMMARY_BYTES].rpartition(b"\n")[0]
    return whole.decode("utf-8", "ignore") + _CUT


def cell(text: str) -> str:
    """Return text that is text in a table of Markdown, whatever is in it."""
    one_line = " ".join(plain(text).split())
    return html.escape(_SPECIAL.sub(r"\\\1", one_line), quote=False)


def row(*cells: str) -> str:
    """Return a line of a table of Markdown, of cells that were made by :func:`cell`."""
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
