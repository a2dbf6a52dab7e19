"""What a student is told when a call did not end well, and what only a marker is.

Every text in a reply was written by the student's process. In a hidden case none
of it may come back to the student: it could carry the inputs of that case. There
the sentence is made of what was asked, which is ours.
"""

import re
import signal
from collections.abc import Sequence
from typing import Any

from markstone.examiner.failures import StudentFailure
from markstone.examiner.shortcuts import BY_HAND, listed
from markstone.model import Outcome
from markstone.sandbox.link import Ended
from markstone.wire import values

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")
_MEMORY = "Your code asked for more memory than it may use."


def scrubbed(text: str) -> str:
    """Replace addresses of objects, which differ in every run."""
    return _ADDRESS.sub("0x…", text)


def name_of(target: object, path: object) -> str:
    """Return how a sentence names what a request is about."""
    parts = [path] if isinstance(path, str) and path else []
    if isinstance(target, values.Named):
        parts = [target.module, target.name, *parts]
    return ".".join(parts) or "an object of yours"


def raised(
    told: list[Any], name: str, *, prefix: str, shown: bool, forbids: Sequence[str] = ()
) -> StudentFailure:
    """Return the failure that an error reply stands for.

    Args:
        told: kind, type, message and frames, as the candidate's side sent them.
        name: what was asked for, as of :func:`name_of`.
        prefix: how the sentence begins.
        shown: whether the student may see what was raised.
        forbids: what the question forbids.
    """
    kind, type_name, text, trace = told
    text = scrubbed(text)
    where = _where(trace)
    full = f"{type_name}: {text}{where}" if text else f"{type_name}{where}"
    outcome = Outcome.ERRORED
    match kind:
        case "missing":
            outcome = Outcome.NOT_ATTEMPTED
            full = text
            hidden = f"This check needs `{name}`, and something is not there"
            message = f"{text if shown else hidden}."
        case "untouched":
            outcome = Outcome.NOT_ATTEMPTED
            message = f"Not written yet{where if shown else f': {name}'}."
        case "forbidden" if forbids:
            # Which of them is the student's process's word, so only in a public case.
            one = [text] if shown and text in forbids else forbids
            return _by_hand(one, f"{prefix}Your code", where if shown else "", full)
        case "memory":
            outcome, message = Outcome.OUT_OF_MEMORY, _MEMORY
        case _ if shown:
            message = f"{prefix}{full}"
        case _:
            message = "Your code raised an exception in a hidden case."
    return StudentFailure(outcome, message, detail="" if full in message else full)


def _by_hand(names: Sequence[str], who: str, where: str, detail: str) -> StudentFailure:
    message = f"{who} uses {listed(names)} when it runs; {BY_HAND}{where or '.'}"
    return StudentFailure(Outcome.FAILED, message, detail=detail)


def died(ended: Ended, *, cpu_seconds: int) -> tuple[Outcome, str]:
    """Return what a process came to that ended in the middle of a request.

    Args:
        ended: how it ended.
        cpu_seconds: how much computing it was allowed.
    """
    # The first process of a namespace is spared SIGXCPU and meets the hard limit;
    # its account and that of the limit differ by a few ticks.
    computed = ended.cpu_seconds > cpu_seconds - 1
    if ended.signal == signal.SIGXCPU or (ended.signal == signal.SIGKILL and computed):
        message = f"Your code computed for more than {cpu_seconds} s on all cores."
        return Outcome.TIMED_OUT, message
    if ended.killed:
        return Outcome.ERRORED, "Your code cut its line to the grader."
    if ended.signal == signal.SIGKILL:
        return Outcome.OUT_OF_MEMORY, f"{_MEMORY} The system ended it."
    if ended.signal:
        name = signal.Signals(ended.signal).name
        return Outcome.ERRORED, f"Your code crashed its process ({name})."
    return Outcome.ERRORED, "Your code ended its own process."


def _where(trace: list[Any]) -> str:
    match trace[-1:]:
        case [[str() as file, int() as line, str() as function]]:
            inside = "" if function == "<module>" else f", in {function}"
            return f" ({file}, line {line}{inside})"
        case _:
            return ""
