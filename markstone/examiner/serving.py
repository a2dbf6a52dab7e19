"""Load a course into this process and serve the host.

The first message on the host's socket is the assignment; the answer is the list
of checks that were found, or what is wrong with the course's own files.
"""

import os
import socket
import sys
import traceback
from pathlib import Path

import pytest

from markstone.briefing import ExaminerSettings
from markstone.examiner.fixtures import Fixtures
from markstone.examiner.guards import careless_comparisons_refused
from markstone.examiner.plugin import ExaminerPlugin
from markstone.examiner.reference import load
from markstone.examiner.shortcuts import check_names
from markstone.wire import determinism, messages

_ALONE = (
    *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:faulthandler"),
    *("-p", "no:junitxml", "-p", "no:warnings", "-p", "no:logging"),
    *("-p", "no:doctest", "-p", "no:unittest", "-p", "no:stepwise"),
    *("-c", os.devnull, "--assert=plain", "--capture=no"),
    "--import-mode=importlib",
)
"""No plugin, no configuration file and no rewriting but our own."""
_MOST_TOLD = 4_000


def main() -> None:
    """Load the course, collect its checks, serve until the host hangs up."""
    host = socket.socket(fileno=int(sys.argv[1]))
    wall = socket.socket(fileno=int(sys.argv[2]))
    settings = ExaminerSettings.from_plain(messages.unpack(host.recv(1 << 22)))
    determinism.prepare_torch()
    try:
        folders = Path(settings.reference), Path(settings.template)
        check_names(settings.forbids)
        with careless_comparisons_refused():
            references = load(*folders, settings.given)
            plugin = ExaminerPlugin(settings, references, host, wall)
            code = pytest.main(_arguments(settings), plugins=[plugin, Fixtures(plugin)])
    except BaseException:  # noqa: BLE001 (told to the host, whatever it is)
        text = traceback.format_exc()[-_MOST_TOLD:]
        host.send(messages.pack(["broken", text]))
        raise SystemExit(1) from None
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        told = "\n".join(plugin.faults)[-_MOST_TOLD:]
        text = told or f"pytest could not collect {settings.graders} ({code!r})"
        host.send(messages.pack(["broken", text]))
    os._exit(0)  # nothing of ours is left to tidy, and torch would take its time


def _arguments(settings: ExaminerSettings) -> list[str]:
    asked = [stem for stem, checks in settings.checks.items() if checks]
    files = [f"{settings.graders}/test_{stem}.py" for stem in asked]
    # Without a file pytest would collect from where it stands.
    nothing = str(Path(__file__).with_name("failures.py"))
    roots = ["--rootdir", settings.graders, "--confcutdir", settings.graders]
    return [*_ALONE, *roots, *(files or [nothing])]
