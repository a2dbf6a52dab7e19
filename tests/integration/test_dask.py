"""Over a cluster a class comes to the same bytes, whatever happens to a worker."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import Client

from markstone.executors.cluster import Cluster, LostError, _Posted
from tests.integration.running import PAPER, ROOT, Run, grade
from tests.questions.small_course import copied

pytestmark = pytest.mark.slow

STEM = "p4_planar_flow"
VARIANTS = ROOT / "tests" / "questions" / PAPER / STEM
HANDED_IN = (
    "accepted/float64_inside.py",
    "accepted/log_densities.py",
    "mutants/variance_for_standard_deviation.py",
    "mutants/no_absolute_value.py",
)
SLOWLY = "\n\nimport time\n\ntime.sleep(0.1)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A course of one question, a class of eight, and what the pool makes of it."""

    course: Path
    submissions: Path
    pool: Run

    def over_dask(self, out: Path, *flags: object) -> Run:
        return grade(self.submissions, out, *self.flags, *flags)

    @property
    def flags(self) -> tuple[object, ...]:
        return "--course", self.course, "--executor", "dask"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Class:
    root = tmp_path_factory.mktemp("small")
    course, submissions = root / "course", root / "class"
    course.mkdir()
    copied(course, STEM)
    for number in range(8):
        folder = submissions / f"s{number}"
        folder.mkdir(parents=True)
        code = (VARIANTS / HANDED_IN[number % len(HANDED_IN)]).read_text()
        (folder / f"{STEM}.py").write_text(code + SLOWLY)
    pool = grade(submissions, root / "pool", "--course", course, "--jobs", 2)
    assert pool.code == 0, pool.complained
    return Class(course=course, submissions=submissions, pool=pool)


def children(pid: int) -> list[int]:
    """Return the processes that any thread of a process has started."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, listed.read_text().split())
    return found


def below(pid: int) -> list[int]:
    return [deep for child in children(pid) for deep in (child, *below(child))]


def is_worker(pid: int) -> bool:
    """Whether a process is a worker with its wall and its examiner."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"spawn_main" in line and len(children(pid)) > 1


def wait_until(holds: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_worker_killed_in_the_middle_loses_nothing(
    small: Class, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_one(grading: int) -> None:
        wait_until(lambda: list((tmp_path / PAPER).glob("evidence/*.json")))
        killed.append(next(pid for pid in below(grading) if is_worker(pid)))
        os.kill(killed[0], signal.SIGKILL)

    run = grade(
        small.submissions, tmp_path, *small.flags, "--jobs", 2, meanwhile=kill_one
    )

    assert run.code == 0, run.complained
    assert killed
    assert run.identity() == small.pool.identity()
    assert run.left == ()


def test_an_interrupted_run_leaves_nothing_running(
    small: Class, tmp_path: Path
) -> None:
    def interrupt(grading: int) -> None:
        wait_until(lambda: list((tmp_path / PAPER).glob("evidence/*.json")))
        os.killpg(grading, signal.SIGINT)

    run = grade(
        small.submissions, tmp_path, *small.flags, "--jobs", 2, meanwhile=interrupt
    )

    assert run.code == 130
    assert "Interrupted" in run.complained
    assert run.left == ()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(module: object, *arguments: object, **more: str) -> Iterator[int]:
    """Run a part of dask's own command line, and give its process."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)],
        env={**os.environ, **more},
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def changed(course: Path, folder: Path) -> Path:
    """Copy a course and change one of its graders."""
    shutil.copytree(course, folder)
    grader = folder / "graders" / PAPER / f"test_{STEM}.py"
    grader.write_text(grader.read_text() + "\n# changed\n")
    return folder


def plugins_at(address: str) -> list[str]:
    with Client(address, set_as_default=False) as client:
        told: list[str] = client.run_on_scheduler(
            lambda dask_scheduler: list(dask_scheduler.worker_plugins)
        )
        return [name for name in told if name.startswith("markstone")]


def leave_a_post_behind(address: str) -> None:
    """Do what a host does that is killed while it grades."""
    with Client(address, set_as_default=False) as client:
        left = _Posted(Killer, b"", hears_interrupts=True)
        client.register_plugin(left, f"markstone-{client.id}")


def test_a_cluster_grades_with_the_workers_that_have_the_same_course(
    small: Class, tmp_path: Path
) -> None:
    other = changed(small.course, tmp_path / "other")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = ("dask_worker", address, "--nthreads", 1, "--local-directory", tmp_path)
    with ExitStack() as stack:
        start = stack.enter_context
        start(running("dask_scheduler", "--port", port, "--no-dashboard"))
        same = start(running(*worker))
        start(running(*worker, MARKSTONE_COURSE=str(other)))
        leave_a_post_behind(address)
        run = small.over_dask(tmp_path / "out", "--scheduler", address)
        left = [*filter(is_worker, below(same)), *plugins_at(address)]

    assert run.code == 0, run.complained
    assert f"grading of {STEM}" in run.said
    assert run.identity() == small.pool.identity()
    assert left == []


def test_workers_of_another_course_refuse(
    small: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = changed(small.course, tmp_path / "other")
    monkeypatch.setenv("MARKSTONE_COURSE", str(other))

    run = small.over_dask(tmp_path / "out", "--jobs", 1)

    assert run.code == 2
    assert "No worker of the cluster can grade this" in run.complained
    assert "worker tls://127.0.0.1" in run.complained
    assert f"differs in grading of {STEM}" in run.complained
    assert "same commit" in run.complained
    assert run.left == ()


def test_a_scheduler_that_does_not_answer_is_said_soon(
    small: Class, tmp_path: Path
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"

    run = small.over_dask(tmp_path, "--scheduler", address)

    assert run.code == 2
    assert f"No scheduler answers at {address}" in run.complained
    assert run.seconds < 60


class Killer:
    """A post that some jobs kill."""

    hello = b"ready"

    def __init__(self, told: bytes) -> None:
        self._told = told

    def do(self, job: bytes) -> bytes:
        if job == b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return self._told + job

    def close(self) -> None:
        pass


def test_a_job_that_takes_every_worker_along_is_lost_alone() -> None:
    cluster = Cluster(None, 2, Killer, b"done: ")
    try:
        with pytest.raises(LostError, match="4 workers in a row"):
            cluster.do(b"kill")

        assert cluster.do(b"other") == b"done: other"
    finally:
        cluster.close()
