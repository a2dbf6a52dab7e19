"""The outer wall: how bubblewrap is called, and what is mounted behind it.

Never as root: started by uid 0, bubblewrap leaves its child every capability,
and a read-only bind can be remounted (containers/bubblewrap#287). As root, a
launcher first shows the folders at a place that the other user may reach, gives
up its uid, and only then becomes bubblewrap.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markstone.candidate.settings import SHARED_MEMORY, TEMPORARY

NOBODY = 65534
RUNTIME = "/runtime"
PACKAGES = "/packages"
GIVEN = "/given"

_ENGINE = Path(__file__).parents[1]
_COLD_BYTES = 160 << 20
"""Size of each folder that a cold sandbox may write into: its own files, which lie in
whole pages, and what a check writes; it is made before either is known."""
CONTROL = "@control"
"""Stands in a command for the descriptor of a process that starts many."""
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": TEMPORARY,
    "LANG": "C.UTF-8",
    # One thread each: a fork after a second thread was started can hang.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A file or folder of this machine, shown read-only behind the wall."""

    source: Path
    target: str


def command(
    control: int | str,
    given: Mapping[str, Sequence[Path]],
    packages: Sequence[Path],
    *,
    cold: bool = False,
) -> list[str]:
    """Return the command that starts a zygote behind the wall.

    Args:
        control: the descriptor that the zygote inherits.
        given: for each assignment what its students received ready-made.
        packages: folders of installed packages, torch among them.
        cold: whether the sandbox is for one submission, which then needs no
            namespaces of its own and writes into folders of the sandbox.
    """
    mounts = _mounts(given, packages)
    inside = [
        os.path.realpath(sys.executable),
        "-I",
        "-S",
        "-B",
        f"{RUNTIME}/markstone/candidate/zygote.py",
        str(control),
        *(f"{PACKAGES}/{i}" for i in range(len(packages))),
    ]
    if os.geteuid() != 0:
        binds = [(str(mount.source), mount.target) for mount in mounts]
        return [*_wrapped(binds, cold=cold), *inside]
    launcher = str(Path(__file__).with_name("launcher.py"))
    stage = {str(m.source): m.target for m in mounts}
    request = {"uid": NOBODY, "mounts": list(stage), "targets": list(stage.values())}
    rest = [*_wrapped([], cold=cold), *inside]
    return [sys.executable, "-I", "-S", "-B", launcher, json.dumps(request), *rest]


def _mounts(
    given: Mapping[str, Sequence[Path]], packages: Sequence[Path]
) -> list[Mount]:
    return [
        *_interpreter(),
        *_runtime(),
        *(
            Mount(source=path, target=f"{PACKAGES}/{i}")
            for i, path in enumerate(packages)
        ),
        *(
            Mount(source=path, target=f"{GIVEN}/{name}/{path.name}")
            for name, paths in given.items()
            for path in paths
        ),
    ]


def _wrapped(binds: Sequence[tuple[str, str]], *, cold: bool) -> list[str]:
    bwrap = shutil.which("bwrap") or "bwrap"
    arguments = [
        *(bwrap, "--unshare-all", "--unshare-user", "--die-with-parent"),
        *("--new-session", "--clearenv", "--cap-drop", "ALL"),
        *("--hostname", "sandbox"),
        *("--ro-bind", "/usr/lib", "/usr/lib"),
        *("--ro-bind-try", "/usr/lib64", "/usr/lib64"),
        *("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
        *("--proc", "/proc", "--dev", "/dev"),
        *(_rooms() if cold else ("--size", "16777216", "--tmpfs", TEMPORARY)),
    ]
    for source, target in binds:
        arguments += ["--ro-bind", source, target]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--"]


def _rooms() -> list[str]:
    """Return what a sandbox without namespaces inside needs besides."""
    size = str(_COLD_BYTES)
    rooms = ["--as-pid-1"]
    for place in (TEMPORARY, SHARED_MEMORY):
        rooms += ["--size", size, "--tmpfs", place]
    # Its files would take a limit back, that on who is ended first.
    rooms += ["--remount-ro", "/proc"]
    return [*rooms, *(["--disable-userns"] if can_start("--disable-userns") else [])]


def can_start(*flags: str) -> bool:
    """Whether there is a bubblewrap that makes a namespace here, with these flags."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return False
    trial = [bwrap, "--unshare-user", *flags, "--ro-bind", "/", "/", "--"]
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    ended = subprocess.run(  # noqa: S603 (asking it is the job)
        [*trial, bwrap, "--version"],
        capture_output=True,
        check=False,
        **(as_nobody if os.geteuid() == 0 else {}),  # type: ignore[call-overload]
    )
    return bool(ended.returncode == 0)


def _interpreter() -> list[Mount]:
    executable = Path(os.path.realpath(sys.executable))
    base = Path(sys.base_prefix)
    if base.is_relative_to("/usr") and not base.is_relative_to("/usr/local"):
        return [Mount(source=executable, target=str(executable))]
    return [Mount(source=base, target=str(base))]


def _runtime() -> list[Mount]:
    return [
        Mount(source=path, target=f"{RUNTIME}/markstone/{path.name}")
        for path in runtime()
    ]


def runtime() -> list[Path]:
    """Return what of the engine runs behind a wall: no examiner, no course."""
    return [_ENGINE / name for name in ("__init__.py", "candidate", "wire")]
