"""Several jobs at a time.

Threads, not processes: a job waits for the examiner and the candidate, which
are processes of their own; the host's share of the work is small.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")


def run_in_pool(
    work: Callable[[Job], Done], jobs: Sequence[Job], *, workers: int
) -> Iterator[tuple[int, Done]]:
    """Do the jobs and yield ``(index, result)`` as they end.

    Only as many as keep every worker busy are taken up ahead of time, and no result
    is held. When the caller stops early, jobs that have not begun are dropped.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
    try:
        left = enumerate(jobs)
        running: dict[Future[Done], int] = {}
        while True:
            for index, job in islice(left, 2 * workers - len(running)):
                running[pool.submit(work, job)] = index
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        # No wait: after an interrupt, running jobs end when the caller closes
        # what they work with.
        pool.shutdown(wait=False, cancel_futures=True)
