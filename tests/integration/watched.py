"""Run a command, and tell which processes it left behind.

    python watched.py REPORT COMMAND...

Whatever the command orphans becomes a child of this process, so that it can be
named, whoever else runs what on the same machine. The exit code is the command's.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_SET_CHILD_SUBREAPER = 36
_PATIENCE_SECONDS = 5.0


def main() -> int:
    report, command = Path(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Not ignored, for the command would inherit that: a Ctrl-C is its to answer.
    signal.signal(signal.SIGINT, lambda *_: None)
    code = subprocess.run(command, check=False).returncode
    left = _left()
    report.write_text(json.dumps([_name(pid) for pid in left]))
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _left() -> list[int]:
    """Return the orphans that are still alive after a while."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return []
        time.sleep(0.05)
    return [pid for pid in _everybody() if _parent(pid) == os.getpid()]


def _everybody() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _parent(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return 0
    return int(after_name.split()[1])


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:200]


if __name__ == "__main__":
    sys.exit(main())
