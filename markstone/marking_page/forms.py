"""What a marker sent, and what stands in the form that is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from markstone.marks.saved import Verdict
from markstone.marks.verdicts import verdict
from markstone.model import Part
from markstone.reports.text import marks_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of a verdict, as they are shown and sent."""

    ticked: frozenset[str] = frozenset()
    comment: str = ""
    outside: str = ""
    reason: str = ""
    flagged: bool = False

    def verdict(self, part: Part) -> Verdict:
        """Return what it says.

        Raises:
            UsageError: it cannot be saved; the message lists every fault.
        """
        return verdict(
            part,
            ticked=self.ticked,
            comment=self.comment,
            outside=self.outside,
            reason=self.reason,
            flagged=self.flagged,
        )


def parse(body: bytes) -> Mapping[str, Sequence[str]]:
    """Read what a browser sends of a form.

    Raises:
        ValueError: it is none, or has hundreds of fields.
    """
    return parse_qs(
        body.decode(), keep_blank_values=True, max_num_fields=200, errors="strict"
    )


def first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a field, or nothing."""
    return fields.get(name, [""])[0]


def sent(fields: Mapping[str, Sequence[str]]) -> Form:
    """Return the verdict that was sent."""
    return Form(
        ticked=frozenset(fields.get("ticked", ())),
        comment=first(fields, "comment"),
        outside=first(fields, "outside"),
        reason=first(fields, "reason"),
        flagged=first(fields, "flagged") == "yes",
    )


def filled(held: Verdict | None) -> Form:
    """Return the form of a verdict that is there, or an empty one."""
    if held is None:
        return Form()
    return Form(
        ticked=frozenset(held.ticked),
        comment=held.comment,
        outside="" if held.outside is None else marks_text(held.outside),
        reason=held.reason,
        flagged=held.flagged,
    )
