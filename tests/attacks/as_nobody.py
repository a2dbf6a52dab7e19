"""Run pytest as another user, from root: python -m tests.attacks.as_nobody ARGUMENTS.

The interpreter may lie where that user cannot go (/root, a private home): in a mount
namespace of its own, this process puts an open folder there that holds nothing else.
"""

import os
import sys
from pathlib import Path

from markstone.candidate import kernel
from markstone.sandbox.bubblewrap import NOBODY

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Open the way to what is needed, become the other user, run pytest."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
    needed = [Path(sys.base_prefix), Path(sys.prefix), ROOT]
    for barred in sorted({*filter(None, map(_barred, needed))}):
        _open_up(barred, [path for path in needed if path.is_relative_to(barred)])
    os.setgroups([])
    os.setresgid(*[NOBODY] * 3)
    os.setresuid(*[NOBODY] * 3)
    os.environ["HOME"] = "/tmp"  # noqa: S108 (nothing is kept there)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606


def _barred(path: Path) -> Path | None:
    """Return the first folder on the way to *path* that is closed to others."""
    way = [*reversed(path.parents), path]
    return next((p for p in way if not p.stat().st_mode & 0o001), None)


def _open_up(barred: Path, needed: list[Path]) -> None:
    opened = {path: os.open(path, os.O_PATH) for path in needed}
    kernel.mount("tmpfs", str(barred), kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755")
    for path, number in opened.items():
        path.mkdir(parents=True, exist_ok=True)
        kernel.bind(f"/proc/self/fd/{number}", str(path))
        os.close(number)


if __name__ == "__main__":
    main()
