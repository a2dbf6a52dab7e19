"""One job: a submission in, its evidence out."""

from collections.abc import Sequence
from pathlib import Path

from markstone import marking
from markstone.course import Paper, check_assets
from markstone.errors import RubricError
from markstone.grading.station import Station, unseen
from markstone.model import MarkedBy, Outcome
from markstone.ports import Progress
from markstone.sandbox import choosing
from markstone.sandbox.wall import Tier

__all__ = ["Station", "check_reference", "open_station", "tell_of_wall", "unseen"]


def open_station(
    paper: Paper, tier: Tier | None, *, seed: str, secrets: Sequence[Path] = ()
) -> Station:
    """Start what grading a paper takes.

    Args:
        paper: the assignment and its files.
        tier: how strong a wall; None for the strongest that holds here.
        seed: mixed into the inputs of hidden cases.
        secrets: what else must not be readable from behind the wall.

    Raises:
        AssetError: a shipped file is missing or was changed.
        SandboxError: the wall cannot be built, or does not hold.
        RubricError: the graders or the references cannot be loaded.
    """
    check_assets(paper)
    return Station(
        tier,
        {paper.assignment.name: paper.given},
        paper.settings(seed),
        preload=paper.preload,
        secrets=(paper.graders, paper.reference, *secrets),
    )


def tell_of_wall(station: Station, progress: Progress) -> None:
    """Say which tier is in use, and why no stronger one is."""
    for tier, why in station.refusals.items():
        progress.say(f"Isolation '{tier}' is not to be had here: {why}")
    if station.refusals:
        progress.say(choosing.DOCTOR)
    progress.say(f"Isolation: {station.tier}")


def check_reference(paper: Paper, station: Station) -> None:
    """Grade the reference as if it were a submission.

    Raises:
        RubricError: it does not earn every machine mark.
    """
    right = paper.right_submission()
    card = marking.mark(paper.assignment, right, station.learn(right))
    lost = [
        f"{paper.assignment.name}: {question.question.stem}.{award.check.name} came to "
        f"{award.outcome} for the reference itself. {award.message} {award.detail}"
        for question in card.questions
        for part in question.parts
        if part.part.marked_by is MarkedBy.MACHINE
        for award in part.awards
        if award.outcome is not Outcome.PASSED
    ]
    if lost:
        raise RubricError("\n".join(["Grading stopped before it began.", *lost]))
