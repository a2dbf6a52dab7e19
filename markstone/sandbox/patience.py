"""How long an answer is waited for, fairly on a machine that others use too."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Until when an answer is waited for, on the clock of :func:`time.monotonic`.

    While a process could run and others have the processor, its time stands still.
    """

    end: float
    """When it ends where the process never waits for a processor."""
    latest: float
    """Not later than this, whoever has the processor."""
    waited: float = 0.0
    """Seconds that the process is known to have waited before."""

    def until(self, waited: float) -> float:
        """Return when it ends, for a process that has waited so long by now."""
        return min(self.end + max(waited - self.waited, 0.0), self.latest)
