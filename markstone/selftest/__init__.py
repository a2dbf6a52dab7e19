"""Does a paper's grading bite, and is it fair? Measured, check by check.

The reference must earn every machine mark, the untouched template none, an
accepted variant lose nothing, a mutant lose exactly the checks it names, and a
trivial answer earn nothing. No grader may compare so that a wrong answer passes.
The distances found on the way are the corridor in which each tolerance has to lie.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markstone import executors, marking, rubric
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.grading import Station, check_reference
from markstone.misconceptions import Slip, explain
from markstone.model import (
    CheckResult,
    Comparison,
    Evidence,
    MarkedBy,
    Outcome,
    Scorecard,
    Submission,
)
from markstone.ports import Progress
from markstone.variants import (
    TRIVIAL,
    Variant,
    batches,
    find,
    handed_in,
    slip_of,
    trivial,
)

FEWEST_ACCEPTED = 3
FEWEST_MUTANTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """Where the tolerance of one check lies."""

    question: str
    check: str
    metric: str
    farthest_right: float
    """The largest deviation of the reference and the accepted variants."""
    tolerance: float
    nearest_wrong: float
    """The smallest deviation among the mutants that lose this check by value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a self-test found."""

    assignment: str
    accepted: int
    mutants: int
    survivors: tuple[str, ...]
    """Mutants that lost other checks than the ones they name."""
    unnamed: tuple[str, ...]
    """Mutants whose sentence does not come up when they are handed in: another
    one gives the same answers."""
    unequal: tuple[str, ...]
    """Answers that came to something else than they should, survivors included."""
    faults: tuple[str, ...]
    """Everything that is wrong, these included; empty when all is well."""
    corridors: tuple[Corridor, ...]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A submission, and what it is there for."""

    submission: Submission
    kind: str
    variants: tuple[Variant, ...] = ()
    """What it answers a few questions with; the others are not looked at."""

    def asked(self, paper: Paper) -> list[tuple[str, str]]:
        """Return the checks to run."""
        stems = {variant.question for variant in self.variants}
        return [key for key in paper.assignment.checks if not stems or key[0] in stems]


@dataclass(frozen=True, slots=True)
class _Tried:
    trial: _Trial
    evidence: Evidence
    card: Scorecard

    def lost(self, question: str) -> frozenset[str]:
        """The checks of a question that did not pass by themselves."""
        return frozenset(
            award.check.name
            for card in self.card.questions
            if card.question.stem == question
            for part in card.parts
            if part.part.marked_by is MarkedBy.MACHINE
            for award in part.awards
            if award.outcome not in (Outcome.PASSED, Outcome.BLOCKED)
        )

    def result(self, question: str, check: str) -> CheckResult:
        """What one check came to."""
        for result in self.evidence.results:
            if result.key == (question, check):
                return result
        raise KeyError(check)


def run(paper: Paper, station: Station, progress: Progress, *, workers: int) -> Report:
    """Try a paper's checks on everything that is kept beside its questions.

    Raises:
        RubricError: the reference does not earn every machine mark, or a
            variant does not say what it has to.
    """
    check_reference(paper, station)
    accepted, mutants = find(paper, "accepted"), find(paper, "mutants")
    trials = _trials(paper, accepted, mutants)
    progress.start(paper.assignment.name, len(trials))
    tried: list[_Tried] = []

    def grade(trial: _Trial) -> Evidence:
        return station.grade(trial.submission, trial.asked(paper))

    for index, evidence in executors.run(grade, trials, workers=workers):
        card = marking.mark(paper.assignment, trials[index].submission, evidence)
        tried.append(_Tried(trials[index], evidence, card))
        progress.advance(card.student)
    progress.end()
    slips = _slips(tried)
    survivors = sorted(fault for one in tried for fault in _survivors(one))
    wrong = sorted(fault for one in tried for fault in (*_wrong(one), *_unfair(one)))
    unequal = (*wrong, *survivors)
    return Report(
        assignment=paper.assignment.name,
        accepted=len(accepted),
        mutants=len(mutants),
        survivors=tuple(survivors),
        unequal=unequal,
        faults=(
            *rubric.careless_graders(paper.graders),
            *_too_few(paper, accepted, mutants),
            *unequal,
        ),
        unnamed=tuple(sorted(_unnamed(tried, slips))),
        corridors=tuple(_corridors(paper, tried)),
    )


def require(
    paper: Paper, station: Station, progress: Progress, *, workers: int
) -> None:
    """Require that every answer comes to what it should with the station's seed.

    Raises:
        RubricError: one does not; nobody may be graded with that seed.
    """
    unequal = run(paper, station, progress, workers=workers).unequal
    if unequal:
        told = (
            f"With this seed the checks of {paper.assignment.name} do not hold, and "
            "nobody was graded. Mend them, or draw another seed:"
        )
        raise RubricError("\n".join([told, *unequal]))


def _slips(tried: list[_Tried]) -> dict[str, list[Slip]]:
    slips: dict[str, list[Slip]] = {}
    for one in tried:
        if one.trial.kind == "mutants":
            for mutant in one.trial.variants:
                slip = slip_of(mutant, one.evidence)
                slips.setdefault(mutant.question, []).append(slip)
    return slips


def _unnamed(tried: list[_Tried], slips: dict[str, list[Slip]]) -> Iterator[str]:
    for one in tried:
        if one.trial.kind != "mutants":
            continue
        named = {
            (result.question, result.misconception)
            for result in explain(one.evidence, slips).results
        }
        for mutant in one.trial.variants:
            if (mutant.question, mutant.name) not in named:
                yield f"{mutant.question}/{mutant.name}"


def _trials(
    paper: Paper, accepted: list[Variant], mutants: list[Variant]
) -> list[_Trial]:
    trials = [
        _Trial(paper.right_submission(), "accepted"),
        _Trial(paper.untouched_submission(), "nothing"),
    ]
    trials += [_Trial(trivial(paper, kind), "nothing") for kind in TRIVIAL]
    for kind, variants in (("accepted", accepted), ("mutants", mutants)):
        for number, batch in enumerate(batches(variants), 1):
            submission = handed_in(paper, f"{kind}_{number}", batch)
            trials.append(_Trial(submission, kind, tuple(batch)))
    return trials


def _too_few(
    paper: Paper, accepted: list[Variant], mutants: list[Variant]
) -> list[str]:
    faults = []
    for question in paper.assignment.questions:
        for kind, variants, fewest in (
            ("accepted variants", accepted, FEWEST_ACCEPTED),
            ("mutants", mutants, FEWEST_MUTANTS),
        ):
            count = sum(variant.question == question.stem for variant in variants)
            if count < fewest:
                faults.append(f"{question.stem}: {count} {kind}, fewer than {fewest}")
    return faults


def _survivors(tried: _Tried) -> list[str]:
    """Name the mutants of a batch that lost something else than they say."""
    if tried.trial.kind != "mutants":
        return []
    faults = []
    for mutant in tried.trial.variants:
        lost = tried.lost(mutant.question)
        for verb, checks in (
            ("passes", mutant.loses - lost),
            ("also loses", lost - mutant.loses),
        ):
            faults += [
                f"{mutant.question}: mutant {mutant.name} {verb} `{check}`"
                for check in sorted(checks)
            ]
    return faults


def _wrong(tried: _Tried) -> list[str]:
    """Name right answers that lost something, and trivial ones that earned it."""
    faults = []
    names = {v.question: v.name for v in tried.trial.variants}
    who = tried.trial.submission.student
    for question in tried.card.questions:
        stem = question.question.stem
        if tried.trial.kind == "nothing":
            faults += [
                f"{stem}: {who} earns `{award.check.name}` ({award.marks})"
                for award in question.awards
                if award.marks
            ]
        elif tried.trial.kind == "accepted" and (not names or stem in names):
            faults += [
                f"{stem}: {names.get(stem, who)} loses `{check}`: "
                f"{tried.result(stem, check).message} "
                f"{tried.result(stem, check).detail}"
                for check in sorted(tried.lost(stem))
            ]
    return faults


def _unfair(tried: _Tried) -> Iterator[str]:
    """Name the checks that an answer broke; no answer may, however wrong it is."""
    names = {v.question: v.name for v in tried.trial.variants}
    for result in tried.evidence.results:
        if result.outcome is Outcome.UNFAIR:
            who = names.get(result.question, tried.trial.submission.student)
            last = result.detail.strip().splitlines()[-1:]
            yield f"{result.question}: {who} breaks `{result.check}`: {''.join(last)}"


def _corridors(paper: Paper, tried: list[_Tried]) -> Iterator[Corridor]:
    """Collect, check by check, how far off right and wrong answers were."""
    right: dict[tuple[str, str], list[Comparison]] = {}
    wrong: dict[tuple[str, str], list[Comparison]] = {}
    for one in tried:
        mutated = {v.question: v for v in one.trial.variants}
        for result in one.evidence.results:
            key = result.key
            if one.trial.kind == "accepted":
                right.setdefault(key, []).extend(result.comparisons)
            elif one.trial.kind == "mutants" and result.question in mutated:
                off = [c for c in result.comparisons if not c.agrees]
                wrong.setdefault(key, []).extend(off)
    for key in paper.assignment.checks:
        if right.get(key):
            question, check = key
            yield Corridor(
                question=question,
                check=check,
                metric=right[key][0].metric,
                farthest_right=max(c.deviation for c in right[key]),
                tolerance=right[key][0].tolerance,
                nearest_wrong=min(
                    (c.deviation for c in wrong.get(key, ())), default=math.inf
                ),
            )
