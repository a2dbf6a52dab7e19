"""What GitHub shows of a run: annotations at lines, and a summary of a step.

A workflow command is a line of output. Whatever a student wrote is escaped so that it
cannot end such a line, and is told in no other place of the output.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markstone.reports.text import plain

SUMMARY_BYTES = (1 << 20) - (1 << 12)
"""What a step's summary may have, with room for what is said where it is cut."""
_MOST_ANNOTATIONS = 10
"""Of each kind and step; GitHub drops what is more."""
_MOST_MESSAGE = 2_000
_CUT = (
    "\n\nThe rest does not fit into a summary (1 MiB); the log of this step has it.\n"
)


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


def shown(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return as many of each kind as GitHub shows of a step."""
    count: Counter[str] = Counter()
    kept = []
    for annotation in annotations:
        count[annotation.kind] += 1
        if count[annotation.kind] <= _MOST_ANNOTATIONS:
            kept.append(annotation)
    return kept


def render_annotations(annotations: Iterable[Annotation]) -> str:
    """Return the commands, a line each, no more of a kind than are shown."""
    return "".join(f"{annotation.render()}\n" for annotation in shown(annotations))


def bounded(summary: str) -> str:
    """Return the text of a summary, cut at a line where it is too long."""
    content = summary.encode("utf-8", "replace")
    if len(content) <= SUMMARY_BYTES:
        return content.decode()
    whole = content[:SUMMARY_BYTES].rpartition(b"\n")[0]
    return whole.decode("utf-8", "ignore") + _CUT


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
