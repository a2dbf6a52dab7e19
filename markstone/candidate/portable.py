"""One check's process where nothing can be forked: loads torch, then one submission.

Run as ``python -I -B -m markstone.candidate.portable PORT``. The word that the other
end knows it by comes on its standard input. It has no wall: this is for one's own
code on one's own machine.
"""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from markstone.candidate.laying import lay_files
from markstone.candidate.settings import Allowance, Bundle
from markstone.candidate.worker import work
from markstone.candidate.zygote import load_torch
from markstone.wire import frames, messages


def main() -> None:
    """Load torch, say hello, take the submission, answer until the line is cut."""
    word, *preload = sys.stdin.readline().split()
    load_torch(preload)
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as sock:
        messages.send(sock, ["hello", word])
        try:
            told = messages.unpack(frames.receive(sock))
        except frames.ClosedError:
            return  # nothing was left to check
        folder, bundle, allowance = told
        _work(Path(folder), Bundle.from_plain(bundle), allowance, sock)


def _work(
    folder: Path, bundle: Bundle, allowance: dict[str, object], sock: socket.socket
) -> None:
    lay_files(folder, bundle)
    os.chdir(folder)
    _bound(Allowance(**allowance))  # type: ignore[arg-type]
    work(sock, bundle, folder)


def _bound(allowance: Allowance) -> None:
    """Set the limits that this system has; Windows has none of them."""
    with suppress(ImportError, OSError, ValueError):
        from markstone.candidate.confinement import set_limits  # noqa: PLC0415

        set_limits(allowance, count_processes=False)


if __name__ == "__main__":
    main()
