"""Every job is done once, its result keeps its index, and a fault is not swallowed."""

import threading
import time
from collections.abc import Iterator

import pytest

from markstone import executors

WORKERS = [1, 2, 4]


def slower_first(job: int) -> int:
    time.sleep(0.02 * (3 - job))
    return job * 10


@pytest.mark.parametrize("workers", WORKERS)
def test_every_result_comes_with_the_index_of_its_job(workers: int) -> None:
    done = executors.run(slower_first, [0, 1, 2, 3], workers=workers)

    assert sorted(done) == [(0, 0), (1, 10), (2, 20), (3, 30)]


@pytest.mark.parametrize("workers", WORKERS)
def test_no_jobs_are_no_results(workers: int) -> None:
    assert list(executors.run(slower_first, [], workers=workers)) == []


def test_a_quick_job_does_not_wait_for_a_slow_one() -> None:
    release = threading.Event()

    def work(job: str) -> str:
        if job == "slow":
            release.wait(10)
        return job

    done = executors.run(work, ["slow", "quick"], workers=2)

    assert next(done) == (1, "quick")
    release.set()
    assert next(done) == (0, "slow")


def test_no_more_jobs_run_at_a_time_than_there_are_workers() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def work(_: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    list(executors.run(work, range(12), workers=3))

    assert most == 3


def fail_on_two(job: int) -> int:
    if job == 2:
        raise ValueError("two")
    return job


@pytest.mark.parametrize("workers", WORKERS)
def test_what_a_job_raises_reaches_the_caller(workers: int) -> None:
    with pytest.raises(ValueError, match="two"):
        list(executors.run(fail_on_two, range(6), workers=workers))


@pytest.mark.parametrize("workers", WORKERS)
def test_jobs_that_have_not_begun_are_dropped_when_the_caller_stops(
    workers: int,
) -> None:
    begun: list[int] = []

    def work(job: int) -> int:
        begun.append(job)
        time.sleep(0.02)
        return job

    done: Iterator[tuple[int, int]] = executors.run(work, range(100), workers=workers)
    next(done)
    done.close()  # type: ignore[attr-defined]

    assert len(begun) < 50


def test_one_worker_works_in_the_thread_that_asks() -> None:
    here = threading.get_ident()

    assert list(executors.run(lambda _: threading.get_ident(), [0], workers=1)) == [
        (0, here)
    ]
