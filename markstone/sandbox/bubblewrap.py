"""The outer wall: how bubblewrap is called, and what is mounted behind it.

Never as root: started by uid 0, bubblewrap leaves its child every capability,
and a read-only bind can be remounted (containers/bubblewrap#287). As root, a
launcher first shows the folders at a place that the other user may reach, gives
up its uid, and only then becomes bubblewrap.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
RUNTIME = "/runtime"
PACKAGES = "/packages"
GIVEN = "/given"

_ENGINE = Path(__file__).parents[1]
_ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": "/tmp",  # noqa: S108 (a private tmpfs behind the wall)
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
    control: int, given: Mapping[str, Sequence[Path]], packages: Sequence[Path]
) -> list[str]:
    """Return the command that starts a zygote behind the wall.

    Args:
        control: the descriptor that the zygote inherits.
        given: for each assignment what its students received ready-made.
        packages: folders of installed packages, torch among them.
    """
    mounts = [
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
        return [*_wrapped([(str(m.source), m.target) for m in mounts]), *inside]
    launcher = str(Path(__file__).with_name("launcher.py"))
    stage = {str(m.source): m.target for m in mounts}
    request = {"uid": NOBODY, "mounts": list(stage), "targets": list(stage.values())}
    rest = [*_wrapped([]), *inside]
    return [sys.executable, "-I", "-S", "-B", launcher, json.dumps(request), *rest]


def _wrapped(binds: Sequence[tuple[str, str]]) -> list[str]:
    bwrap = shutil.which("bwrap") or "bwrap"
    arguments = [
        *(bwrap, "--unshare-all", "--unshare-user", "--die-with-parent"),
        *("--new-session", "--clearenv", "--cap-drop", "ALL"),
        *("--hostname", "sandbox"),
        *("--ro-bind", "/usr/lib", "/usr/lib"),
        *("--ro-bind-try", "/usr/lib64", "/usr/lib64"),
        *("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--size", "16777216", "--tmpfs", "/tmp"),  # noqa: S108 (workers cover it)
    ]
    for source, target in binds:
        arguments += ["--ro-bind", source, target]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    for name, value in _ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--"]


def _interpreter() -> list[Mount]:
    executable = Path(os.path.realpath(sys.executable))
    base = Path(sys.base_prefix)
    if base.is_relative_to("/usr") and not base.is_relative_to("/usr/local"):
        return [Mount(source=executable, target=str(executable))]
    return [Mount(source=base, target=str(base))]


def _runtime() -> list[Mount]:
    # Nothing but the two rooms that run there: no examiner, no course.
    names = ("__init__.py", "candidate", "wire")
    return [
        Mount(source=_ENGINE / name, target=f"{RUNTIME}/markstone/{name}")
        for name in names
    ]
