"""What this machine is, as far as it decides how student code can be walled in."""

import os
import platform
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from markstone.candidate import landlock
from markstone.sandbox import seccomp
from markstone.sandbox.wall import Tier

_SECONDS = 10
_APPARMOR = "kernel/apparmor_restrict_unprivileged_userns"
_CLONE = "kernel/unprivileged_userns_clone"
_MOST = "user/max_user_namespaces"
_MEMORY_OF_A_JOB = 1 << 30
"""What a submission, its examiner and their share of torch need as a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Facts; what follows from them is :mod:`markstone.sandbox.advice`'s to say."""

    system: str
    """As of :func:`platform.system`: ``Linux``, ``Darwin``, ``Windows``."""
    kernel: str
    architecture: str
    wsl: bool = False
    container: str = ""
    """``docker``, ``podman`` or whatever else says that it is one; else empty."""
    root: bool = False
    cores: int = 1
    memory_bytes: int = 0
    memory_limit_bytes: int = 0
    """Of the group of processes that this one is in; 0 for none."""
    delegated: bool = False
    """Whether groups of processes with limits of their own can be made here."""
    landlock_abi: int = 0
    bubblewrap: str = ""
    """Its version; empty where it is not installed."""
    libseccomp: bool = False
    apparmor_restricts: bool = False
    """Whether AppArmor keeps programs without a profile from user namespaces."""
    clone_forbidden: bool = False
    most_namespaces: int | None = None
    python: str = ""
    torch: str = ""
    torchvision: str = ""


def look() -> Machine:
    """Return the facts of this machine."""
    memory, limit = _memory()
    release = platform.release()
    return Machine(
        system=platform.system(),
        kernel=release,
        architecture=platform.machine(),
        wsl="microsoft" in release.lower(),
        container=_container(),
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        cores=_cores(),
        memory_bytes=memory,
        memory_limit_bytes=limit,
        delegated=_delegated(),
        landlock_abi=landlock.abi(),
        bubblewrap=_bubblewrap(),
        libseccomp=_has_libseccomp(),
        apparmor_restricts=_setting(_APPARMOR) == 1,
        clone_forbidden=_setting(_CLONE) == 0,
        most_namespaces=_setting(_MOST),
        python=platform.python_version(),
        torch=_version("torch"),
        torchvision=_version("torchvision"),
    )


def _setting(name: str) -> int | None:
    with suppress(OSError, ValueError):
        return int(Path("/proc/sys", name).read_text())
    return None


def _container() -> str:
    if Path("/.dockerenv").exists():
        return "docker"
    if Path("/run/.containerenv").exists():
        return "podman"
    return os.environ.get("container", "")  # noqa: SIM112 (systemd writes it so)


def jobs() -> int:
    """Return how many submissions this machine grades well at a time.

    One for each core that is ours, as far as the memory that is free suffices.
    """
    _, limit = _memory()
    free = [_free_memory(), *([limit] if limit else [])]
    return max(1, min(_cores(), min(free) // _MEMORY_OF_A_JOB))


def _free_memory() -> int:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return _memory()[0]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> tuple[int, int]:
    total = 0
    with suppress(OSError, ValueError):
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in (_own_group() / "memory.max", Path("/sys/fs/cgroup/memory.max")):
        with suppress(OSError, ValueError):
            return total, int(path.read_text())
    return total, 0


def _own_group() -> Path:
    """Return this process's folder among the control groups of version 2."""
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            if line.startswith("0::"):
                return Path("/sys/fs/cgroup", line[3:].lstrip("/"))
    return Path("/sys/fs/cgroup")


def _delegated() -> bool:
    group = _own_group()
    files = (group, group / "cgroup.procs", group / "cgroup.subtree_control")
    return all(os.access(path, os.W_OK) for path in files)


def _bubblewrap() -> str:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        ended = subprocess.run(  # noqa: S603 (asking it is the job)
            [bwrap, "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        found = re.search(r"\d+(\.\d+)+", ended.stdout)
        return found[0] if found else "unknown"
    return "broken"


def _has_libseccomp() -> bool:
    if sys.platform != "linux":
        return False
    with suppress(ImportError, RuntimeError, OSError):
        return bool(seccomp.compiled(Tier.LANDLOCK))
    return False


def _version(package: str) -> str:
    with suppress(PackageNotFoundError):
        return version(package)
    return ""
