"""What an attack could reach if there were no wall, and how it stands afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from markstone.sandbox.bubblewrap import NOBODY
from tests.integration.running import PAPER, copied_course

MARK = "markstone-hostile-mark"
_FOLDERS = ("/", "/tmp", "/dev/shm", "/var/tmp", "/mnt", "/srv", "/run")  # noqa: S108


class Decoys:
    """A course, a process, sockets, a folder for everybody, a file for nobody else."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="markstone-decoys-")
        root = Path(self._folder.name)
        root.chmod(0o755)
        self.course = copied_course(root / "course")
        self._original = root / "original"
        shutil.copytree(self.course, self._original)
        self._files = _files(self.course)
        self._canary = root / "canary"
        self._canary.mkdir()
        self._canary.chmod(0o777)
        self._private = root / "private.txt"
        self._private.write_text("only the instructor may read this")
        self._private.chmod(0o600)
        self._listeners = _listening()
        self._process = _started()

    def close(self) -> None:
        """Take everything away."""
        self._process.kill()
        self._process.wait()
        for listener in self._listeners:
            listener.close()
        self._folder.cleanup()

    def known(self, pids: Collection[int]) -> dict[str, object]:
        """Return what every attacker is told, *pids* being the processes that grade."""
        reference = self.course / "reference" / PAPER / "t4_minimax.py"
        return {
            "course": str(self.course),
            "reference": str(reference),
            "canary": str(self._canary),
            "private": str(self._private),
            "decoy": self._process.pid,
            "pids": sorted(set(pids) - {self._process.pid}),
            "abstract": self._listeners[0].getsockname().decode("latin-1"),
            "port": self._listeners[1].getsockname()[1],
        }

    def keep(self) -> None:
        """Take the course as it is now for what it must stay."""
        self._files = _files(self.course)

    def faults(self) -> list[str]:
        """Return what is not as it was."""
        faults = [f"{mark} was written" for mark in self._marks()]
        if _files(self.course) != self._files:
            faults.append("the course was changed")
        if self._process.poll() is not None:
            faults.append("a process of somebody else was killed")
        return faults

    def mend(self) -> bool:
        """Make everything as it was; return whether graders work with other things."""
        for mark in self._marks():
            mark.unlink()
        changed = _files(self.course) != self._files
        if changed:
            shutil.rmtree(self.course)
            shutil.copytree(self._original, self.course)
            self._files = _files(self.course)
        killed = self._process.poll() is not None
        if killed:
            self._process = _started()
        return changed or killed

    def _marks(self) -> list[Path]:
        places = [Path(folder, MARK) for folder in _FOLDERS]
        places += Path("/tmp").glob(f"*/{MARK}")  # noqa: S108
        found = []
        for path in places:
            with suppress(PermissionError):
                found += [path] if path.exists() else []
        return [*found, *self._canary.iterdir()]


def end(pid: int) -> None:
    """End a process, and reap it where it is a child of this one."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _listening() -> list[socket.socket]:
    listeners = [socket.socket(family) for family in (socket.AF_UNIX, socket.AF_INET)]
    listeners[0].bind(f"\0markstone-{os.getpid()}-{id(listeners)}")
    listeners[1].bind(("127.0.0.1", 0))
    for listener in listeners:
        listener.listen()
    return listeners


def _started() -> subprocess.Popen[bytes]:
    # The user that student code has, so that nothing but a wall protects it.
    user = NOBODY if os.geteuid() == 0 else None
    sleep = shutil.which("sleep") or "sleep"
    return subprocess.Popen([sleep, "86400"], user=user)


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
