"""What a keeper does between two checks where the kernel does not do it."""

import os
import secrets
import signal
from contextlib import suppress
from pathlib import Path


def end_everybody() -> None:
    """Kill every other process of this pid namespace, and wait until all are gone.

    Only the first process of a namespace may ask for this: it alone adopts whatever
    was orphaned, and for it alone "everybody" ends at the namespace.

    Raises:
        RuntimeError: this is not the first process of a namespace.
    """
    if os.getpid() != 1:
        raise RuntimeError("this process has no namespace of its own")
    with suppress(ProcessLookupError):  # there is nobody else
        os.kill(-1, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def empty(folder: Path) -> None:
    """Remove what lies in a folder, and whatever was noted on the folder itself.

    However deep it lies: what is two levels down is moved up first, so that no path
    grows long. No link is followed.
    """
    folder.chmod(0o700)
    while found := _entries(folder):
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)  # noqa: PTH108 (a million of them)
                continue
            Path(entry.path).chmod(0o700)
            for inner in _entries(entry.path):
                if inner.is_dir(follow_symlinks=False):
                    Path(inner.path).chmod(0o700)
                    Path(inner.path).rename(folder / secrets.token_hex(16))
                else:
                    os.unlink(inner.path)  # noqa: PTH108
            Path(entry.path).rmdir()
    for name in os.listxattr(folder) if hasattr(os, "listxattr") else ():
        os.removexattr(folder, name)
    os.utime(folder, (0, 0))


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return list(found)
