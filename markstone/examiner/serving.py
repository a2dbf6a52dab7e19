"""Load a course and collect its checks, then examine what comes in by a door."""

import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from markstone.briefing import ExaminerSettings
from markstone.examiner.fixtures import Fixtures
from markstone.examiner.guards import careless_comparisons_refused
from markstone.examiner.plugin import Door, ExaminerPlugin
from markstone.examiner.reference import load
from markstone.examiner.shortcuts import check_names
from markstone.wire import determinism

_ALONE = (
    *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:faulthandler"),
    *("-p", "no:junitxml", "-p", "no:warnings", "-p", "no:logging"),
    *("-p", "no:doctest", "-p", "no:unittest", "-p", "no:stepwise"),
    *("-c", os.devnull, "--assert=plain", "--capture=no"),
    "--import-mode=importlib",
)
"""No plugin, no configuration file and no rewriting but our own."""
_MOST_TOLD = 4_000


def serve(
    settings: ExaminerSettings, door: Door, broken: Callable[[str], None]
) -> None:
    """Examine until the host hangs up.

    Args:
        settings: the assignment.
        door: how submissions come in.
        broken: told what is wrong with the course's own files.

    Raises:
        SystemExit: something is.
    """
    determinism.prepare_torch()
    try:
        folders = Path(settings.reference), Path(settings.template)
        check_names(settings.forbids)
        with careless_comparisons_refused():
            references = load(*folders, settings.given)
            plugin = ExaminerPlugin(settings, references, door)
            code = pytest.main(_arguments(settings), plugins=[plugin, Fixtures(plugin)])
    except BaseException:  # noqa: BLE001 (told to the host, whatever it is)
        broken(traceback.format_exc()[-_MOST_TOLD:])
        raise SystemExit(1) from None
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        told = "\n".join(plugin.faults)[-_MOST_TOLD:]
        broken(told or f"pytest could not collect {settings.graders} ({code!r})")


def _arguments(settings: ExaminerSettings) -> list[str]:
    asked = [stem for stem, checks in settings.checks.items() if checks]
    files = [f"{settings.graders}/test_{stem}.py" for stem in asked]
    # Without a file pytest would collect from where it stands.
    nothing = str(Path(__file__).with_name("failures.py"))
    roots = ["--rootdir", settings.graders, "--confcutdir", settings.graders]
    return [*_ALONE, *roots, *(files or [nothing])]
