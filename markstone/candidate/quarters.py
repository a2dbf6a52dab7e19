"""Where the checks of one submission run, and how they are kept apart, by tier."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from markstone.candidate import clearing, kernel, landlock
from markstone.candidate.confinement import (
    close_proc,
    drop_rights,
    lay_private_folders,
    set_limits,
)
from markstone.candidate.settings import (
    SHARED_MEMORY,
    TEMPORARY,
    Allowance,
    Tier,
    ZygoteSettings,
)

_ROOM = Path(TEMPORARY, "work")
_PRIVATE = kernel.MS_NOSUID | kernel.MS_NODEV


class Quarters(Protocol):
    """What differs between the tiers in the life of a keeper and its workers."""

    alone: bool
    """Whether the keeper sees no processes but those of the check that runs."""

    def enter(self) -> None:
        """Prepare the keeper, once, before it has read anything of a student."""

    def make_room(self) -> Path:
        """Prepare the next check, in the keeper; return the folder to work in."""

    def settle(
        self, room: Path, allowance: Allowance, files: Mapping[str, bytes]
    ) -> None:
        """Take the room, in the worker, while it may still do everything."""

    def confine(self, room: Path, allowance: Allowance) -> None:
        """Give up every right, in the worker; there is no way back."""

    def clear(self, room: Path) -> None:
        """Remove what the check left, in the keeper, once its process is gone."""


class Namespaces:
    """Namespaces for the submission, in them others for each check.

    The worker is the first process of its own, so the kernel ends all that it
    started; its folders are its own and go with it.
    """

    alone = True

    def __init__(self, settings: ZygoteSettings) -> None:
        self._filter = settings.filter

    def enter(self) -> None:
        """Move into namespaces as the first process in them."""
        uid, gid = os.getuid(), os.getgid()
        kernel.unshare(
            kernel.CLONE_NEWUSER
            | kernel.CLONE_NEWNS
            | kernel.CLONE_NEWPID
            | kernel.CLONE_NEWNET
            | kernel.CLONE_NEWIPC
            | kernel.CLONE_NEWUTS
        )
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
        if os.fork():
            os._exit(0)  # the child is pid 1 of the new namespace and lives on
        os.setsid()
        kernel.mount("proc", "/proc", _PRIVATE | kernel.MS_NOEXEC)
        kernel.empty_bounding_set()

    def make_room(self) -> Path:
        """Let the next child be the first process of a namespace."""
        kernel.enter_own_pid_namespace()
        kernel.unshare(kernel.CLONE_NEWPID)
        return _ROOM

    def settle(
        self, room: Path, allowance: Allowance, files: Mapping[str, bytes]
    ) -> None:
        """Cover what can be written by folders of this process alone."""
        lay_private_folders(allowance, files)
        room.mkdir(mode=0o700)

    def confine(self, room: Path, allowance: Allowance) -> None:  # noqa: ARG002
        """Set the limits, drop every right."""
        set_limits(allowance, count_processes=True)
        close_proc()
        drop_rights(self._filter)

    def clear(self, room: Path) -> None:
        """Do nothing: the kernel has."""


class Cold:
    """A sandbox of this submission alone, and plain processes in it.

    The keeper is the first process of the sandbox: no signal from inside reaches
    it, and it ends and sweeps after each check whatever is there.
    """

    alone = True

    def __init__(self, settings: ZygoteSettings) -> None:
        self._filter = settings.filter

    def enter(self) -> None:
        """Become deaf to signals and closed to looks.

        Raises:
            RuntimeError: this is not the first process of a namespace.
        """
        if os.getpid() != 1:
            raise RuntimeError("this keeper has no sandbox of its own")
        # The first process gets of signals only those that it listens to.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        kernel.show_memory(shown=False)
        kernel.empty_bounding_set()
        _sweep()  # of what loading torch left, so that every check finds the same

    def make_room(self) -> Path:
        """Make a folder where nothing else is."""
        _ROOM.mkdir(mode=0o700)
        return _ROOM

    def settle(
        self,
        room: Path,  # noqa: ARG002
        allowance: Allowance,  # noqa: ARG002
        files: Mapping[str, bytes],  # noqa: ARG002
    ) -> None:
        """Undo what the keeper did to itself alone."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        kernel.show_memory(shown=True)

    def confine(self, room: Path, allowance: Allowance) -> None:  # noqa: ARG002
        """Set the limits, drop every right."""
        set_limits(allowance, count_processes=True)
        drop_rights(self._filter)

    def clear(self, room: Path) -> None:  # noqa: ARG002
        """End every process and remove every file that the check left."""
        clearing.end_everybody()
        _sweep()


class Bare:
    """No wall: a folder for each check, among those of this machine."""

    alone = False

    def __init__(self, settings: ZygoteSettings) -> None:
        pass

    def enter(self) -> None:
        """Do nothing."""

    def make_room(self) -> Path:
        """Make a folder."""
        return Path(tempfile.mkdtemp(prefix="markstone-"))

    def settle(
        self, room: Path, allowance: Allowance, files: Mapping[str, bytes]
    ) -> None:
        """Do nothing."""

    def confine(self, room: Path, allowance: Allowance) -> None:  # noqa: ARG002
        """Set the limits."""
        set_limits(allowance, count_processes=False)

    def clear(self, room: Path) -> None:
        """Remove the folder, as far as nobody still writes there."""
        shutil.rmtree(room, ignore_errors=True)


class Landlocked(Bare):
    """A process without files, programs, children, sockets and signals.

    What it cannot start cannot stay, so its folder is all there is to remove.
    """

    def __init__(self, settings: ZygoteSettings) -> None:
        super().__init__(settings)
        self._filter = settings.filter
        self._readable = settings.readable

    def enter(self) -> None:
        """End with the zygote, as no namespace sees to it."""
        kernel.die_with_parent()
        kernel.empty_bounding_set()

    def settle(
        self,
        room: Path,
        allowance: Allowance,  # noqa: ARG002
        files: Mapping[str, bytes],  # noqa: ARG002
    ) -> None:
        """Point at the one folder in which this process may write."""
        kernel.die_with_parent()
        os.environ.update(HOME=str(room), TMPDIR=str(room))
        tempfile.tempdir = None

    def confine(self, room: Path, allowance: Allowance) -> None:
        """Set the limits, give up every other file, drop every right."""
        # Processes are not counted, for the count would be all of this user's.
        set_limits(allowance, count_processes=False)
        kernel.drop_capabilities()
        kernel.forbid_new_privileges()
        landlock.restrict(readable=self._readable, writable=[str(room), os.devnull])
        kernel.install_filter(self._filter)

    def clear(self, room: Path) -> None:
        """Remove the folder; nobody is left who could write there."""
        clearing.empty(room)
        room.rmdir()


def _sweep() -> None:
    for folder in (TEMPORARY, SHARED_MEMORY):
        clearing.empty(Path(folder))


QUARTERS: dict[Tier, Callable[[ZygoteSettings], Quarters]] = {
    Tier.NAMESPACES: Namespaces,
    Tier.NAMESPACES_COLD: Cold,
    Tier.LANDLOCK: Landlocked,
    Tier.NONE: Bare,
}
