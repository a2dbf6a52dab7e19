"""The warm process: loads torch once, then forks a keeper for each submission.

Run as ``python -I -S -B zygote.py CONTROL_FD``. It reads nothing of any student:
what it has read, every later submission could find in its inherited memory.
"""

import importlib
import os
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from markstone.candidate.keeper import Work


def main() -> None:
    """Load what students use, say hello, then fork on every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    runtime = str(Path(__file__).parents[2])
    sys.path.insert(0, runtime)
    sys.path += sys.argv[2:]

    from markstone.wire import memory  # noqa: PLC0415 (path comes first)

    memory.begin_loading()

    # What a keeper uses comes before torch, see there.
    from markstone.candidate.keeper import keep  # noqa: PLC0415
    from markstone.candidate.kernel import use_huge_pages  # noqa: PLC0415
    from markstone.candidate.settings import Tier, ZygoteSettings  # noqa: PLC0415
    from markstone.wire import messages  # noqa: PLC0415

    settings = ZygoteSettings.from_plain(messages.unpack(control.recv(1 << 20)))
    forks_often = settings.tier is not Tier.NAMESPACES_COLD
    work = _load(settings.preload, rehearsed=forks_often)
    sys.path.remove(runtime)
    memory.end_loading()
    use_huge_pages()
    hello = [os.getpid(), sys.modules["torch"].__version__]
    # A dispatcher listens to the first of its sandboxes only.
    with suppress(BrokenPipeError):
        control.send(messages.pack(hello))
    if forks_often:
        _serve(control, lambda sock: keep(sock, settings, work))
    # A sandbox of one submission needs no second process to guard the first.
    elif sock := _next(control):
        control.close()
        keep(sock, settings, work)


def _load(preload: Iterable[str], *, rehearsed: bool) -> "Work":
    load_torch(preload)
    from markstone.candidate.worker import work  # noqa: PLC0415

    if rehearsed:
        from markstone.candidate.rehearsal import rehearse  # noqa: PLC0415

        rehearse()
    return work


def _serve(control: socket.socket, keep: Callable[[socket.socket], NoReturn]) -> None:
    while sock := _next(control):
        if os.fork() == 0:
            control.close()
            keep(sock)
        sock.close()
        _reap()
    os._exit(0)


def _next(control: socket.socket) -> socket.socket | None:
    message, fds, _, _ = socket.recv_fds(control, 16, 1)
    return socket.socket(fileno=fds[0]) if message else None


def load_torch(preload: Iterable[str]) -> None:
    """Load what students use, so that no check waits for it; one thread.

    Args:
        preload: modules besides torch and numpy.
    """
    import numpy.random  # noqa: PLC0415
    import torch  # noqa: PLC0415

    # What torch loads when it is first needed, as by every distribution.
    import torch.distributions  # noqa: PLC0415
    import torch.fx.experimental.symbolic_shapes  # noqa: PLC0415
    import torch.nn.functional  # noqa: PLC0415
    import torch.utils.data  # noqa: PLC0415

    from markstone.wire import determinism  # noqa: PLC0415

    determinism.prepare_torch()
    for name in preload:
        # What is not installed here is missed by whoever imports it.
        with suppress(ImportError):
            importlib.import_module(name)
    numpy.zeros(1)
    determinism.seed_generators(0)
    # torch looks at the processor at its first operations, in files that no worker
    # can read; it would compute without vectors there, and complain in its output.
    picture = torch.ones(16, 3, 32, 32)
    torch.nn.functional.conv2d(picture * 2, torch.ones(8, 3, 3, 3))


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    main()
