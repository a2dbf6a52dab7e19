"""One job after the other, in this thread."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")


def run_inline(
    work: Callable[[Job], Done], jobs: Sequence[Job]
) -> Iterator[tuple[int, Done]]:
    """Do every job in order and yield ``(index, result)``."""
    for index, job in enumerate(jobs):
        yield index, work(job)
