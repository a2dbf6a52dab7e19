"""What an earlier run left in the results folder, and what of it still holds.

Where work and judge are the same (:mod:`markstone.ledger.digests`) the result is kept;
where the work is the same its tape is played to the new judge; else the code runs.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from markstone import evidence, pictures, tape
from markstone.ledger.digests import Digests
from markstone.model import CheckResult, Evidence, Outcome, Submission
from markstone.rejudging import rejudged
from markstone.reports.files import write_whole

Key = tuple[str, str]
"""Question and check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done about one submission."""

    submission: Submission
    name: str
    """Of its files, without suffix."""
    digests: Mapping[str, tuple[str, str]]
    """By question: of the work, and of the judge."""
    asked: frozenset[Key]
    """The checks to run."""
    failed: frozenset[Key]
    """The checks that an earlier run saw fail, and that still do."""
    afresh: bool
    """Whether nothing of an earlier run holds."""
    seconds: float | None = None
    """How long an earlier run took over all of it; None where nobody knows."""

    @property
    def weight(self) -> tuple[bool, float]:
        """Grows with how long it may take: what nobody knows may take longest."""
        submission = self.submission
        if self.seconds is None:
            return True, len(submission.modules) + len(submission.answers)
        return False, self.seconds


class Ledger:
    """The evidence and tapes of one assignment in a results folder."""

    def __init__(self, digests: Digests, folder: Path) -> None:
        """Read what is noted there of the run as a whole.

        Args:
            digests: what all submissions have in common now.
            folder: where ``evidence``, ``tapes`` and ``pictures`` lie, or will.
        """
        self.digests = digests
        self._folder = folder
        self._seconds = _seconds_in(folder / "run.json")
        self._checks = digests.paper.assignment.checks

    @property
    def seconds(self) -> dict[str, float]:
        """How long each submission took when it was last examined, by file name."""
        return dict(sorted(self._seconds.items()))

    def plan(
        self,
        submission: Submission,
        name: str,
        only: Collection[Key] = (),
        *,
        afresh: bool = False,
    ) -> Plan:
        """Find out what is still to be done about a submission.

        Args:
            submission: what was handed in.
            name: of its files in the results, without suffix.
            only: the checks that matter; all when empty.
            afresh: whether everything is, whatever an earlier run found.
        """
        digests = self.digests.of_submission(submission)
        kept = [] if afresh else self._kept(self._evidence(name), digests)
        found = {result.key: result.outcome for result in kept}
        wanted = set(only) or set(self._checks)
        return Plan(
            submission=submission,
            name=name,
            digests=digests,
            asked=frozenset(wanted - found.keys()),
            failed=frozenset(k for k, o in found.items() if o is Outcome.FAILED),
            afresh=afresh,
            seconds=self._seconds.get(name),
        )

    def known(self, plan: Plan) -> Evidence:
        """Return what an earlier run found of a submission and still holds."""
        earlier = self._earlier(plan)
        return Evidence(
            student=plan.submission.student,
            results=tuple(self._in_order(self._kept(earlier, plan.digests))),
            notices=earlier.notices,
            digests=plan.digests,
        )

    def earlier_tape(self, plan: Plan) -> bytes:
        """Return the earlier tape of the questions whose work is the same."""
        cases = self._earlier_cases(plan)
        return tape.pack(cases) if cases else b""

    def keep(self, plan: Plan, seen: Evidence) -> Evidence:
        """Write what is now known of a submission and return it.

        Args:
            plan: what was to be done.
            seen: what came of it.

        Raises:
            OSError: the folder cannot be written.
        """
        held = self.known(plan).results
        fresh = {result.key for result in seen.results}
        kept = {result.key for result in held} - fresh
        known = Evidence(
            student=plan.submission.student,
            results=tuple(self._in_order([*held, *seen.results])),
            notices=seen.notices,
            digests=plan.digests,
        )
        self._seconds[plan.name] = round(seen.seconds, 2)
        # The tape comes first: evidence without its tape could not be replayed.
        write_whole(self._path("tapes", plan.name), self._spliced(plan, kept, seen))
        earlier = pictures.read(self._path("pictures", plan.name))
        shown = pictures.spliced(earlier, kept, seen.pictures)
        if shown or earlier:
            write_whole(self._path("pictures", plan.name), shown)
        self.write(known, plan.name)
        return known

    def read(self, plan: Plan) -> Evidence:
        """Return what :meth:`keep` wrote."""
        return self._evidence(plan.name)

    def write(self, known: Evidence, name: str) -> None:
        """Write an evidence file.

        Raises:
            OSError: the folder cannot be written.
        """
        write_whole(self._path("evidence", name), evidence.dump(known))

    def forget_all_but(self, names: Collection[str]) -> None:
        """Remove what is there of students who are no longer in the class."""
        self._seconds = {n: s for n, s in self._seconds.items() if n in names}
        for kind, suffix in _SUFFIXES.items():
            for path in (self._folder / kind).glob(f"*{suffix}"):
                if path.name.removesuffix(suffix) not in names:
                    path.unlink()

    def _kept(
        self, earlier: Evidence, digests: Mapping[str, tuple[str, str]]
    ) -> list[CheckResult]:
        """Return what an earlier run found of the same work by the same judge."""
        return [
            held
            for result in earlier.results
            if earlier.digests.get(result.question) == digests.get(result.question)
            and (held := self._held(result)) is not None
        ]

    def _held(self, result: CheckResult) -> CheckResult | None:
        check = self._checks.get(result.key)
        if check is None or result.outcome is Outcome.UNFAIR:
            return None
        if result.misconception or result.explanation:
            result = replace(result, misconception="", explanation="")
        return rejudged(result, check)

    def _evidence(self, name: str) -> Evidence:
        known = evidence.read(self._path("evidence", name))
        return known or Evidence(student="")

    def _earlier(self, plan: Plan) -> Evidence:
        return Evidence(student="") if plan.afresh else self._evidence(plan.name)

    def _in_order(self, results: Iterable[CheckResult]) -> Iterator[CheckResult]:
        """Put results into the rubric's order; the last of each check counts."""
        found = {result.key: result for result in results}
        return (found[key] for key in self._checks if key in found)

    def _spliced(self, plan: Plan, kept: set[Key], seen: Evidence) -> bytes:
        """Return the tape of what was kept and what is new, in the rubric's order."""
        earlier = self._earlier_cases(plan) if kept else []
        cases = [case for case in earlier if case.key[:2] in kept]
        cases += tape.unpack(seen.tape)
        order = {key: place for place, key in enumerate(self._checks)}
        # Of two cases of one check the public one runs first.
        cases.sort(key=lambda case: (order[case.key[:2]], case.instance != "public"))
        return tape.pack(cases)

    def _earlier_cases(self, plan: Plan) -> list[tape.Case]:
        earlier = self._earlier(plan)
        works = {stem: work for stem, (work, _) in earlier.digests.items()}
        same = {s for s, (work, _) in plan.digests.items() if works.get(s) == work}
        cases = tape.read(self._path("tapes", plan.name)) if same else []
        return [case for case in cases if case.question in same]

    def _path(self, kind: str, name: str) -> Path:
        return self._folder / kind / f"{name}{_SUFFIXES[kind]}"


_SUFFIXES = {"evidence": ".json", "tapes": ".tape", "pictures": ".pictures"}


def _seconds_in(run: Path) -> dict[str, float]:
    """Return what an earlier run noted; whatever cannot be read was not noted."""
    with suppress(OSError, ValueError):
        told = json.loads(run.read_bytes())
        noted = told.get("seconds_of", {}) if isinstance(told, dict) else {}
        return {n: float(s) for n, s in noted.items() if isinstance(s, int | float)}
    return {}
