"""Try the wall from behind before anybody's work goes there; fail closed."""

import os
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markstone.candidate.settings import Allowance, Bundle
from markstone.errors import SandboxError
from markstone.sandbox.bubblewrap import NOBODY
from markstone.sandbox.link import KeeperLink, WorkerDiedError
from markstone.sandbox.wall import Tier, Wall
from markstone.wire import frames, messages, values

_SECONDS = 20.0
_PROCESSES = 8
_ALLOWANCE = Allowance(
    cpu_seconds=20, memory_bytes=2 << 30, file_bytes=32 << 20, processes=_PROCESSES
)
_MOST_OF_HOME = 50
_OF_EVERY_MACHINE = (Path("/etc"), Path("/etc/shadow"), Path("/boot"))
_NO_RIGHTS = {
    "CapEff": "0000000000000000",
    "CapPrm": "0000000000000000",
    "CapBnd": "0000000000000000",
    "NoNewPrivs": "1",
    "Seccomp": "2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a tier leaves open at most; whatever else the probe finds is a hole."""

    writable: frozenset[str]
    reachable: frozenset[str] = frozenset()
    neighbour: frozenset[str] = frozenset()
    """What may be done to the keeper: it does not listen to signals."""
    children: int
    bounding: bool
    """Whether capabilities are out of reach even for a program with its own."""


_FOLDERS = frozenset({"/tmp", ".", "/dev/shm"})  # noqa: S108 (named, not used)
PROMISES = {
    Tier.NAMESPACES: Promise(
        writable=_FOLDERS,
        reachable=frozenset({"AF_UNIX"}),
        children=_PROCESSES,
        bounding=True,
    ),
    Tier.NAMESPACES_COLD: Promise(
        writable=_FOLDERS,
        reachable=frozenset({"AF_UNIX"}),
        neighbour=frozenset({"signal"}),
        children=_PROCESSES,
        bounding=True,
    ),
    Tier.LANDLOCK: Promise(writable=frozenset({"."}), children=0, bounding=False),
}
"""Of every tier but ``none``, which promises nothing."""


def check(wall: Wall, secrets: Sequence[Path]) -> None:
    """Run the probe behind *wall*.

    Args:
        wall: a wall that has greeted.
        secrets: files and folders that must not be readable from behind it.

    Raises:
        SandboxError: the wall does not hold; the message lists every hole.
    """
    if wall.tier is Tier.NONE:
        return
    hidden = [*secrets, *_OF_EVERY_MACHINE, *_home()]
    try:
        faults = _faults(wall, hidden)
    except (WorkerDiedError, TimeoutError, frames.WireError) as error:
        raise SandboxError("The wall's own test did not end.") from error
    except SandboxError as error:
        raise SandboxError(f"{error}: {wall.said()}") from error
    if faults:
        holes = "\n".join(f"  - {fault}" for fault in faults)
        raise SandboxError(
            f"The wall of tier '{wall.tier}' does not hold here:\n{holes}\n"
            "Nothing was graded. This is a fault of the machine or of markstone."
        )


def _faults(wall: Wall, hidden: Sequence[Path]) -> list[str]:
    with _canary() as folder, _submission(wall.control) as keeper:
        before = _state(folder)
        found = _ask(keeper, "look", list(map(str, hidden)), _folders(folder))
        faults = _holes(PROMISES[wall.tier], found)
        _ask(keeper, "deface", str(folder))
        if _state(folder) != before:
            faults.append("files of this machine can be changed")
        _ask(keeper, "leave_behind")
        left = _ask(keeper, "left_behind")
        faults += [f"{thing} outlives a check" for thing in left]
    with _submission(wall.control) as keeper:
        left = _ask(keeper, "left_behind")
        faults += [f"{thing} outlives a submission" for thing in left]
    return faults


def _holes(promise: Promise, found: dict[str, Any]) -> list[str]:
    """Say what was found open and is not promised to be."""
    faults = [f"{path} can be read" for path in found["readable"]]
    wrote = set(found["writable"]) - promise.writable
    faults += [f"{folder} can be written" for folder in sorted(wrote)]
    ignored = {} if promise.bounding else {"CapBnd": found["rights"]["CapBnd"]}
    if found["rights"] != _NO_RIGHTS | ignored:
        faults.append(f"student code keeps rights: {found['rights']}")
    ways = set(found["reachable"]) - promise.reachable
    faults += [f"{way} is open" for way in sorted(ways)]
    reached = set(found["neighbour"]) - promise.neighbour
    faults += [f"the {what} of our process is open" for what in sorted(reached)]
    if found["children"] > promise.children:
        faults.append(f"{found['children']} processes can be started")
    return faults


def _home() -> list[Path]:
    """Return what lies in this user's home, if this process may look there.

    Not the home itself: where an interpreter lies in it, the folders above are seen
    from behind, with nothing else in them.
    """
    home = Path.home()
    files: list[Path] = []
    with suppress(OSError):
        inside = home.iterdir() if home.is_dir() and home != Path("/") else ()
        files = [p for p in inside if p.is_file() or p.name == ".ssh"]
    return files[:_MOST_OF_HOME]


def _folders(canary: Path) -> list[str]:
    """Return folders of this machine that a process of this user could write into."""
    usual = [Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/run"), Path.home()]  # noqa: S108
    return [str(path) for path in (canary, Path.cwd(), *usual)]


@contextmanager
def _canary() -> Iterator[Path]:
    """Lay a file on this machine that nothing but the wall protects."""
    with tempfile.TemporaryDirectory(prefix="markstone-canary-") as name:
        folder = Path(name)
        (folder / "file").write_text("unharmed")
        (folder / "file").chmod(0o666)
        folder.chmod(0o777)
        if os.geteuid() == 0:
            for path in (folder, folder / "file"):
                os.chown(path, NOBODY, NOBODY)
        yield folder


def _state(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return names, modes, sizes and times of a folder and what lies in it."""
    found: dict[str, tuple[int, ...]] = {}
    for path in (folder, *folder.iterdir()):
        seen = path.lstat()
        found[path.name] = (seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_nlink)
    return found


@contextmanager
def _submission(control: socket.socket) -> Iterator[KeeperLink]:
    source = Path(__file__).with_name("probe.py").read_bytes()
    bundle = Bundle(
        files={"probe.py": source},
        modules={"probe": "probe.py"},
        given="/given",
        given_modules=(),
    )
    keeper = KeeperLink.open(control, bundle)
    try:
        yield keeper
    finally:
        keeper.close()


def _ask(keeper: KeeperLink, name: str, *args: object) -> Any:
    """Call one function of the probe in a process of its own."""
    worker = keeper.start(_ALLOWANCE, keep=1 << 12, flood=1 << 20)
    try:
        target = values.Named(module="probe", name=name)
        parts = values.pack([0, "call", target, "", list(args), {}, 0], values.as_is)
        payload = worker.exchange(parts, time.monotonic() + _SECONDS)
        _, word, *rest = messages.unpack(payload)
    finally:
        worker.finish()
    if word != "ok":
        raise SandboxError(f"The wall's own test failed in `{name}`: {rest}")
    return rest[0]
