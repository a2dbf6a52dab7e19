"""What the references answer to the public checks, and what the known slips come to.

The public checks run here as they will at home, first on the references with every
answer noted, then on the accepted variants with the notes alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markstone import executors
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.grading import Station
from markstone.misconceptions import Slip
from markstone.model import Evidence, Outcome, Submission
from markstone.ports import Progress
from markstone.recollection import Memoir, merged
from markstone.sandbox.wall import Tier
from markstone.variants import Variant, batches, find, handed_in, slip_of

Key = tuple[str, str]
"""A check: its question and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taped:
    """What a handout carries in place of the references."""

    notes: bytes
    slips: dict[str, tuple[Slip, ...]]
    left_out: tuple[Key, ...]
    """Public checks that ask the references about what a right answer brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many submissions at a time, behind which wall, and who is told."""

    workers: int
    tier: Tier | None
    progress: Progress


def tape(paper: Paper, public: Paper, notes: Path, trial: Trial) -> Taped:
    """Note what the references answer, and try whether that is enough.

    Args:
        paper: the course's own.
        public: the same of its public checks alone, as it is handed out.
        notes: where to write the notes.
        trial: how.

    Raises:
        RubricError: a public check does not hold for the reference, with the
            references or without them.
        SandboxError: no wall can be built.
    """
    trial.progress.say("Noting what the references answer to the public checks")
    station = _station(public, trial.tier, noting=True, notes="", given=paper)
    try:
        right = _right(public, station.grade(paper.right_submission()), "")
        mutants = [m for m in find(paper, "mutants") if _public(public, m)]
        seen = list(_run(station, paper, mutants, trial))
    finally:
        station.close()
    memoir = merged(
        Memoir.unpack(evidence.reference_notes)
        for evidence in (right, *(evidence for _, evidence in seen))
    )
    notes.parent.mkdir(parents=True, exist_ok=True)
    notes.write_bytes(memoir.pack())
    left_out = _try(paper, public, notes, trial)
    kept = replace(
        memoir, cases={k: v for k, v in memoir.cases.items() if k[:2] not in left_out}
    )
    notes.write_bytes(kept.pack())
    return Taped(
        notes=kept.pack(), slips=_slips(seen, left_out), left_out=tuple(left_out)
    )


def _try(paper: Paper, public: Paper, notes: Path, trial: Trial) -> list[Key]:
    """Return the checks that a right answer cannot pass without the references."""
    trial.progress.say("Running the public checks without the references")
    alone = replace(public, keys={})
    station = _station(alone, trial.tier, noting=False, notes=str(notes), given=paper)
    try:
        right = station.grade(paper.right_submission())
        _right(public, right, "without the references ")
        accepted = find(paper, "accepted")
        seen = list(_run(station, paper, accepted, trial))
    finally:
        station.close()
    missing = {
        result.key
        for _, evidence in seen
        for result in evidence.results
        if result.outcome is Outcome.MISSING
    }
    lost = [
        f"{result.question}.{result.check}: the accepted variant {variant.name} passes "
        f"it with the references and not with their notes. {result.message} "
        f"{result.detail}"
        for variants, evidence in seen
        for variant in variants
        for result in evidence.results
        if result.question == variant.question
        and result.outcome not in (Outcome.PASSED, Outcome.MISSING)
    ]
    if lost:
        raise RubricError("\n".join(lost))
    return [key for key in public.assignment.checks if key in missing]


def _station(
    public: Paper, tier: Tier | None, *, noting: bool, notes: str, given: Paper
) -> Station:
    settings = replace(public.settings(""), twins=False, noting=noting, notes=notes)
    if noting:
        settings = replace(settings, reference=str(given.reference))
    return Station(
        tier,
        {public.assignment.name: public.given},
        settings,
        preload=given.preload,
        secrets=(given.graders, given.reference),
    )


def _right(public: Paper, evidence: Evidence, how: str) -> Evidence:
    """Return the reference's evidence if it passes every public check."""
    found = {result.key: result for result in evidence.results}
    lost = []
    for key, check in public.assignment.checks.items():
        name, result = ".".join(key), found.get(key)
        if result is None:
            lost.append(f"{name}: nothing reported it.")
        elif result.outcome is not Outcome.PASSED and check.scale is None:
            lost.append(
                f"{name} came to {result.outcome} {how}for the reference itself. "
                f"{result.message} {result.detail}"
            )
    if lost:
        raise RubricError("\n".join(["No handout was made.", *lost]))
    return evidence


def _run(
    station: Station, paper: Paper, variants: Sequence[Variant], trial: Trial
) -> Iterator[tuple[list[Variant], Evidence]]:
    """Hand variants in, several questions at a time, on the checks that they lose."""
    rounds = batches(list(variants))
    asked: list[Submission] = []
    for number, batch in enumerate(rounds):
        asked.append(handed_in(paper, f"variants_{number}", batch))

    def grade(index: int) -> Evidence:
        only = {(v.question, check) for v in rounds[index] for check in v.loses}
        stems = {variant.question for variant in rounds[index]}
        every = {key for key in station.found if key[0] in stems}
        return station.grade(asked[index], only & every or every)

    numbers = range(len(rounds))
    trial.progress.start(paper.assignment.name, len(rounds))
    try:
        for index, evidence in executors.run(grade, numbers, workers=trial.workers):
            trial.progress.advance(asked[index].student)
            yield rounds[index], evidence
    finally:
        trial.progress.end()


def _public(public: Paper, mutant: Variant) -> bool:
    """Whether a mutant loses a check that students can run."""
    checks = public.assignment.checks
    return any((mutant.question, check) in checks for check in mutant.loses)


def _slips(
    seen: Sequence[tuple[list[Variant], Evidence]], left_out: Sequence[Key]
) -> dict[str, tuple[Slip, ...]]:
    """Return what mutants come to at home; who loses nothing there is left out."""
    slips: dict[str, list[Slip]] = {}
    for variants, evidence in seen:
        for variant in variants:
            slip = _at_home(slip_of(variant, evidence), left_out)
            if slip.loses:
                slips.setdefault(variant.question, []).append(slip)
    return {
        stem: tuple(sorted(some, key=lambda slip: slip.name))
        for stem, some in sorted(slips.items())
    }


def _at_home(slip: Slip, left_out: Sequence[Key]) -> Slip:
    results = {
        name: replace(result, output="")
        for name, result in slip.results.items()
        if result.outcome is not Outcome.PASSED
        and (result.question, name) not in left_out
    }
    return replace(slip, results=results, loses=frozenset(results))
