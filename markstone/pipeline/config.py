"""What one run of ``grade`` was asked to do, and how it went."""

import hashlib
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from markstone.sandbox.wall import Tier

_VERSIONS = ("markstone", "torch", "numpy", "pytest")


class Executor(StrEnum):
    """What spreads the submissions."""

    INLINE = "inline"
    """One after the other."""
    POOL = "pool"
    """Several at a time on this machine."""
    DASK = "dask"
    """Workers of a dask cluster, each with a station of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one run of ``grade`` was asked to do."""

    submissions: Path
    course: Path
    out: Path
    assignment: str | None = None
    jobs: int = 1
    tier: Tier | None = None
    """How strongly student code is walled in; None for as strongly as possible."""
    seed_file: Path | None = None
    executor: Executor = Executor.POOL
    scheduler: str | None = None
    """Where a dask cluster is; None to start :attr:`jobs` workers here."""
    repeat: int = 1
    """How often everything is graded, to find checks that waver."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def run_facts(
    config: Config, tier: Tier, count: int, seconds: float
) -> dict[str, object]:
    """Return how the run went; no part of the results' identity.

    Args:
        config: what was asked.
        tier: behind which wall the code ran.
        count: of submissions.
        seconds: from the beginning to the end.
    """
    import resource  # noqa: PLC0415 (Windows has none, and can still `check`)

    own, others = map(
        resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "schema": "markstone/run/1",
        "started": config.started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "submissions": count,
        "executor": str(config.executor),
        "jobs": config.jobs,
        "isolation": str(tier),
        "cpu_seconds_of_host": round(own.ru_utime + own.ru_stime, 2),
        "peak_memory_mib": own.ru_maxrss >> 10,
        "peak_memory_of_a_process_mib": others.ru_maxrss >> 10,
        "versions": {name: version(name) for name in _VERSIONS},
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "seed": hashlib.sha256(
            config.seed_file.read_bytes() if config.seed_file else b"course"
        ).hexdigest()[:12],
    }
