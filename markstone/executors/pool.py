"""Several jobs at a time.

Threads, not processes: a job waits for the examiner and the candidate, which
are processes of their own; the host's share of the work is small.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")


def run_in_pool(
    work: Callable[[Job], Done], jobs: Sequence[Job], *, workers: int
) -> Iterator[tuple[int, Done]]:
    """Do the jobs and yield ``(index, result)`` as they end.

    When the caller stops early, jobs that have not begun are dropped.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
    try:
        futures = {pool.submit(work, job): i for i, job in enumerate(jobs)}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        # No wait: after an interrupt, running jobs end when the caller closes
        # what they work with.
        pool.shutdown(wait=False, cancel_futures=True)
