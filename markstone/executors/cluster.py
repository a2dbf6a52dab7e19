"""The workers of a dask cluster; what crosses to them is bytes.

Each worker has a *post*: whatever a job takes there, opened once and closed at the
end, with the worker or before it. Dask pickles the name of the post's class, the
bytes that it is told, and the bytes of jobs and answers; it starts a job again whose
worker was lost.

Importing this module takes the packages of the extra ``cluster``.
"""

import asyncio
import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Protocol

import dask
from distributed import (
    Client,
    KilledWorker,
    LocalCluster,
    Security,
    Worker,
    WorkerPlugin,
    get_worker,
)
from distributed.utils import get_mp_context

from markstone.errors import ClusterError, MarkstoneError, UsageError

_CONNECT_SECONDS = 10
_WORKER_SECONDS = 300
_MOST_NAMED = 3
_PREFIX = "markstone-"
"""Of the names of our plugins; what follows is the client that brought them."""
_SETTINGS: dict[str, object] = {
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    # Of workers that are started here no page tells anybody anything.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class Post(Protocol):
    """What a worker does jobs with."""

    hello: bytes
    """What the host is told when it is open."""

    def do(self, job: bytes) -> bytes:
        """Do a job, in any thread.

        Raises:
            MarkstoneError: no job of this run can be done here; another worker's
                post is asked instead.
        """

    def close(self) -> None:
        """Leave nothing behind."""


class RefusedError(Exception):
    """A worker that cannot do the jobs of this run; holds its address and why."""


class LostError(MarkstoneError):
    """A job under which one worker after the other was lost."""


class _Posted(WorkerPlugin):
    """A post on a worker; it opens beside the worker's own work, which goes on."""

    def __init__(
        self,
        open_post: Callable[[bytes], Post],
        told: bytes,
        *,
        hears_interrupts: bool,
    ) -> None:
        self._open_post = open_post
        self._told = told
        self._hears_interrupts = hears_interrupts

    def setup(self, worker: Worker) -> None:
        if not self._hears_interrupts:
            signal.signal(signal.SIGINT, lambda *_: None)
            # What the post starts is to find it as it is anywhere else.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        self._address = worker.address
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="post")
        self._post: Future[Post] = self._opener.submit(self._open_post, self._told)

    async def teardown(self, worker: Worker) -> None:  # noqa: ARG002 (the plugin's form)
        await asyncio.to_thread(self._close)

    async def hello(self) -> bytes:
        return (await asyncio.to_thread(self.post)).hello

    def post(self) -> Post:
        try:
            return self._post.result()
        except Exception as error:  # noqa: BLE001 (whatever a machine may lack)
            raise RefusedError(self._address, str(error) or repr(error)) from None

    def do(self, job: bytes) -> bytes:
        try:
            return self.post().do(job)
        except (MarkstoneError, OSError) as error:
            raise RefusedError(self._address, str(error)) from None

    def _close(self) -> None:
        with suppress(RefusedError):
            self.post().close()
        self._opener.shutdown()


async def _hello(name: str, dask_worker: Worker) -> bytes:
    return await _posted(name, dask_worker).hello()


def _do(name: str, job: bytes) -> bytes:
    return _posted(name, get_worker()).do(job)


def _posted(name: str, worker: Worker) -> _Posted:
    plugin = worker.plugins.get(name)
    if not isinstance(plugin, _Posted):
        raise RefusedError(worker.address, "it is closing, or could not load markstone")
    return plugin


class Cluster:
    """Workers with a post each, for jobs of any thread."""

    def __init__(
        self,
        address: str | None,
        workers: int,
        open_post: Callable[[bytes], Post],
        told: bytes,
    ) -> None:
        """Connect, and have each worker open its post.

        Args:
            address: of a scheduler; None to start workers here.
            workers: how many to start here.
            open_post: a class or function that the workers can import.
            told: its argument.

        Raises:
            UsageError: no scheduler answers.
            ClusterError: no worker came, or none can do the jobs.
        """
        self._place = address or "this machine"
        self._is_elsewhere = address is not None
        self.refused: dict[str, str] = {}
        """Why each worker that cannot do the jobs cannot, by address."""
        self.hellos: dict[str, bytes] = {}
        """What each worker said that can, by address."""
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(_SETTINGS))
            self._client = stack.enter_context(_client(address, workers, stack))
            self._name = _PREFIX + self._client.id
            self._await_worker()
            self._forget_the_dead()
            stack.callback(self._dismiss)
            self._open(open_post, told)
            self._closing = stack.pop_all()

    @property
    def threads(self) -> int:
        """How many jobs run at a time on the workers that can do them."""
        each = self._client.nthreads()
        return sum(each.get(address, 0) for address in self.hellos)

    def do(self, job: bytes) -> bytes:
        """Have a worker do a job, and another one where that is lost or refuses.

        Raises:
            LostError: worker after worker was lost under it.
            ClusterError: no worker is left that can do it, or the scheduler is gone.
        """
        while True:
            try:
                return self._submit(job)
            except RefusedError as error:
                address, why = error.args
                self.refused[address] = why
                self._insist_on_a_worker()
            except KilledWorker as error:
                raise LostError(
                    f"{error.allowed_failures + 1} workers in a row were lost while "
                    "they had this submission"
                ) from None
            except (CancelledError, OSError) as error:
                raise ClusterError(
                    f"The scheduler of {self._place} is gone ({type(error).__name__}). "
                    "What was finished is kept: the same command goes on from there."
                ) from error

    def close(self) -> None:
        """Close every post, then what was started here."""
        self._closing.close()

    def _submit(self, job: bytes) -> bytes:
        others = self._workers() - set(self.refused) if self.refused else None
        future = self._client.submit(
            _do,
            self._name,
            job,
            pure=False,
            workers=others and sorted(others),
            # One that comes later may be the one that can.
            allow_other_workers=bool(others),
        )
        answer: bytes = future.result()
        return answer

    def _await_worker(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except TimeoutError as error:
            raise ClusterError(
                f"The scheduler at {self._place} has no worker, and none came in "
                f"{_WORKER_SECONDS} s. Start workers, then run the same command again."
            ) from error

    def _open(self, open_post: Callable[[bytes], Post], told: bytes) -> None:
        # Raised by any one worker that cannot load it; each is asked below.
        with suppress(Exception):
            posted = _Posted(open_post, told, hears_interrupts=self._is_elsewhere)
            self._client.register_plugin(posted, self._name)
        answers = self._client.run(_hello, self._name, on_error="return")
        for address, answer in sorted(answers.items()):
            if isinstance(answer, bytes):
                self.hellos[address] = answer
            else:
                told_why = answer.args[1] if isinstance(answer, RefusedError) else None
                self.refused[address] = told_why or repr(answer)
        self._insist_on_a_worker()

    def _insist_on_a_worker(self) -> None:
        if self._workers() <= set(self.refused):
            raise ClusterError(
                "No worker of the cluster can grade this.\n" + told_of(self.refused)
            )

    def _workers(self) -> set[str]:
        return set(self._client.nthreads())

    def _forget_the_dead(self) -> None:
        """Close what hosts have left that were killed while they graded."""
        # Some schedulers answer no such question.
        with suppress(Exception):
            left = self._client.run_on_scheduler(
                lambda dask_scheduler: [
                    name
                    for name in dask_scheduler.worker_plugins
                    if name.startswith(_PREFIX)
                    and name.removeprefix(_PREFIX) not in dask_scheduler.clients
                ]
            )
            for name in left:
                self._client.unregister_worker_plugin(name)

    def _dismiss(self) -> None:
        # Of a cluster that falls apart there is nothing to be told.
        with suppress(Exception):
            self._client.unregister_worker_plugin(self._name)


def told_of(refused: dict[str, str]) -> str:
    """Say which workers cannot do the jobs, and why, the same reason once."""
    by_reason: dict[str, list[str]] = {}
    for address, why in sorted(refused.items()):
        by_reason.setdefault(why, []).append(address)
    return "\n".join(f"{_named(some)}: {why}" for why, some in by_reason.items())


def _named(addresses: list[str]) -> str:
    more = len(addresses) - _MOST_NAMED
    names = [f"worker {address}" for address in addresses[:_MOST_NAMED]]
    return ", ".join([*names, f"and {more} more"] if more > 0 else names)


def _client(address: str | None, workers: int, stack: ExitStack) -> Client:
    if address is None:
        return Client(_started_here(workers, stack), set_as_default=False)
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No scheduler answers at {address} ({error}). Start one with `dask "
            "scheduler`, or leave out --scheduler to use this machine."
        ) from error


def _started_here(workers: int, stack: ExitStack) -> LocalCluster:
    """Start workers that nobody else on this machine can reach."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="markstone-"))
    with _interrupts_held_back():
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            local_directory=folder,
            env={"TMPDIR": folder},  # what a killed worker leaves goes with the rest
        )
        stack.enter_context(cluster)
    return cluster


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let no worker that starts hear a Ctrl-C: it is the host's to answer.

    Threads and processes inherit what is blocked, so also those that replace lost ones.
    """
    get_mp_context().Lock()  # starts a helper of Python's, which unblocks it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
