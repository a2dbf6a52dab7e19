"""The pytest plugin: collects once, then examines each submission that comes in.

pytest's own collection, fixtures and run protocol are used through their hooks;
this module adds when a test runs, and what its end means.
"""

import os
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

from markstone import pictures, tape
from markstone.briefing import CheckSettings, Examinee, ExaminerSettings
from markstone.candidate.settings import Bundle
from markstone.errors import SandboxError
from markstone.examiner.endings import cut
from markstone.examiner.failures import StudentFailure
from markstone.examiner.library import Library
from markstone.examiner.noting import NotNotedError
from markstone.examiner.reference import References
from markstone.examiner.tools import CaseName, Tools
from markstone.examiner.visit import Visit
from markstone.model import CheckResult, Outcome
from markstone.sandbox.link import KeeperLink
from markstone.sandbox.portable import PlainKeeper
from markstone.wire import frames, messages

_MOST_DETAIL = 4_000
_MOST_MESSAGE = 8_000
_NOT_HERE = (
    "Your answer leads this check to something that only the course can work out. It "
    "is looked at when your work is graded."
)


class Door(Protocol):
    """How submissions come in, and where their code runs."""

    def open(
        self, found: list[list[str]], examine: Callable[[socket.socket], None]
    ) -> None:
        """Tell which checks there are, and examine whatever comes on a line."""

    def open_keeper(self, bundle: Bundle) -> KeeperLink | PlainKeeper:
        """Take a submission to where its code runs."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One collected test and the case of a check that it is."""

    item: pytest.Function
    name: CaseName


class ExaminerPlugin:
    """Everything between pytest and the host."""

    def __init__(
        self,
        settings: ExaminerSettings,
        references: References,
        door: Door,
    ) -> None:
        self._settings = settings
        self._references = references
        self._library = Library(settings, references)
        self._door = door
        self._tools: Tools | None = None
        self._end: CheckResult | None = None
        self._tape: list[tape.Case] = []
        self._attached: list[pictures.Attached] = []
        self._started = 0
        self._notices: list[str] = []
        self.faults: list[str] = []
        """What kept a grader from being collected."""

    @property
    def tools(self) -> Tools:
        """What the running case works with."""
        if self._tools is None:
            raise RuntimeError("no check is running")
        return self._tools

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give a public check that draws inputs a hidden twin."""
        if "instance" not in metafunc.fixturenames:
            return
        check = self._check(metafunc.module, metafunc.function.__name__)
        public = check is not None and check.public
        twins = ["public", "hidden"] if self._settings.twins else ["public"]
        instances = twins if public else ["hidden"]
        metafunc.parametrize("instance", instances)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what a grader raised while it was imported."""
        if report.failed:
            self.faults.append(report.longreprtext)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep what broke pytest itself."""
        self.faults.append(str(excrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Examine every submission that the host announces."""
        if self.faults:
            raise session.Failed("a grader cannot be collected")
        cases = [case for item in session.items for case in self._cases(item)]
        found = [[case.name.question, case.name.check] for case in cases]
        self._door.open(found, lambda line: self._serve(cases, line))
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Turn the end of a phase into a result; the first failure counts."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, SandboxError):
            raise error
        first = self._end is None and (call.when == "call" or error is not None)
        late = self._end is not None and self._end.outcome is Outcome.PASSED
        if first or (late and error is not None):
            self._end = _result(self.tools.name, error)
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed" if error else "passed",
            longrepr=None,
            when=call.when if call.when != "collect" else "setup",
        )

    def _check(self, module: ModuleType, function: str) -> CheckSettings | None:
        checks = self._settings.checks.get(_stem(module), {})
        return checks.get(function.removeprefix("test_"))

    def _cases(self, item: pytest.Item) -> Iterator[Collected]:
        if not isinstance(item, pytest.Function):
            return
        check = self._check(item.module, item.originalname)
        if check is None:
            return
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        alone = "public" if check.public else "hidden"
        name = CaseName(
            question=_stem(item.module),
            check=item.originalname.removeprefix("test_"),
            instance=str(parameters.get("instance", alone)),
        )
        yield Collected(item, name)

    def _serve(self, cases: list[Collected], host: socket.socket) -> None:
        """Examine one submission and tell everything; whatever goes wrong is told."""

        def tell(*message: object) -> None:
            messages.send(host, list(message))

        try:
            plain = messages.unpack(frames.receive(host))
            tell("hello", os.getpid())
            for result in self._examine(Examinee.from_plain(plain), cases):
                tell("result", asdict(result))
            for notice in self._notices:
                tell("notice", notice)
            tell("tape", tape.pack(self._tape))
            tell("pictures", pictures.pack(self._attached))
            if self._settings.noting:
                tell("notes", self._library.noted())
            tell("done", self._started)
        except SandboxError as error:
            tell("wall", str(error))
        except BaseException:  # noqa: BLE001 (told to the host, whatever it is)
            tell("broken", traceback.format_exc()[-4_000:])

    def _examine(
        self, examinee: Examinee, cases: list[Collected]
    ) -> Iterator[CheckResult]:
        self._tape, self._attached = [], []
        earlier = {case.key: case for case in tape.unpack(examinee.tape)}
        visit = Visit(self._door.open_keeper, self._settings, examinee, earlier=earlier)
        try:
            for key, group in groupby(
                cases, key=lambda case: [case.name.question, case.name.check]
            ):
                if not examinee.only or key in examinee.only:
                    yield self._run_check(visit, list(group))
            for stem, forbids in self._settings.forbids.items():
                names = self._references.names(stem)
                self._notices += visit.reading.notices(stem, names, forbids)
        finally:
            self._started = visit.started
            visit.close()

    def _run_check(self, visit: Visit, group: list[Collected]) -> CheckResult:
        """Run a check's cases, the public one first; the first failure decides."""
        results = []
        for case in group:
            results.append(self._run_case(visit, case))
            if results[-1].outcome is not Outcome.PASSED:
                break
        name = group[0].name
        check = self._settings.checks[name.question][name.check]
        return replace(
            results[-1],
            public=check.public,
            tolerance=check.tolerance,
            comparisons=tuple(c for result in results for c in result.comparisons),
            output="\n".join(result.output for result in results if result.output),
        )

    def _run_case(self, visit: Visit, case: Collected) -> CheckResult:
        """Run a case, from the tape as long as it asks what it asked before."""
        result = self._try_case(visit, case, visit.earlier.get(case.name.key))
        if self.tools.conversation.diverged:
            result = self._try_case(visit, case, None)
        self._attached += self.tools.attached
        self._tape.append(
            tape.Case(
                question=case.name.question,
                check=case.name.check,
                instance=case.name.instance,
                exchanges=self.tools.conversation.tape,
                output=result.output,
            )
        )
        return result if case.name.is_public else replace(result, output="")

    def _try_case(
        self, visit: Visit, case: Collected, earlier: tape.Case | None
    ) -> CheckResult:
        tools = Tools.of(case.name, self._settings, visit, self._references)
        self._library.lend(case.name, tools)
        tools.conversation.earlier = earlier
        self._begin(tools)
        case.item.ihook.pytest_runtest_protocol(item=case.item, nextitem=None)
        output = tools.conversation.finish()
        _forget_last_error()
        if self._end is None:
            raise RuntimeError(f"pytest did not report {case.item.nodeid}")
        return replace(
            self._end,
            detail="\n".join(filter(None, [self._end.detail, *tools.attach.faults])),
            output=output,
            comparisons=tuple(tools.comparisons),
            figure=tools.figure,
        )

    def _begin(self, tools: Tools) -> None:
        self._tools = tools
        self._end = None


def _result(name: CaseName, error: BaseException | None) -> CheckResult:
    outcome, message, detail = _verdict(error)
    return CheckResult(
        question=name.question,
        check=name.check,
        outcome=outcome,
        # What a check says may hold what the student's code returned, of any length.
        message=cut(message, _MOST_MESSAGE),
        detail=cut(detail, _MOST_MESSAGE),
    )


def _verdict(error: BaseException | None) -> tuple[Outcome, str, str]:
    match error:
        case None:
            return Outcome.PASSED, "", ""
        case StudentFailure():
            return error.outcome, error.message, error.detail
        case AssertionError() if str(error):
            return Outcome.FAILED, str(error), ""
        case NotNotedError():
            return Outcome.MISSING, _NOT_HERE, str(error)
        case _:
            # An assertion without a sentence included: the student could not
            # learn from it, and it may come from a library that we misused.
            message = "This check broke by itself; a person will look at it."
            return Outcome.UNFAIR, message, _told_from_the_grader(error)


def _forget_last_error() -> None:
    """Let go of the frames that pytest keeps for a debugger, and of their tensors."""
    sys.last_traceback = None
    sys.last_value = None


def _told_from_the_grader(error: BaseException) -> str:
    """Format an exception from the first frame that is not pytest's."""
    place = error.__traceback__
    while place is not None and _is_pytest(place.tb_frame.f_code.co_filename):
        place = place.tb_next
    told = traceback.format_exception(type(error), error, place, chain=False)
    return "".join(told)[-_MOST_DETAIL:]


def _is_pytest(file: str) -> bool:
    return not {"_pytest", "pluggy"}.isdisjoint(Path(file).parts)


def _stem(module: ModuleType) -> str:
    return Path(str(module.__file__)).stem.removeprefix("test_")
