"""Spread jobs over workers; what a job does is not known here."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import TypeVar

from markstone.executors.inline import run_inline
from markstone.executors.pool import run_in_pool

Job = TypeVar("Job")
Done = TypeVar("Done")

CLUSTER = ("distributed", "cryptography")
"""The packages of the extra that :mod:`markstone.executors.cluster` takes."""


def missing() -> list[str]:
    """Return the packages that a cluster takes and that are not installed."""
    return [name for name in CLUSTER if find_spec(name) is None]


def run(
    work: Callable[[Job], Done], jobs: Sequence[Job], *, workers: int
) -> Iterator[tuple[int, Done]]:
    """Do every job and yield ``(index, result)`` in the order they end.

    Args:
        work: called once a job; what it raises ends the run.
        jobs: the jobs.
        workers: how many at a time.
    """
    if workers == 1:
        yield from run_inline(work, jobs)
    else:
        yield from run_in_pool(work, jobs, workers=workers)
