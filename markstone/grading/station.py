"""The two warm processes that a job takes.

They are started once an assignment and shared by all jobs. What is lost under a
submission (its keeper, the examiner's fork for it) is tried once more; where one of
the two processes fell, both are started anew before that.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markstone import evidence
from markstone.briefing import GO, STAY, Examinee, ExaminerSettings
from markstone.errors import MarkstoneError, SandboxError
from markstone.grading import process
from markstone.model import STRETCH, CheckResult, Evidence, Outcome, Submission
from markstone.sandbox import choosing, selftest
from markstone.sandbox.link import SILENT
from markstone.sandbox.wall import Tier, Wall
from markstone.wire import frames, messages

_WALL = "the wall fell: "
_MORE_TO_COME = ("result", "notice", "tape", "pictures", "notes")
"""Kinds of messages after which the examiner goes on."""
_MOMENT_SECONDS = 0.2
"""After which a process that is ending has ended."""
_EXAMINER_SECONDS = 120.0
"""What the examiner's own computing may take on top of the student's time."""


@dataclass(slots=True)
class _Seen:
    """What the examiner said of one submission."""

    results: list[CheckResult] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    tape: bytes = b""
    pictures: bytes = b""
    notes: bytes = b""
    started: int = 0
    trouble: str = "the examiner ended early"
    """What went wrong on our side; empty once the examiner is done."""

    def take(self, kind: str, content: Any) -> None:
        match kind:
            case "result":
                self.results.append(evidence.result(content))
            case "notice":
                self.notices.append(str(content))
            case "tape":
                self.tape = content
            case "pictures":
                self.pictures = content
            case "notes":
                self.notes = content
            case "done":
                self.trouble = ""
                self.started = content
            case "wall":
                self.trouble = f"{_WALL}{content}"
            case _:
                self.trouble = f"the examiner broke: {content}"


class Station:
    """A wall and an examiner for one assignment, ready for jobs of any thread."""

    def __init__(
        self,
        tier: Tier | None,
        given: Mapping[str, Sequence[Path]],
        settings: ExaminerSettings,
        *,
        preload: Sequence[str] = (),
        secrets: Sequence[Path] = (),
    ) -> None:
        """Start both processes and try the wall.

        Args:
            tier: how strong a wall; None for the strongest that holds here.
            given: for each assignment what its students received ready-made.
            settings: the assignment.
            preload: what to import once for all students.
            secrets: what must not be readable from behind the wall.

        Raises:
            SandboxError: the wall cannot be built, or does not hold.
            RubricError: the graders or the references cannot be loaded.
        """
        self._secrets = secrets
        self._tiers = choosing.candidates(tier)
        self.refusals: dict[Tier, str] = {}
        """Why each stronger tier than the one in use is not."""
        self._given = given
        self._preload = preload
        self._settings = settings
        self._lock = threading.Lock()
        self._generation = 0
        self._closed = False
        # The kernel ends a wall with the thread that started it, and the threads of
        # jobs come and go.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        try:
            self._starter.submit(self._start).result()
        except BaseException:
            self._starter.shutdown()
            raise

    @property
    def tier(self) -> Tier:
        """How strongly student code is walled in here."""
        return self._wall.tier

    @property
    def found(self) -> set[tuple[str, str]]:
        """The checks that were collected, as (question, check)."""
        return self._found

    def grade(
        self,
        submission: Submission,
        only: Collection[tuple[str, str]] = (),
        tape: bytes = b"",
    ) -> Evidence:
        """Examine one submission.

        Args:
            submission: what was handed in.
            only: the checks to run, as (question, name); all when empty.
            tape: what an earlier run asked and was told; where the same is asked
                again, no code of the student's runs.

        Whatever breaks on our side ends as ``UNFAIR`` outcomes of this
        submission alone.
        """
        generation, start = self._generation, time.monotonic()
        examinee = Examinee.of(submission, only, tape)
        seen = self._attempt(examinee)
        if seen.trouble.startswith(_WALL):
            # What was lost may be this submission's alone: others stay undisturbed.
            if SILENT in seen.trouble or not self._stands():
                self._restart(generation)
            seen = self._attempt(examinee)
        known = self._complete(submission, seen, set(only))
        return replace(known, seconds=time.monotonic() - start)

    def learn(self, reference: Submission) -> Evidence:
        """Examine the reference, and have the examiner remember its answers."""
        seen = self._attempt(Examinee.of(reference), STAY)
        return self._complete(reference, seen, set())

    def close(self) -> None:
        """End both processes and everything behind the wall, for good."""
        with self._lock:
            self._closed = True
            self._end()
            self._starter.shutdown()

    def _attempt(self, examinee: Examinee, word: bytes = GO) -> _Seen:
        seen = _Seen()
        try:
            for kind, content in self._messages(examinee, word):
                seen.take(kind, content)
        except TimeoutError:
            seen.trouble = "the examiner did not end in time"
        except (OSError, frames.ClosedError, frames.WireError) as error:
            seen.trouble = f"{_WALL}the examiner is gone ({type(error).__name__})"
        except MarkstoneError as error:
            seen.trouble = str(error)
        return seen

    def _messages(self, examinee: Examinee, word: bytes) -> Iterator[tuple[str, Any]]:
        wait = self._patience()
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._examiner.control, [word], [theirs.fileno()])
            ours.setblocking(False)
            messages.send(ours, examinee.to_plain(), wait=wait)
            kind, pid = next_message(ours, wait)
            if kind != "hello":
                yield kind, pid
                return
            try:
                yield from messages_to_the_last(ours, wait)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                raise

    def _patience(self) -> frames.Wait:
        """Return a wait that lasts as long as one submission may take, from now on."""
        limits = self._settings.limits
        seconds = STRETCH * limits.submission_seconds + _EXAMINER_SECONDS
        return frames.until(time.monotonic() + seconds)

    def _complete(
        self, submission: Submission, seen: _Seen, only: set[tuple[str, str]]
    ) -> Evidence:
        """Fill in what was asked and not looked at: withheld, not zero."""
        results = list(seen.results)
        reported = {result.key for result in results}
        if seen.trouble:
            asked = [
                (question, check)
                for question, checks in self._settings.checks.items()
                for check in checks
                if not only or (question, check) in only
            ]
            results += unseen((k for k in asked if k not in reported), seen.trouble)
        return Evidence(
            student=submission.student,
            results=tuple(results),
            notices=tuple(seen.notices),
            tape=seen.tape,
            pictures=seen.pictures,
            reference_notes=seen.notes,
            started=seen.started,
        )

    def _stands(self) -> bool:
        """Whether both processes still run, a moment after something was lost."""
        time.sleep(_MOMENT_SECONDS)
        ended = self._examiner.process.poll() is not None
        return self._wall.is_alive() and not ended

    def _restart(self, generation: int) -> None:
        with self._lock:
            if self._generation == generation and not self._closed:
                with suppress(MarkstoneError):
                    self._end()
                self._starter.submit(self._start).result()

    def _end(self) -> None:
        self._examiner.close()
        self._wall.close()

    def _start(self) -> None:
        for tier in self._tiers:
            try:
                self._build(tier)
            except SandboxError as error:
                if len(self._tiers) == 1:
                    raise
                self.refusals[tier] = choosing.reason(error)
            else:
                break
        else:
            raise choosing.no_tier(self.refusals)
        # Built anew after a fall, it is never a weaker one.
        self._tiers = (self._wall.tier,)
        try:
            self._found = process.hear_checks(self._examiner)
        except MarkstoneError:
            self._end()
            raise
        self._generation += 1

    def _build(self, tier: Tier) -> None:
        # Both import torch, which takes seconds: they start side by side.
        self._wall = Wall.launch(tier, self._given, self._preload)
        told = self._wall.given[self._settings.assignment]
        settings = replace(self._settings, given_behind=told)
        self._examiner = process.start(settings, self._wall.control)
        try:
            self._wall.greet()
            selftest.check(self._wall, self._secrets)
        except MarkstoneError:
            self._examiner.process.kill()  # it would load torch to the end first
            self._end()
            raise


def unseen(keys: Iterable[tuple[str, str]], why: str) -> list[CheckResult]:
    """Return the results of checks that nobody could look at: withheld, not zero.

    Args:
        keys: the checks, as (question, name).
        why: what the instructor is told.
    """
    return [
        CheckResult(
            question=question,
            check=check,
            outcome=Outcome.UNFAIR,
            message="This could not be looked at; a person will.",
            detail=why,
        )
        for question, check in keys
    ]


def messages_to_the_last(
    sock: socket.socket, wait: frames.Wait
) -> Iterator[tuple[str, Any]]:
    """Return what the examiner says of one submission, each as :func:`next_message`."""
    kind = _MORE_TO_COME[0]
    while kind in _MORE_TO_COME:
        kind, content = next_message(sock, wait)
        yield kind, content


def next_message(sock: socket.socket, wait: frames.Wait) -> tuple[str, Any]:
    """Return what the examiner says next, as kind and content.

    Raises:
        TimeoutError, ClosedError, WireError: it says nothing that can be read.
    """
    kind, *content = messages.unpack(frames.receive(sock, wait=wait))
    return kind, content[0] if content else None
