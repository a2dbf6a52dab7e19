"""One file of a mark: who gave what to one student's answer to one part, and when.

The last entry is the mark; those before it are its history. One thing stands on a
line and keys are sorted, so that a difference can be read and git can merge.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

_LARGEST = 4 << 20


class Did(StrEnum):
    """What an entry tells of."""

    MARKED = "marked"
    UNDID = "undid"
    """Went back to the entry before."""
    SETTLED = "settled"
    """Decided where two markers differ."""
    REPRICED = "repriced"
    """Followed a rubric whose lines had changed."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Shape):
    """What a marker says of an answer."""

    ticked: dict[str, Decimal] = {}
    """Lines, with what each was worth then."""
    unticked: tuple[str, ...] = ()
    comment: str = ""
    outside: Decimal | None = None
    """A mark that replaces the sum of the lines."""
    reason: str = ""
    flagged: bool = False
    """Whether somebody else should look, too."""


class Entry(_Shape):
    """One act of a marker."""

    at: datetime
    by: str = Field(min_length=1)
    did: Did
    answer: str
    """The digest of the answer that lay there."""
    verdict: Verdict | None = None
    """None where an entry takes back the first one."""
    settled: str = ""
    """The revision of the second opinion that it decides against or for."""

    @field_validator("at")
    @classmethod
    def _has_a_zone(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        return at


class Saved(_Shape):
    """All of a file."""

    assignment: str
    student: str
    question: str
    part: str
    second: bool = False
    """Whether it is the second opinion on an answer that two people mark."""
    entries: tuple[Entry, ...]


def load(content: bytes) -> Saved:
    """Read a file of a mark.

    Raises:
        ValueError: it is none; the text says why.
    """
    if len(content) > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST >> 20} MB")
    try:
        # Every scalar stays text until its field says what it is.
        plain = yaml.load(content.decode(), yaml.CBaseLoader)  # noqa: S506
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise ValueError(f"it is not readable as YAML{where}") from error
    try:
        return Saved.model_validate(plain)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise ValueError(f"{where or 'it'}: {fault['msg']}") from error


def dump(saved: Saved) -> str:
    """Return the text of a file; what is empty is left out."""
    plain = saved.model_dump(mode="json", exclude_defaults=True)
    for entry, told in zip(saved.entries, plain["entries"], strict=True):
        told["at"] = entry.at.isoformat(timespec="seconds")
        if entry.verdict is not None:
            told["verdict"] = _verdict(entry.verdict)
    return yaml.dump(
        plain, Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=1 << 30
    )


def _verdict(verdict: Verdict) -> dict[str, Any]:
    plain = verdict.model_dump(mode="json", exclude_defaults=True)
    lists = {"ticked": verdict.ticked, "unticked": verdict.unticked}
    prices = {name: f"{marks.normalize():f}" for name, marks in verdict.ticked.items()}
    if verdict.outside is not None:
        plain["outside"] = f"{verdict.outside.normalize():f}"
    if lists["ticked"]:
        plain["ticked"] = prices
    if lists["unticked"]:
        plain["unticked"] = sorted(verdict.unticked)
    return plain


class _Dumper(yaml.SafeDumper):
    """Writes what has several lines as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
