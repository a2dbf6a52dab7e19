"""Run by root only: show folders to another user, become it, start bubblewrap.

Called as ``python -I -S -B launcher.py REQUEST COMMAND...`` with a JSON request
``{"uid", "mounts", "targets"}``. An interpreter or a checkout may lie where no
other user can go (``/root``, a private home). In a mount namespace of its own
this process binds each of them below one public folder first.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from markstone.candidate import kernel

_STAGES = ("/mnt", "/media", "/srv")


def main() -> None:
    """Stage the mounts, drop to the other user, replace this process."""
    request = json.loads(sys.argv[1])
    command = sys.argv[2:]
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", kernel.MS_REC | kernel.MS_PRIVATE)
    # Opened in the new namespace: the kernel binds only what belongs to it.
    sources = [os.open(path, os.O_PATH) for path in request["mounts"]]
    stage = next(path for path in _STAGES if Path(path).is_dir())
    kernel.mount("tmpfs", stage, kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755")
    binds: list[str] = []
    for number, (source, target) in enumerate(
        zip(sources, request["targets"], strict=True)
    ):
        place = Path(stage, str(number))
        if Path(f"/proc/self/fd/{source}").is_dir():
            place.mkdir()
        else:
            place.touch()
        kernel.bind(f"/proc/self/fd/{source}", str(place))
        os.close(source)
        binds += ["--ro-bind", str(place), target]
    os.setgroups([])
    os.setresgid(*[request["uid"]] * 3)
    os.setresuid(*[request["uid"]] * 3)
    # The binds belong before the root is made read-only.
    before = command.index("--remount-ro")
    os.execv(command[0], [*command[:before], *binds, *command[before:]])  # noqa: S606


if __name__ == "__main__":
    main()
