"""One case of one check, as it talks to the student's code behind the wall.

It has a process of its own, started at the first request; or the tape of an earlier
run answers in its place.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markstone.examiner import excess
from markstone.examiner.endings import died, name_of, raised, scrubbed
from markstone.examiner.failures import StudentFailure
from markstone.examiner.visit import Visit
from markstone.model import STRETCH, Limits, Outcome
from markstone.sandbox.link import (
    CallTimeoutError,
    FloodError,
    Parts,
    WorkerDiedError,
    WorkerLink,
)
from markstone.sandbox.patience import Patience
from markstone.sandbox.portable import PlainWorker
from markstone.tape import Case, shortened
from markstone.wire import frames, tensors, values

_GRACE_SECONDS = 1.0
"""For a process whose line is cut: it may be on its way out, with a reason to tell."""
_MOST_TAPED = 256 << 10
"""Bytes of answers kept for each case; what goes beyond is asked anew."""
_BLOTTED = 1 << 61
"""Stands on a tape for the number of a request, which is another in every run."""


class DivergedError(BaseException):
    """A check asks something else than it did when the tape was made.

    No :class:`Exception`, so that no check takes it for the student's.
    """


@dataclass(slots=True)
class Conversation:
    """One case of one check: requests to a process that nothing else has used."""

    visit: Visit
    seed: int
    public: bool
    """Whether the student may see what is raised and printed here."""
    limits: Limits
    earlier: Case | None = None
    """The same case in an earlier run: its answers are told again."""
    diverged: bool = False
    """Whether something else was asked than in the earlier run."""
    forbids: tuple[str, ...] = ()
    """What the question forbids."""
    tape: list[list[bytes]] = field(default_factory=list)
    """What was sent over with what came back, as bytes, in order and bounded."""
    lent: list[Callable[..., object]] = field(default_factory=list)
    """Functions that the student's code may call here, by number."""
    is_closed: bool = False
    """Whether nothing may be asked, because a picture is being made."""
    _worker: WorkerLink | PlainWorker | None = None
    _loaded: set[str] = field(default_factory=lambda: {"torch"})
    _answered: int = 0
    _received: int = 0
    _spent: float = 0.0
    _taped: int = 0
    _name: str = ""
    """What the running request is about."""
    _spoke: bool = False
    """Whether the student's process may have seen inputs."""
    _has_forbidden: bool = False
    _printed: str = ""
    """By the processes before this one."""

    def load(self, stem: str) -> None:
        """Make sure that a module is there and was imported in this process.

        Raises:
            StudentFailure: there is no such module, or its import failed.
        """
        if stem in self._loaded or stem in self.visit.settings.given:
            return
        if stem not in self.visit.examinee.modules:
            message = f"There is no {stem}.py in the submission."
            raise StudentFailure(Outcome.NOT_ATTEMPTED, message)
        if stem in self.visit.broken and self.earlier is None:
            raise self.visit.broken[stem]
        self._name = f"{stem}.py"
        try:
            self._ask(["load", stem], f"{stem}.py could not be imported: ")
        except StudentFailure as failure:
            self.visit.broken[stem] = failure
            raise
        self._loaded.add(stem)

    def look_up(self, named: values.Named) -> None:
        """Make sure that a module is there, and that its name is by hand.

        Raises:
            StudentFailure: there is no such module, its import failed, or what the
                name leads to in its source uses what the question forbids.
        """
        self.load(named.module)
        self.visit.reading.require_by_hand(named.module, named.name, self.forbids)

    def request(self, verb: str, target: object, *rest: object) -> Any:
        """Send one request about *target* and return its value.

        Raises:
            StudentFailure: the student's code raised, hung, died or sent what
                cannot be read.
        """
        if isinstance(target, values.Named):
            self.look_up(target)
        self._name = name_of(target, rest[0] if rest else "")
        self._spoke = True
        return self._ask([verb, target, *rest], "")

    def bring(self, name: str, source: str) -> None:
        """Load a module of ours on the student's side, in this process only."""
        self._ask(["bring", name, source], "")
        self._loaded.add(name)

    def finish(self) -> str:
        """End the check's process and return what it printed.

        Raises:
            SandboxError: the wall is gone.
        """
        if self.earlier is not None:
            return self.earlier.output
        if self._worker is not None:
            ended = self._worker.finish()
            # While it waited for a processor, nothing was spent.
            self._spend(self._worker.waited - ended.waited)
            self._printed += scrubbed(self._worker.output)
            self._worker = None
        return self._printed

    def start_over(self) -> None:
        """End the process; the next request meets one that remembers nothing.

        Raises:
            SandboxError: the wall is gone.
        """
        self._require_open()
        self.finish()
        self._loaded = {"torch"}
        self._has_forbidden = False

    def _ask(self, body: list[object], prefix: str) -> Any:
        """Exchange a request, after a word on what is forbidden over there."""
        self._require_open()
        if self.forbids and not self._has_forbidden:
            self._has_forbidden = True
            self._exchange(["forbid", list(self.forbids)], "")
        return self._exchange(body, prefix)

    def _require_open(self) -> None:
        if self.is_closed:
            raise RuntimeError("a picture asks nothing of the student's code")

    def _exchange(self, body: list[object], prefix: str) -> Any:
        is_live = self.earlier is None
        number = _BLOTTED + (secrets.randbits(61) if is_live else 0)
        parts = values.pack([number, *body], tensors.lower_or_refuse)
        left = max(0.0, min(self._left_to_check, self._left_to_submission))
        if is_live and self._worker is None:
            self._worker = self.visit.start_worker(self.limits)
        try:
            payload = self._converse(number, parts, left)
        except CallTimeoutError:
            raise self._stopped(self._too_slow(left), prefix) from None
        except FloodError:
            raise self._stopped(excess.of_flood(self.limits), prefix) from None
        except WorkerDiedError:
            raise self._stopped(self._died(), prefix) from None
        except frames.TooLargeError:
            raise self._stopped(excess.of_reply(self.limits), prefix) from None
        except frames.WireError as error:
            raise self._garbled(str(error)) from None
        return self._value(number, payload, prefix)

    def _converse(self, number: int, parts: Parts, left: float) -> memoryview:
        """Send a request, answer the calls of lent functions, return the reply."""
        start, before = time.monotonic(), self._waited
        seconds = min(self.limits.call_seconds, left)
        patience = Patience(
            end=start + seconds, latest=start + STRETCH * seconds, waited=before
        )
        try:
            while True:
                payload = self._swap(number, parts, patience)
                self._count(len(payload))
                answer = self._answer(number, payload)
                if answer is None:
                    return payload
                parts = answer
        finally:
            took = time.monotonic() - start
            self._spend(max(took - (self._waited - before), took / STRETCH))

    @property
    def _waited(self) -> float:
        return self._worker.waited if self._worker else 0.0

    @property
    def _left_to_check(self) -> float:
        return self.limits.seconds_of_check - self._spent

    @property
    def _left_to_submission(self) -> float:
        return self.limits.submission_seconds - self.visit.spent

    def _spend(self, seconds: float) -> None:
        self._spent += seconds
        self.visit.spent = max(self.visit.spent + seconds, 0.0)

    def _count(self, received: int) -> None:
        self._received += received
        self.visit.received += received
        whole = self.visit.received > self.limits.submission_reply_bytes
        if whole or self._received > self.limits.check_reply_bytes:
            raise StudentFailure(*excess.of_replies(self.limits, whole=whole))

    def _swap(self, number: int, parts: Parts, patience: Patience) -> memoryview:
        """Send something over and return what comes back, now or from the tape."""
        if self.earlier is not None:
            return self._recall(self.earlier, b"".join(parts))
        if self._worker is None:
            raise WorkerDiedError
        payload = self._worker.exchange(parts, patience)
        self._taped += len(payload)
        if self._taped <= _MOST_TAPED:
            drawn, blot = (n.to_bytes(8, "big") for n in (number, _BLOTTED))
            asked = b"".join(parts).replace(drawn, blot, 1)
            answered = bytes(payload).replace(drawn, blot, 1)
            self.tape.append([shortened(asked), answered])
        return payload

    def _recall(self, earlier: Case, asked: bytes) -> memoryview:
        place = len(self.tape)
        if place == len(earlier.exchanges) or earlier.exchanges[place][0] != shortened(
            asked
        ):
            self.diverged = True
            raise DivergedError
        self.tape.append(earlier.exchanges[place])
        return memoryview(bytearray(earlier.exchanges[place][1]))

    def _answer(self, number: int, payload: memoryview) -> Parts | None:
        """Call a lent function where that is what was asked, else return None."""
        if not self.lent:
            return None
        match values.unpack(payload, _lift):
            case [
                int() as id_,
                str("lent"),  # not to be asked of an array
                int() as which,
                list() as args,
                dict() as kwargs,
            ]:
                if id_ != number or which not in range(len(self.lent)):
                    raise frames.WireError("a call of nothing that was lent")
            case _:
                return None
        self._answered += 1
        self.visit.callbacks += 1
        whole = self.visit.callbacks > self.limits.submission_callbacks
        if whole or self._answered > self.limits.check_callbacks:
            raise StudentFailure(*excess.of_callbacks(self.limits, whole=whole))
        value = self.lent[which](*args, **{str(k): v for k, v in kwargs.items()})
        return values.pack(["returned", value], tensors.lower_or_refuse)

    def _too_slow(self, left: float) -> excess.End:
        if left > self.limits.call_seconds:
            return excess.of_call(self.limits.call_seconds)
        if self._left_to_check < self._left_to_submission:
            return excess.of_check(self.limits)
        return excess.of_submission(self.limits)

    def _died(self) -> excess.End:
        if self._worker is None:
            raise RuntimeError("no process can have died")
        return died(self._worker.finish(_GRACE_SECONDS), self.limits)

    def _stopped(self, end: excess.End, prefix: str) -> StudentFailure:
        outcome, message = end
        return StudentFailure(outcome, f"{prefix}{message}" if prefix else message)

    def _garbled(self, reason: str) -> StudentFailure:
        message = f"What your code returned could not be read: {reason}."
        return StudentFailure(Outcome.ERRORED, message)

    def _value(self, number: int, payload: memoryview, prefix: str) -> Any:
        try:
            reply = values.unpack(payload, _lift)
        except frames.WireError as error:
            raise self._garbled(str(error)) from None
        match reply:
            case [int() as n, str("ok"), value] if n == number:
                return value
            case [int() as n, str("error"), str(), str(), str(), list()] if n == number:
                shown = self.public or (bool(prefix) and not self._spoke)
                told = partial(raised, prefix=prefix, shown=shown, limits=self.limits)
                *what, trace = reply[2:]
                place = [*what, self.visit.in_cells(trace)]
                raise told(place, self._name, forbids=self.forbids)
            case _:
                raise self._garbled("it does not answer what was asked")


def _lift(value: values.Held | values.Named | values.Lent | values.Block) -> object:
    if isinstance(value, values.Named | values.Lent):
        raise frames.WireError("a name that is ours to send")
    return tensors.lift(value) if isinstance(value, values.Block) else value
