"""How a zygote is started where bubblewrap is not: with Landlock, or with nothing."""

import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

from markstone.sandbox import bubblewrap
from markstone.sandbox.bubblewrap import NOBODY

_SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache"),
    *("/dev/zero", "/dev/random", "/dev/urandom"),
)


def plain_command(control: int, packages: Sequence[Path]) -> list[str]:
    """Return the command that starts a zygote as this user, without any wall."""
    (candidate,) = (path for path in bubblewrap.runtime() if path.name == "candidate")
    return _python(sys.executable, candidate / "zygote.py", control, packages)


def landlock_command(
    control: int, packages: Sequence[Path], runtime: Path
) -> list[str]:
    """Return the command that starts a zygote which will use Landlock.

    Args:
        control: the descriptor that the zygote inherits.
        packages: folders of installed packages, torch among them.
        runtime: where :func:`lay_runtime` laid what it runs.
    """
    zygote = runtime / "markstone" / "candidate" / "zygote.py"
    executable = os.path.realpath(sys.executable)
    command = _python(executable, zygote, control, packages)
    if os.geteuid() != 0:
        return command
    request = {"uid": NOBODY, "mounts": [sys.base_prefix, *map(str, packages)]}
    launcher = Path(__file__).with_name("launcher.py")
    first = [sys.executable, "-I", "-S", "-B", str(launcher), json.dumps(request)]
    return [*first, *command]


def readable(packages: Sequence[Path], given: Path) -> tuple[str, ...]:
    """Return what a worker under Landlock may read: no file but these."""
    library = str(Path(sysconfig.get_path("stdlib")).parent)
    return (*_SYSTEM, library, *map(str, packages), str(given))


def lay_runtime(folder: Path) -> None:
    """Copy what of the engine runs behind a wall to where another user can read."""
    _copy(bubblewrap.runtime(), folder / "markstone")


def copied(folder: Path, given: Mapping[str, Sequence[Path]]) -> dict[str, str]:
    """Copy what each assignment gives into a folder of its own."""
    for name, paths in given.items():
        _copy(paths, folder / name)
    return {name: str(folder / name) for name in given}


def linked(folder: Path, given: Mapping[str, Sequence[Path]]) -> dict[str, str]:
    """Lay links to what each assignment gives into a folder of its own."""
    for name, paths in given.items():
        (folder / name).mkdir(parents=True)
        for path in paths:
            (folder / name / path.name).symlink_to(path)
    return {name: str(folder / name) for name in given}


def scratch_environment(folder: Path) -> dict[str, str]:
    """Make the folder in which workers get theirs; return the zygote's environment."""
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    return {**bubblewrap.ENVIRONMENT, "TMPDIR": str(folder)}


def _python(
    executable: str, zygote: Path, control: int, packages: Sequence[Path]
) -> list[str]:
    first = [executable, "-I", "-S", "-B", str(zygote), str(control)]
    return [*first, *map(str, packages)]


def _copy(paths: Sequence[Path], folder: Path) -> None:
    folder.mkdir(parents=True)
    for path in paths:
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        else:
            shutil.copy(path, folder / path.name)
