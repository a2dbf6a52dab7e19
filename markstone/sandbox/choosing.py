"""Which tier: the one that was asked for, or the strongest that holds here."""

import re
from collections.abc import Mapping

from markstone.candidate import landlock
from markstone.errors import SandboxError
from markstone.sandbox import bubblewrap
from markstone.sandbox.wall import INSTALL, UNSAFE, Tier

WALLS = tuple(tier for tier in Tier if tier is not Tier.NONE)
"""Every tier that promises something, strongest first."""
DOCTOR = (
    "`markstone doctor` (in a checkout `python grade.py doctor`) says what is missing "
    "for each of them."
)


def candidates(asked: Tier | None) -> tuple[Tier, ...]:
    """Return the tiers to try, in this order; never ``none`` unless it was asked for.

    Args:
        asked: the tier that was insisted on; None for the strongest that holds.
    """
    return WALLS if asked is None else (asked,)


def likely() -> Tier:
    """Return the tier to expect here, after a look that costs milliseconds.

    What is taken in the end is decided by what holds; see :func:`candidates`.
    """
    if bubblewrap.can_start():
        return Tier.NAMESPACES
    return Tier.LANDLOCK if landlock.abi() else Tier.NAMESPACES


def at_once() -> Tier:
    """Return the strongest tier that starts at once, for code of one's own."""
    return Tier.NAMESPACES if bubblewrap.can_start() else Tier.NONE


def reason(error: SandboxError) -> str:
    """Return why a tier was refused, without what to do when all are."""
    told = str(error).replace(UNSAFE, "").replace(INSTALL, "").strip()
    return re.sub(r"^The wall of tier '\S+' cannot be built here: ", "", told)


def no_tier(refusals: Mapping[Tier, str]) -> SandboxError:
    """Return the error for a machine on which no tier holds."""
    told = "\n".join(f"  {tier}: {why}" for tier, why in refusals.items())
    return SandboxError(
        f"Student code cannot be walled in on this machine:\n{told}\n{DOCTOR} "
        f"The strongest needs bubblewrap. {INSTALL}\n{UNSAFE}"
    )
