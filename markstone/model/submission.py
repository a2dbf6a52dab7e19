"""What a student handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Typed = str | list["Typed"] | dict[str, "Typed"]
"""A typed answer as it was written: every scalar is still a string."""


class Status(StrEnum):
    """What a gradebook says of a whole submission."""

    GRADED = "graded"
    AWAITS_MARKER = "awaits_marker"
    UNREADABLE = "unreadable"
    NOT_SUBMITTED = "not_submitted"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who handed something in, as the platform that it came from tells."""

    id: str = ""
    """What the platform's lists are joined on, such as a number or a login."""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in, read and defused, never run."""

    student: str
    assignment: str | None
    """None while nothing in it says which assignment it answers."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Every file to lay before the student's code, by its relative POSIX path."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Which file answers which question: stem to a key of ``files``."""
    answers: Mapping[str, Mapping[str, Typed]] = field(default_factory=dict)
    """The typed answers: stem to field to what was written there."""
    notices: tuple[str, ...] = ()
    """What was dropped, renamed or ignored, each a sentence for the gradebook."""
    status: Status = Status.GRADED
    """``UNREADABLE`` or ``NOT_SUBMITTED`` where there is nothing to run."""
    people: tuple[Person, ...] = ()
    """Whose it is where a platform tells, several for a group."""
