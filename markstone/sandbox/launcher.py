"""Run by root only: show folders to another user, become it, start a command.

Called as ``python -I -S -B launcher.py REQUEST COMMAND...`` with a JSON request
``{"uid", "mounts", "targets"}``. An interpreter or a checkout may lie where no
other user can go (``/root``, a private home). In a mount namespace of its own
this process binds each of them below one public folder first, and tells
bubblewrap to bind it from there. Without ``targets`` the command is not
bubblewrap: each stays where it is, and a private folder above it is covered by an
empty public one.
"""

import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from markstone.candidate import kernel

_STAGES = ("/mnt", "/media", "/srv")


def main() -> None:
    """Show the mounts, drop to the other user, replace this process."""
    request = json.loads(sys.argv[1])
    command = sys.argv[2:]
    if "targets" in request:
        binds = _stage(request["mounts"], request["targets"])
        # The binds belong before the root is made read-only.
        before = command.index("--remount-ro")
        command[before:before] = binds
    else:
        with suppress(PermissionError):  # in a container: what is private stays so
            _uncover([Path(path) for path in request["mounts"]])
    os.setgroups([])
    os.setresgid(*[request["uid"]] * 3)
    os.setresuid(*[request["uid"]] * 3)
    os.execv(command[0], command)  # noqa: S606


def _stage(paths: list[str], targets: list[str]) -> list[str]:
    """Bind each path below one public folder; return bubblewrap's arguments."""
    _leave_mounts()
    # Opened in the new namespace: the kernel binds only what belongs to it.
    sources = [os.open(path, os.O_PATH) for path in paths]
    stage = next(path for path in _STAGES if Path(path).is_dir())
    _cover(stage)
    binds: list[str] = []
    for number, (source, target) in enumerate(zip(sources, targets, strict=True)):
        place = Path(stage, str(number))
        _bind(source, place)
        binds += ["--ro-bind", str(place), target]
    return binds


def _uncover(paths: list[Path]) -> None:
    """Let others reach each path, and nothing else that lies beside it."""
    _leave_mounts()
    hidden = {path: top for path in paths if (top := _private_folder(path))}
    sources = {path: os.open(path, os.O_PATH) for path in hidden}
    for folder in set(hidden.values()):
        _cover(str(folder))
    for path, source in sources.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _bind(source, path)


def _private_folder(path: Path) -> Path | None:
    """Return the outermost folder above *path* that others may not enter."""
    above = [folder for folder in reversed(path.parents) if folder != Path("/")]
    return next((f for f in above if not f.stat().st_mode & stat.S_IXOTH), None)


def _leave_mounts() -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)


def _cover(folder: str) -> None:
    kernel.mount("tmpfs", folder, kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755")


def _bind(source: int, place: Path) -> None:
    if Path(f"/proc/self/fd/{source}").is_dir():
        place.mkdir(exist_ok=True)
    else:
        place.touch()
    kernel.bind(f"/proc/self/fd/{source}", str(place))
    os.close(source)


if __name__ == "__main__":
    main()
