"""A class of submissions, from a folder to a gradebook.

``Config → papers + submissions → evidence → scorecards → gradebook → files``
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from markstone import (
    course,
    executors,
    intake,
    marking,
    misconceptions,
    pictures,
    reports,
)
from markstone.course import Paper
from markstone.ledger import Ledger, Plan
from markstone.ledger.digests import Digests
from markstone.marks import handed_in
from markstone.marks.given import given
from markstone.marks.store import Store
from markstone.misconceptions import Slip
from markstone.model import (
    Assignment,
    Evidence,
    Gradebook,
    Scorecard,
    Status,
    Submission,
)
from markstone.pipeline import alike
from markstone.pipeline.bench import Bench, Order, Place, open_here
from markstone.pipeline.config import Config, Executor, run_facts
from markstone.pipeline.repeating import Tally, Wavering, withheld
from markstone.pipeline.vetting import Vet, vet_once
from markstone.ports import Progress
from markstone.reports.pages import page_names
from markstone.variants import failed_checks, known_slips

UNASSIGNED = "unassigned"
"""Where submissions stand of which nobody can tell which paper they answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One assignment's gradebook and where it was written."""

    gradebook: Gradebook
    folder: Path
    wavering: tuple[Wavering, ...] = ()
    """The checks that did not come to the same each time."""


def run(config: Config, progress: Progress, vet: Vet) -> list[Graded]:
    """Grade a class and write its results.

    Args:
        config: what was asked.
        progress: is told how far it is.
        vet: tries the checks with :attr:`Config.seed_file` before they judge anybody.

    Raises:
        UsageError: a folder or an assignment that is not there.
        RubricError: the course contradicts itself, its reference does not earn every
            machine mark, or its checks do not hold with another seed; nothing was
            graded.
        NothingToGradeError: no submission was found.
        SandboxError: no wall can be built.
        ClusterError: no worker of the cluster can grade.
    """
    papers = course.load(config.course)
    if config.assignment is not None:
        course.choose(papers, config.assignment)
    submissions = intake.collect(
        config.submissions,
        papers=[paper.assignment for paper in papers],
        assignment=config.assignment,
    )
    return [
        _grade_paper(config, papers, name, some, progress, vet)
        for name, some in _by_assignment(submissions).items()
    ]


def _by_assignment(submissions: Sequence[Submission]) -> dict[str, list[Submission]]:
    """Sort the class by paper; who answers none joins the others where it can."""
    groups: dict[str, list[Submission]] = {}
    for submission in submissions:
        groups.setdefault(submission.assignment or UNASSIGNED, []).append(submission)
    if len(groups) == 2 and UNASSIGNED in groups:
        lost = groups.pop(UNASSIGNED)
        (only,) = groups
        groups[only] = sorted(groups[only] + lost, key=lambda s: s.student)
    return dict(sorted(groups.items()))


def _grade_paper(
    config: Config,
    papers: Sequence[Paper],
    name: str,
    submissions: Sequence[Submission],
    progress: Progress,
    vet: Vet,
) -> Graded:
    start = time.monotonic()
    folder = config.out / name
    if name == UNASSIGNED:
        return _unread(name, submissions, folder)
    paper = course.choose(papers, name)
    seed = course.check_seed_file(config.seed_file) if config.seed_file else paper.seed
    with _bench(config, paper, seed, progress) as bench:
        ledger, plans = _planned(
            bench, folder, submissions, seed, afresh=config.repeat > 1
        )
        if config.seed_file and any(map(_is_to_do, plans)):
            vet_once(vet, ledger.digests, seed, folder)
        seen = _examine(ledger, bench, plans, progress, config)
        slips = Ledger(ledger.digests, folder / "slips")
        known = _known_slips(slips, bench, seen.failed)
    wavering = seen.tally.wavering()
    students = [submission.student for submission in submissions]
    store = Store(folder, name)
    evidence = _explained(ledger, plans, seen, wavering, known)
    # Nobody who marks by hand meanwhile may write a report of the earlier evidence.
    with store.locked():
        alike.keep(paper, plans, folder)
        handed_in.forget_all_but({plan.name for plan in plans}, folder)
        cards = _marked(paper.assignment, evidence, store, folder)
        gradebook = reports.write(paper.assignment, students, cards, folder)
    facts = run_facts(config, bench.tier, len(students), time.monotonic() - start)
    facts |= {"digests": ledger.digests.to_plain(), "seconds_of": ledger.seconds}
    reports.write_run(facts | bench.facts, folder)
    return Graded(gradebook=gradebook, folder=folder, wavering=wavering)


def _unread(name: str, submissions: Sequence[Submission], folder: Path) -> Graded:
    """Write down those of whom nobody can tell what they answer."""
    nothing = Assignment(
        name=name, title=name, total=Decimal(0), source="", questions=()
    )
    students = [submission.student for submission in submissions]
    cards = (
        marking.mark(nothing, submission, Evidence(student=submission.student))
        for submission in submissions
    )
    gradebook = reports.write(nothing, students, cards, folder)
    return Graded(gradebook=gradebook, folder=folder)


def _bench(config: Config, paper: Paper, seed: str, progress: Progress) -> Bench:
    """Return the place where the executor does its jobs, still closed."""
    apart = (config.submissions, config.out)
    order = Order(paper=paper, tier=config.tier, seed=seed, apart=apart)

    def here() -> tuple[Place, int]:
        return open_here(order, progress), config.jobs

    def elsewhere() -> tuple[Place, int]:
        from markstone.pipeline.outposts import Outposts  # noqa: PLC0415 (an extra)

        outposts = Outposts(order, progress, config.scheduler, config.jobs)
        return outposts, outposts.at_once

    opened = elsewhere if config.executor is Executor.DASK else here
    return Bench(order, progress, opened, config.jobs)


def _planned(
    bench: Bench,
    folder: Path,
    submissions: Sequence[Submission],
    seed: str,
    *,
    afresh: bool,
) -> tuple[Ledger, list[Plan]]:
    """Find out what is still to be done, behind the wall that it will be done."""
    names = _names(submissions)

    def plan() -> tuple[Ledger, list[Plan]]:
        digests = Digests.of(bench.paper, seed=seed, tier=bench.tier)
        ledger = Ledger(digests, folder)
        ledger.forget_all_but(set(names.values()))
        return ledger, [
            ledger.plan(s, names[s.student], afresh=afresh) for s in submissions
        ]

    ledger, plans = plan()
    if any(map(_is_to_do, plans)) and bench.opens_otherwise():
        return plan()
    return ledger, plans


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a run saw; the evidence itself lies in the results folder."""

    examined: set[str] = field(default_factory=set)
    """Whose code was looked at in this run."""
    failed: set[tuple[str, str]] = field(default_factory=set)
    """The checks that somebody failed, in this run or before."""
    tally: Tally = field(default_factory=Tally)


def _examine(
    ledger: Ledger,
    bench: Bench,
    plans: Sequence[Plan],
    progress: Progress,
    config: Config,
) -> _Seen:
    """Do what is to be done, the longest first, so that no core waits at the end."""
    seen = _Seen(failed=set().union(*(plan.failed for plan in plans)))
    todo = sorted(filter(_is_to_do, plans), key=lambda p: p.weight, reverse=True)
    jobs = todo * config.repeat
    if not jobs:
        return seen
    bench.open()

    def examine(plan: Plan) -> Evidence:
        return bench.examine(plan, ledger.earlier_tape(plan))

    progress.start(bench.paper.assignment.name, len(jobs))
    try:
        for index, found in executors.run(examine, jobs, workers=bench.at_once):
            if config.repeat > 1:
                seen.tally.add(found)
            if found.student not in seen.examined:
                seen.examined.add(found.student)
                seen.failed.update(failed_checks([ledger.keep(jobs[index], found)]))
            progress.advance(found.student)
    finally:
        progress.end()
    return seen


def _known_slips(
    ledger: Ledger, bench: Bench, failed: Collection[tuple[str, str]]
) -> dict[str, list[Slip]]:
    """Learn what the mutants answer where somebody failed."""

    def try_one(mutant: Submission, only: Collection[tuple[str, str]]) -> Evidence:
        plan = ledger.plan(mutant, mutant.student, only)
        if not plan.asked:
            return ledger.known(plan)
        bench.say_once("Naming known slips")
        found = bench.examine(plan, ledger.earlier_tape(plan))
        return ledger.keep(plan, replace(found, pictures=b""))

    return known_slips(bench.paper, try_one, failed, workers=bench.at_once)


def _explained(
    ledger: Ledger,
    plans: Sequence[Plan],
    seen: _Seen,
    wavering: Sequence[Wavering],
    slips: Mapping[str, Sequence[Slip]],
) -> Iterator[tuple[Plan, Evidence]]:
    """Name the slips, and keep that."""
    for plan in plans:
        examined = plan.submission.student in seen.examined
        known = ledger.read(plan) if examined else ledger.known(plan)
        explained = misconceptions.explain(withheld(known, wavering), slips)
        ledger.write(explained, plan.name)
        yield plan, explained


def _marked(
    assignment: Assignment,
    evidence: Iterable[tuple[Plan, Evidence]],
    store: Store,
    folder: Path,
) -> Iterator[Scorecard]:
    """Turn evidence, and what people gave, into marks."""
    for plan, seen in evidence:
        handed_in.keep(plan.submission, plan.name, assignment, folder)
        human = given(store, plan.submission.student, assignment)
        card = marking.mark(assignment, plan.submission, seen, human)
        yield replace(card, pictures=pictures.kept_in(folder, plan.name))


def _is_to_do(plan: Plan) -> bool:
    return bool(plan.asked and plan.submission.status is Status.GRADED)


def _names(submissions: Sequence[Submission]) -> dict[str, str]:
    """Name each student's files like their page, without the suffix."""
    pages = page_names(submission.student for submission in submissions)
    return {student: name.removesuffix(".html") for student, name in pages.items()}
