"""One job: a submission in, its evidence out.

A :class:`Station` is the two warm processes that this takes. They are started
once an assignment and shared by all jobs; when the wall falls under a
submission, both are started anew and that submission is tried once more.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markstone import evidence, marking
from markstone.briefing import Examinee, ExaminerSettings
from markstone.course import Paper, check_assets
from markstone.errors import MarkstoneError, RubricError, SandboxError
from markstone.model import (
    CheckResult,
    Evidence,
    MarkedBy,
    Outcome,
    Submission,
)
from markstone.sandbox import selftest
from markstone.sandbox.wall import Tier, Wall
from markstone.wire import frames, values

_START_SECONDS = 180.0
_WALL = "the wall fell: "
_EXAMINER_SECONDS = 120.0
"""What the examiner's own computing may take on top of the student's time."""


@dataclass(slots=True)
class _Examiner:
    process: subprocess.Popen[bytes]
    control: socket.socket

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            # Its forks, which may still wait for a student's answer.
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass(slots=True)
class _Seen:
    """What the examiner said of one submission."""

    results: list[CheckResult] = field(default_factory=list)
    tape: bytes = b""
    trouble: str = "the examiner ended early"
    """What went wrong on our side; empty once the examiner is done."""

    def take(self, kind: str, content: Any) -> None:
        match kind:
            case "result":
                self.results.append(evidence.result(content))
            case "tape":
                self.tape = content
            case "done":
                self.trouble = ""
            case "wall":
                self.trouble = f"{_WALL}{content}"
            case _:
                self.trouble = f"the examiner broke: {content}"


class Station:
    """A wall and an examiner for one assignment, ready for jobs of any thread."""

    def __init__(
        self,
        tier: Tier,
        given: Mapping[str, Sequence[Path]],
        settings: ExaminerSettings,
        *,
        secrets: Sequence[Path] = (),
    ) -> None:
        """Start both processes and try the wall.

        Args:
            tier: how strong a wall.
            given: for each assignment what its students received ready-made.
            settings: the assignment.
            secrets: what must not be readable from behind the wall.

        Raises:
            SandboxError: the wall cannot be built, or does not hold.
            RubricError: the graders or the references cannot be loaded.
        """
        self._secrets = secrets
        self._tier = tier
        self._given = given
        self._settings = settings
        self._lock = threading.Lock()
        self._generation = 0
        self._closed = False
        self._start()

    @property
    def found(self) -> set[tuple[str, str]]:
        """The checks that were collected, as (question, check)."""
        return self._found

    def grade(
        self, submission: Submission, only: Collection[tuple[str, str]] = ()
    ) -> Evidence:
        """Examine one submission.

        Args:
            submission: what was handed in.
            only: the checks to run, as (question, name); all when empty.

        Whatever breaks on our side ends as ``UNFAIR`` outcomes of this
        submission alone.
        """
        generation = self._generation
        seen = self._attempt(submission, only)
        if seen.trouble.startswith(_WALL):
            self._restart(generation)
            seen = self._attempt(submission, only)
        return self._complete(submission, seen)

    def close(self) -> None:
        """End both processes and everything behind the wall, for good."""
        with self._lock:
            self._closed = True
            self._end()

    def _attempt(
        self, submission: Submission, only: Collection[tuple[str, str]]
    ) -> _Seen:
        seen = _Seen()
        try:
            for kind, content in self._messages(Examinee.of(submission, only)):
                seen.take(kind, content)
        except TimeoutError:
            seen.trouble = "the examiner did not end in time"
        except (OSError, frames.ClosedError, frames.WireError) as error:
            seen.trouble = f"{_WALL}the examiner is gone ({type(error).__name__})"
        return seen

    def _messages(self, examinee: Examinee) -> Iterator[tuple[str, Any]]:
        limits = self._settings.limits
        seconds = limits.submission_seconds + _EXAMINER_SECONDS
        wait = frames.until(time.monotonic() + seconds)
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._examiner.control, [b"go"], [theirs.fileno()])
            ours.setblocking(False)
            parts = values.pack(examinee.to_plain(), _same)
            frames.send(ours, parts, wait=wait)
            _, pid = _next(ours, wait)
            try:
                while True:
                    kind, content = _next(ours, wait)
                    yield kind, content
                    if kind not in ("result", "tape"):
                        return
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                raise

    def _complete(self, submission: Submission, seen: _Seen) -> Evidence:
        """Fill in what could not be looked at: withheld, not zero."""
        results = list(seen.results)
        reported = {(result.question, result.check) for result in results}
        if seen.trouble:
            results += [
                CheckResult(
                    question=question,
                    check=check,
                    outcome=Outcome.UNFAIR,
                    message="This could not be looked at; a person will.",
                    detail=seen.trouble,
                )
                for question, checks in self._settings.checks.items()
                for check in checks
                if (question, check) not in reported
            ]
        return Evidence(
            student=submission.student,
            results=tuple(results),
            notices=submission.notices,
            tape=seen.tape,
        )

    def _restart(self, generation: int) -> None:
        with self._lock:
            if self._generation == generation and not self._closed:
                with suppress(MarkstoneError):
                    self._end()
                self._start()

    def _end(self) -> None:
        self._examiner.close()
        self._wall.close()

    def _start(self) -> None:
        # Both import torch, which takes seconds: they start side by side.
        self._wall = Wall.launch(self._tier, self._given)
        told = self._wall.given[self._settings.assignment]
        settings = replace(self._settings, given_behind=told)
        self._examiner = _start_examiner(settings, self._wall.control)
        try:
            self._wall.greet()
            selftest.check(self._wall, self._secrets)
            self._found = _hear_checks(self._examiner)
        except MarkstoneError:
            self._end()
            raise
        self._generation += 1


def open_station(
    paper: Paper, tier: Tier, *, seed: str, secrets: Sequence[Path] = ()
) -> Station:
    """Start what grading a paper takes.

    Args:
        paper: the assignment and its files.
        tier: how strong a wall.
        seed: mixed into the inputs of hidden cases.
        secrets: what else must not be readable from behind the wall.

    Raises:
        AssetError: a shipped file is missing or was changed.
        SandboxError: the wall cannot be built, or does not hold.
        RubricError: the graders or the references cannot be loaded.
    """
    check_assets(paper)
    return Station(
        tier,
        {paper.assignment.name: paper.given},
        paper.settings(seed),
        secrets=(paper.graders, paper.reference, *secrets),
    )


def check_reference(paper: Paper, station: Station) -> None:
    """Grade the reference as if it were a submission.

    Raises:
        RubricError: it does not earn every machine mark.
    """
    right = paper.right_submission()
    card = marking.mark(paper.assignment, right, station.grade(right))
    lost = [
        f"{paper.assignment.name}: {question.question.stem}.{award.check.name} came to "
        f"{award.outcome} for the reference itself. {award.message} {award.detail}"
        for question in card.questions
        for part in question.parts
        if part.part.marked_by is MarkedBy.MACHINE
        for award in part.awards
        if award.outcome is not Outcome.PASSED
    ]
    if lost:
        raise RubricError("\n".join(["Grading stopped before it began.", *lost]))


def _start_examiner(settings: ExaminerSettings, wall: socket.socket) -> _Examiner:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    fds = (theirs.fileno(), wall.fileno())
    with theirs:
        process = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-I", "-B", "-m", "markstone.examiner", *map(str, fds)],
            pass_fds=fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is the host's to answer
            cwd="/",
            env={
                "PATH": os.environ.get("PATH", ""),
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "MKL_NUM_THREADS": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
        )
    examiner = _Examiner(process, ours)
    ours.settimeout(_START_SECONDS)
    parts = values.pack(settings.to_plain(), _same)
    ours.send(b"".join(parts))
    return examiner


def _hear_checks(examiner: _Examiner) -> set[tuple[str, str]]:
    try:
        message = examiner.control.recv(1 << 20)
    except OSError:  # it died, or took too long
        message = b""
    if not message:
        raise SandboxError("the examiner did not start")
    kind, content = values.unpack(memoryview(message), _same)
    if kind != "ready":
        raise RubricError(f"The graders cannot be used:\n{content}")
    examiner.control.settimeout(None)
    return {(question, check) for question, check in content}


def _next(sock: socket.socket, wait: frames.Wait) -> tuple[str, Any]:
    kind, *content = values.unpack(frames.receive(sock, wait=wait), _same)
    return kind, content[0] if content else None


def _same(value: Any) -> Any:
    return value
