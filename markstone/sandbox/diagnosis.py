"""Try every tier on this machine, strongest first, until one holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markstone.errors import SandboxError
from markstone.sandbox import choosing, machine, selftest
from markstone.sandbox.advice import advise
from markstone.sandbox.machine import Machine
from markstone.sandbox.wall import Tier, Wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A tier that does not hold here."""

    tier: Tier
    why: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What a doctor finds."""

    machine: Machine
    tier: Tier | None
    """The strongest that holds; None where none does."""
    refusals: tuple[Refusal, ...]
    """Of every stronger one."""

    @property
    def exit_code(self) -> int:
        """0 for the strongest tier, 1 for a weaker one, 2 where there is no wall."""
        if self.tier is None:
            return SandboxError.exit_code
        return 1 if self.refusals else 0


def diagnose(secrets: Sequence[Path], tiers: Iterable[Tier] | None = None) -> Diagnosis:
    """Start tier after tier with its self-test.

    Args:
        secrets: what must not be readable from behind any of them.
        tiers: which ones, strongest first; all of them when left out.
    """
    facts = machine.look()
    refusals: list[Refusal] = []
    for tier in choosing.WALLS if tiers is None else tiers:
        why = _refused(tier, secrets)
        if not why:
            return Diagnosis(machine=facts, tier=tier, refusals=tuple(refusals))
        advice = tuple(advise(facts, tier, why))
        refusals.append(Refusal(tier=tier, why=why, advice=advice))
    return Diagnosis(machine=facts, tier=None, refusals=tuple(refusals))


def _refused(tier: Tier, secrets: Sequence[Path]) -> str:
    """Return why a tier does not hold, nothing if it does."""
    try:
        wall = Wall.launch(tier, {})
        try:
            wall.greet()
            selftest.check(wall, secrets)
        finally:
            wall.close()
    except SandboxError as error:
        return choosing.reason(error)
    return ""
