"""One student's checks as evidence and tape show them, for a person to read.

Nothing is run: what was asked and answered is read from the results folder.
"""

import reprlib
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from markstone import evidence, tape
from markstone.errors import UsageError
from markstone.model import CheckResult, Evidence
from markstone.reports.slips import Misconception, Sighting, gather
from markstone.wire import values
from markstone.wire.frames import WireError

_MOST_ITEMS = 6
_FORMATS = {
    "float16": "e",
    "float32": "f",
    "float64": "d",
    "bool": "?",
    "uint8": "B",
    "int8": "b",
    "int16": "h",
    "int32": "i",
    "int64": "q",
}
"""The element types that can be read here, as of :mod:`struct`."""
_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxdict = _MOST_ITEMS
_short.maxstring = _short.maxother = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a check and its reply, in words."""

    asked: str
    answered: str


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """One case of a check."""

    instance: str
    """``public`` or ``hidden``."""
    exchanges: tuple[Exchange, ...]
    output: str
    """What the student's code printed, as far as it was kept."""


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """One check of one student."""

    result: CheckResult
    taped: tuple[tape.Case, ...]

    @property
    def cases(self) -> tuple[CaseSeen, ...]:
        """What was asked and answered, in words."""
        return tuple(map(_case, self.taped))


@dataclass(frozen=True, slots=True)
class StudentSeen:
    """What the results of one assignment hold of a student."""

    assignment: str
    student: str
    checks: tuple[CheckSeen, ...]
    notices: tuple[str, ...]


def find(results: Path, student: str, check: str = "") -> list[StudentSeen]:
    """Return what was seen of a student, an entry for each assignment.

    Args:
        results: what ``--out`` named, or the folder of one assignment in it.
        student: the id, as the gradebook has it.
        check: ``question.check`` or the check's name alone; all when empty.

    Raises:
        UsageError: there are no results of that student, or no such check.
    """
    seen = [one for folder in _folders(results) for one in _in_folder(folder, student)]
    if not seen:
        raise UsageError(
            f"{results} holds no evidence of {student!r}. Name the student as the "
            "gradebook does, and the folder of the results with --out."
        )
    chosen = [
        StudentSeen(one.assignment, one.student, some, one.notices)
        for one in seen
        if (some := tuple(c for c in one.checks if not check or _is(c, check)))
    ]
    if not chosen:
        names = ", ".join(sorted(_name(c.result) for one in seen for c in one.checks))
        raise UsageError(f"{student} has no check {check!r}. There are: {names}.")
    return chosen


def misconceptions(results: Path) -> dict[str, tuple[Misconception, ...]]:
    """Return the known slips of every assignment's class, the most frequent first.

    Args:
        results: what ``--out`` named, or the folder of one assignment in it.

    Raises:
        UsageError: there are no results.
    """
    found = {
        folder.name: gather(_sightings(folder))
        for folder in _folders(results)
        if (folder / "evidence").is_dir()
    }
    if not found:
        raise UsageError(
            f"{results} holds no evidence. Name the folder of the results with --out."
        )
    return found


def _folders(results: Path) -> list[Path]:
    return [results, *sorted(p for p in results.glob("*") if p.is_dir())]


def _sightings(folder: Path) -> Iterator[Sighting]:
    for path in sorted((folder / "evidence").glob("*.json")):
        found = evidence.read(path) or Evidence(student="")
        for result in found.results:
            if result.misconception:
                yield Sighting(
                    question=result.question,
                    check=result.check,
                    student=found.student,
                    slip=result.misconception,
                    sentence=result.explanation,
                )


def _is(seen: CheckSeen, name: str) -> bool:
    return name in (_name(seen.result), seen.result.check, seen.result.question)


def _name(result: CheckResult) -> str:
    return f"{result.question}.{result.check}"


def _in_folder(folder: Path, student: str) -> Iterator[StudentSeen]:
    for path in sorted((folder / "evidence").glob("*.json")):
        found = evidence.read(path)
        if found is not None and found.student == student:
            cases = tape.read(folder / "tapes" / f"{path.stem}.tape")
            yield StudentSeen(
                assignment=folder.name,
                student=student,
                checks=tuple(_check(result, cases) for result in found.results),
                notices=found.notices,
            )
            return


def _check(result: CheckResult, cases: list[tape.Case]) -> CheckSeen:
    name = result.key
    return CheckSeen(result, tuple(case for case in cases if case.key[:2] == name))


def _case(case: tape.Case) -> CaseSeen:
    return CaseSeen(
        instance=case.instance,
        exchanges=tuple(
            Exchange(_asked(asked), _answered(answer))
            for asked, answer in case.exchanges
        ),
        output=case.output,
    )


def _asked(content: bytes) -> str:
    """Say what a request asks for, ``f(x, y=1)`` where it is a call."""
    for read in (values.unpack, values.outline):
        with suppress(WireError):
            return _request(read(memoryview(content), _Shown))
    return "a long request, of which only the digest was kept"


def _request(body: object) -> str:
    match body:
        case [_, "call", target, str(path), list() | tuple() as args, dict() as kw, _]:
            told = [_text(value) for value in args]
            told += [f"{name}={_text(value)}" for name, value in kw.items()]
            return f"{_text(target)}{'.' if path else ''}{path}({', '.join(told)})"
        case [_, str(verb), *rest]:
            return f"{verb} {', '.join(map(_text, rest))}"
        case _:
            return _text(body)


def _answered(content: bytes) -> str:
    """Say what came back: a value, an error, or a call of a lent function."""
    try:
        body = values.unpack(memoryview(content), _Shown)
    except WireError as error:
        return f"what cannot be read: {error}"
    match body:
        case [_, "ok", value]:
            return _text(value)
        case [_, "error", str(step), str(kind), str(message), *_]:
            return f"{step} {kind}: {message}"
        case [_, "lent", which, args, _]:
            return f"calls the lent function {which} with {_text(args)}"
        case _:
            return _text(body)


def _text(value: object) -> str:
    return _short.repr(value)


class _Shown:
    """What stands on a tape for a tensor, an object over there or a name."""

    def __init__(self, stands: values.Held | values.Named | values.Lent | values.Block):
        self._stands = stands

    def __repr__(self) -> str:
        match self._stands:
            case values.Held(id=number):
                return f"<object {number} of the student's>"
            case values.Lent(id=number):
                return f"<lent function {number}>"
            case values.Named(module=module, name=name):
                return f"{module}.{name}" if module else name
            case values.Block(kind=kind, dtype=dtype, shape=shape) as block:
                return f"<{kind} {dtype} {list(shape)}{_elements(block)}>"


def _elements(block: values.Block) -> str:
    """Return the first elements and the range, where there are any to be read."""
    if block.dtype not in _FORMATS or not block.data.nbytes:
        return ""
    read = struct.iter_unpack(f"={_FORMATS[block.dtype]}", block.data)
    elements = [element for (element,) in read]
    first = ": " + ", ".join(f"{x:.6g}" for x in elements[:_MOST_ITEMS])
    if len(elements) <= _MOST_ITEMS:
        return first
    return f"{first}, … from {min(elements):.6g} to {max(elements):.6g}"
