"""What a student is told when a call did not end well, and what only a marker is.

Every text in a reply was written by the student's process. In a hidden case none
of it may come back to the student: it could carry the inputs of that case. There
the sentence is made of what was asked, which is ours.
"""

import re
import signal
from collections.abc import Sequence
from typing import Any

from markstone.examiner import excess
from markstone.examiner.failures import StudentFailure
from markstone.examiner.shortcuts import BY_HAND, listed
from markstone.model import Limits, Outcome
from markstone.sandbox.link import Ended
from markstone.wire import values

_USUAL = Limits()
_SIGKILL, _SIGXCPU = 9, 24
"""As on Linux: there is no name for them on Windows."""
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")
_A_FEW_TICKS = 0.2
"""Seconds in which the account of a process and that of its limit may differ."""
_MOST_SHOWN = 4_000
_MOST_NAMED = 200


def scrubbed(text: str) -> str:
    """Replace addresses of objects, which differ in every run."""
    return _ADDRESS.sub("0x…", text)


def cut(text: str, most: int) -> str:
    """Cut a text after that many characters, and say how much is missing."""
    over = len(text) - most
    return text if over <= 0 else f"{text[:most]} … and {over:,} characters more"


_HIDDEN = "Your code raised an exception in a hidden case."


def name_of(target: object, path: object) -> str:
    """Return how a sentence names what a request is about."""
    parts = [path] if isinstance(path, str) and path else []
    if isinstance(target, values.Named):
        parts = [target.module, target.name, *parts]
    return ".".join(parts) or "an object of yours"


def raised(
    told: list[Any],
    name: str,
    *,
    prefix: str,
    shown: bool,
    limits: Limits = _USUAL,
    forbids: Sequence[str] = (),
) -> StudentFailure:
    """Return the failure that an error reply stands for.

    Args:
        told: kind, type, message and frames, as the candidate's side sent them.
        name: what was asked for, as of :func:`name_of`.
        prefix: how the sentence begins.
        shown: whether the student may see what was raised.
        limits: what the check may use.
        forbids: what the question forbids.
    """
    kind, type_name, text, trace = told
    # The candidate's side is bounded by nothing but the wire.
    text, type_name = scrubbed(cut(text, _MOST_SHOWN)), cut(type_name, _MOST_NAMED)
    where = _where(trace)
    full = f"{type_name}{': ' * bool(text)}{text}{where}"
    if kind == "forbidden" and forbids:
        # Which of them is the student's process's word, so only in a public case.
        one = [text] if shown and text in forbids else forbids
        return _by_hand(one, f"{prefix}Your code", where if shown else "", full)
    outcome, beyond = Outcome.ERRORED, excess.of_error(kind, limits)
    if kind in ("missing", "untouched"):
        outcome = Outcome.NOT_ATTEMPTED
        message = _not_there(kind, text if shown else "", name, where)
        full = text if kind == "missing" else full
    elif kind == "memory":
        outcome, message = excess.of_memory(limits)
    elif beyond:
        message = f"{beyond} {prefix}{full}" if shown else beyond
    else:
        message = f"{prefix}{full}" if shown else _HIDDEN
    return StudentFailure(outcome, message, detail="" if full in message else full)


def _not_there(kind: str, shown: str, name: str, where: str) -> str:
    """Say that something is missing or a stub; of a hidden case no more than that."""
    if kind == "untouched":
        return f"Not written yet{where if shown else f': {name}'}."
    return f"{shown or f'This check needs `{name}`, and something is not there'}."


def _by_hand(names: Sequence[str], who: str, where: str, detail: str) -> StudentFailure:
    message = f"{who} uses {listed(names)} when it runs; {BY_HAND}{where or '.'}"
    return StudentFailure(Outcome.FAILED, message, detail=detail)


def died(ended: Ended, limits: Limits) -> excess.End:
    """Return what a process came to that ended in the middle of a request.

    Args:
        ended: how it ended.
        limits: what it was allowed.
    """
    # The first process of a namespace is spared SIGXCPU and meets the hard limit.
    computed = ended.cpu_seconds > limits.computing_seconds - _A_FEW_TICKS
    by_limit = ended.signal == _SIGKILL and computed
    if ended.excess == "memory":
        return excess.of_total_memory(limits)
    if ended.excess or ended.signal == _SIGXCPU or by_limit:
        return excess.of_computing(limits)
    if ended.killed:
        return Outcome.ERRORED, "Your code cut its line to the grader."
    if ended.signal == _SIGKILL:
        outcome, sentence = excess.of_memory(limits)
        return outcome, f"{sentence} The system ended it."
    if ended.signal:
        return Outcome.ERRORED, f"Your code crashed its process ({_called(ended)})."
    return Outcome.ERRORED, "Your code ended its own process."


def _where(trace: list[Any]) -> str:
    match trace[-1:]:
        case [[str() as file, int() as line, str() as function]]:
            inside = "" if function == "<module>" else f", in {function}"
            return cut(f" ({file}, line {line}{inside})", _MOST_NAMED)
        case _:
            return ""


def _called(ended: Ended) -> str:
    try:
        return signal.Signals(ended.signal).name
    except ValueError:  # most real-time signals have no name
        return f"signal {ended.signal}"
