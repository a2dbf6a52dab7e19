"""Try the wall from behind before anybody's work goes there; fail closed."""

import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markstone.candidate.settings import Allowance, Bundle
from markstone.errors import SandboxError
from markstone.sandbox.link import KeeperLink, WorkerDiedError
from markstone.sandbox.wall import Tier, Wall
from markstone.wire import frames, values

_SECONDS = 20.0
_ALLOWANCE = Allowance(
    cpu_seconds=20, memory_bytes=2 << 30, file_bytes=32 << 20, processes=64
)
_MAY_WRITE = {"/tmp", "/tmp/work", "/dev/shm"}  # noqa: S108 (named, not used)
_NO_RIGHTS = {
    "CapEff": "0000000000000000",
    "CapBnd": "0000000000000000",
    "NoNewPrivs": "1",
    "Seccomp": "2",
}


def check(wall: Wall, secrets: Sequence[Path]) -> None:
    """Run the probe behind *wall*.

    Args:
        wall: a wall that has greeted.
        secrets: files and folders that must not be readable from behind it.

    Raises:
        SandboxError: the wall does not hold; the message lists every hole.
    """
    if wall.tier is Tier.NONE:
        return  # it promises nothing
    try:
        faults = _faults(wall.control, [str(path) for path in secrets])
    except (WorkerDiedError, TimeoutError, frames.WireError) as error:
        raise SandboxError("The wall's own test did not end.") from error
    if faults:
        holes = "\n".join(f"  - {fault}" for fault in faults)
        raise SandboxError(
            f"The wall of tier '{wall.tier}' does not hold here:\n{holes}\n"
            "Nothing was graded. This is a fault of the machine or of markstone."
        )


def _faults(control: socket.socket, secrets: list[str]) -> list[str]:
    source = Path(__file__).with_name("probe.py").read_bytes()
    bundle = Bundle(
        files={"probe.py": source},
        modules={"probe": "probe.py"},
        given="/given",
        given_modules=(),
    )
    keeper = KeeperLink.open(control, bundle)
    try:
        faults = [f"{path} can be read" for path in _ask(keeper, "readable", secrets)]
        wrote = set(_ask(keeper, "writable")) - _MAY_WRITE
        faults += [f"{folder} can be written" for folder in sorted(wrote)]
        rights = _ask(keeper, "rights")
        if rights != _NO_RIGHTS:
            faults.append(f"student code keeps rights: {rights}")
        faults += [f"{way} is open" for way in _ask(keeper, "reachable")]
        _ask(keeper, "leave_behind")
        faults += [f"{thing} outlives a check" for thing in _ask(keeper, "left_behind")]
        return faults
    finally:
        keeper.close()


def _ask(keeper: KeeperLink, name: str, *args: object) -> Any:
    """Call one function of the probe in a process of its own."""
    worker = keeper.start(_ALLOWANCE, keep=1 << 12, flood=1 << 20)
    try:
        target = values.Named(module="probe", name=name)
        parts = values.pack([0, "call", target, "", list(args), {}, 0], values.as_is)
        payload = worker.exchange(parts, time.monotonic() + _SECONDS)
        _, word, *rest = values.unpack(payload, values.as_is)
    finally:
        worker.finish()
    if word != "ok":
        raise SandboxError(f"The wall's own test failed in `{name}`: {rest}")
    return rest[0]
