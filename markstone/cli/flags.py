"""What several verbs take, checked, and where they print."""

from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from markstone.errors import UsageError
from markstone.sandbox import machine
from markstone.sandbox.wall import UNSAFE, Tier

Switch = Annotated[bool, Parameter(negative="", show_default=False)]
"""A flag that is given or not."""


def console() -> Console:
    """Return the console on which a verb prints what it found."""
    return Console(highlight=False, emoji=False)


def jobs_or_default(asked: int | None) -> int:
    """Return how many submissions to grade at a time.

    Raises:
        UsageError: fewer than one are asked for.
    """
    return machine.jobs() if asked is None else at_least_one("--jobs", asked)


def at_least_one(flag: str, asked: int) -> int:
    """Return what was asked for.

    Raises:
        UsageError: it is no number from 1.
    """
    if asked < 1:
        raise UsageError(f"{flag} takes a number from 1.")
    return asked


def tier_or_strongest(asked: Tier | None, *, unsafe: bool) -> Tier | None:
    """Return the tier to use; None for the strongest that holds.

    Raises:
        UsageError: no wall is asked for, and not by the flag that says so.
    """
    if unsafe:
        return Tier.NONE
    if asked is Tier.NONE:
        raise UsageError(f"--isolation none is no isolation. {UNSAFE}")
    return asked
