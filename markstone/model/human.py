"""What a person gave for the answer to a part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Place = tuple[str, str]
"""The stem of a question and the id of a part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanMark:
    """One person's verdict on one answer."""

    ticked: Mapping[str, Decimal] = field(default_factory=dict)
    """The lines that were ticked, with what each was worth then."""
    unticked: tuple[str, ...] = ()
    """The lines that were seen and not ticked."""
    comment: str = ""
    """For the student."""
    outside: Decimal | None = None
    """A mark that replaces the sum of the lines."""
    reason: str = ""
    """Why it does."""
    answer: str = ""
    """The digest of the answer that was marked."""
    look: str = ""
    """Why somebody has to look again, in a sentence; empty where nobody has to."""
    is_readable: bool = True
    """False where the file of the mark is broken; :attr:`look` says how."""


Human = Mapping[Place, HumanMark]
"""All that was given for one submission."""
