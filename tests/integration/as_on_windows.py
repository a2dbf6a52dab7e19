"""Run ``check`` with everything taken away that Windows lacks, here and in children.

What is missing there cannot be tried here, but that nothing asks for it can.
"""

import ctypes
import importlib
import mmap
import os
import select
import signal
import socket
import sys
from typing import Any

GONE = ("fcntl", "grp", "pwd", "pyseccomp", "resource", "syslog", "termios", "tty")
_OF_OS = ("fork", "sysconf", "geteuid", "getuid", "setsid", "killpg", "wait4", "pread")
_CDLL = ctypes.CDLL


def take_away() -> None:
    """Hide what Windows does not have."""
    for name in GONE:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in (*_OF_OS, "pwrite", "WIFSIGNALED", "WTERMSIG", "sched_getaffinity"):
        delattr(os, name)
    for owner, names in (
        (select, ("poll", "epoll")),
        (signal, ("SIGCHLD", "SIGXCPU", "set_wakeup_fd")),  # subprocess needs SIGKILL
        (socket, ("AF_UNIX", "send_fds", "recv_fds", "SOCK_SEQPACKET")),
        (mmap, ("MAP_PRIVATE", "MAP_ANONYMOUS")),
    ):
        for name in names:
            if hasattr(owner, name):
                delattr(owner, name)
    ctypes.CDLL = _library  # type: ignore[assignment, misc]


def _load(*names: str) -> None:
    """Load other people's packages: their builds for Linux ask for what Linux has."""
    for name in names:
        importlib.import_module(name)


def _library(name: object, *args: object, **kwargs: object) -> object:
    if name is None:
        raise TypeError("Windows has no library without a name")
    return _CDLL(name, *args, **kwargs)  # type: ignore[arg-type]


def _in_children_too() -> None:
    """Have every Python that is started from here run this file first."""
    import subprocess

    start: Any = subprocess.Popen

    def init(self: object, command: list[str], **kwargs: object) -> None:
        if command[1:4] == ["-I", "-B", "-m"]:
            first, rest = command[:3], command[4:]
            command = [*first, __file__, "--child", *rest]
        start.__init__(self, command, **kwargs)

    vars(subprocess)["Popen"] = type("Popen", (start,), {"__init__": init})


def main() -> None:
    """Be the command, or one of its children."""
    import runpy

    if sys.argv[1:2] == ["--child"]:
        module = sys.argv[2]
        _load("torch", "pytest", "sympy", "torch._dynamo")
        from markstone.wire import operators

        operators.declare_missing()
        _load("torchvision.models")
        take_away()
        _in_children_too()
        sys.argv = [module, *sys.argv[3:]]
        runpy.run_module(module, run_name="__main__")
        return
    import pathlib
    import pty  # noqa: F401 (what the standard library loads by itself, it may)

    _load(
        "filelock",
        "pydantic.type_adapter",
        "yaml",
        "jinja2",
        "cyclopts",
        "rich.progress",
    )
    _load("nbformat", "jupytext", "importlib.resources")
    take_away()
    _in_children_too()
    sys.platform = "win32x"
    from markstone import cli

    sys.exit(cli.run(["check", *sys.argv[1:]], pathlib.Path("/nonexistent")))


if __name__ == "__main__":
    main()
