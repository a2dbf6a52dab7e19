"""What a handout carries for `check` besides a small course: facts and known slips.

In ``public_checks`` lie a course of the public checks alone, the notes of what the
references answer to them (``answers.tape``), and this (``handout.json``).
"""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from markstone.errors import UsageError
from markstone.misconceptions import Slip

FOLDER = "public_checks"
"""Where it lies in a handout; intake never takes it for a student's work."""
FACTS, NOTES = "handout.json", "answers.tape"
_VERSIONS = ("torch", "torchvision", "numpy", "markstone")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHome:
    """What is known of an assignment whose references stay with the course."""

    assignment: str
    hidden: Mapping[str, int] = field(default_factory=dict)
    """By question, how many checks run only when the work is graded."""
    left_out: tuple[str, ...] = ()
    """Public checks that cannot run without the references, as question.check."""
    made_with: Mapping[str, str] = field(default_factory=dict)
    """The environment in which the references answered."""
    preload: tuple[str, ...] = ()
    """What takes long to import and is imported beforehand."""
    slips: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict)
    """The known slips of each question, as the public checks see them."""


_FACTS = TypeAdapter(TakeHome)


def dump(facts: TakeHome) -> bytes:
    """Return the bytes of ``handout.json``; the same facts, the same bytes."""
    plain = asdict(facts)
    for slips in plain["slips"].values():
        for slip in slips:
            slip["loses"] = sorted(slip["loses"])
    return to_json(plain, indent=1, inf_nan_mode="strings") + b"\n"


def load(path: Path) -> TakeHome:
    """Read ``handout.json``.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return _FACTS.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{path} cannot be read. Take the folder `{FOLDER}` from the handout again."
        ) from error


def environment() -> dict[str, str]:
    """Return what an outcome may depend on besides the work: versions, platform."""
    return {
        "python": platform.python_version(),
        **{name: _version(name) for name in _VERSIONS},
        "platform": f"{platform.system()} {platform.machine()}",
    }


def difference(made_with: Mapping[str, str], here: Mapping[str, str]) -> str:
    """Return one sentence about what differs from another environment, or nothing.

    A last digit of a version and the platform alone change no outcome worth a word.
    """
    differing = [
        f"{name} {here[name]} instead of {there}"
        for name, there in made_with.items()
        if name != "platform" and _release(here.get(name, "")) != _release(there)
    ]
    if not differing:
        return ""
    return (
        f"You have {', '.join(differing)}: nearly always the outcomes are the same, "
        "and where they are not, those of the course count."
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _release(told: str) -> list[str]:
    return told.partition("+")[0].split(".")[:2]
