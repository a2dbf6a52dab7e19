"""What one troublesome submission does to itself and to others, tool by tool."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import measuring
from benchmarks.cohort import (
    CLASS_OF_30,
    TROUBLE,
    WELL_BEHAVED,
    Written,
    troubled,
    well_behaved,
)
from benchmarks.grading import Run, grade, wrong
from benchmarks.measuring import Cost
from benchmarks.peers.tools import Found, Tool, stage

RIGHT = "right"
_BEFORE, _AFTER = 0, -1


def verdict(cohort: Sequence[Written], trouble: str, found: Mapping[str, Any]) -> str:
    """Say in few words what became of a class with one troublesome submission.

    Args:
        cohort: the whole class.
        trouble: the student whose submission makes trouble.
        found: whether each check of each student passed.
    """
    others = [one for one in cohort if one.student != trouble]
    if any(one.expected.keys() - found.get(one.student, {}).keys() for one in others):
        return "takes others with it"
    if wrong(others, found):
        return "changes the marks of others"
    (own,) = (one for one in cohort if one.student == trouble)
    told = found.get(trouble, {})
    if not told:
        return "no result"
    if any(told.get(check) and not right for check, right in own.expected.items()):
        return "marks gained"
    if any(check not in told for check in own.expected):
        return "checks missing"
    return "marks lost" if wrong([own], found) else RIGHT


def of_peer(
    tool: Tool, name: str, work: Path, kit: Path, *, patience: float
) -> dict[str, dict[str, Any]]:
    """Grade each kind of trouble between two right submissions."""
    right = [one for one in well_behaved(WELL_BEHAVED) if one.slip is None]
    told = {}
    for kind in TROUBLE:
        one = troubled(kind, student="s00000_troubled")
        cohort = [right[_BEFORE], one, right[_AFTER]]
        place = stage(tool, work, kit, cohort, f"{name}_{kind}", patience=patience)
        cost = measuring.run(
            tool.command(place),
            folder=place.out,
            env=place.env(tool.environment),
            seconds=patience * len(cohort) + 60,
        )
        told[kind] = _told(verdict(cohort, one.student, _read(tool.read, place)), cost)
        print(f"  {name}: {kind}: {told[kind]['verdict']}", flush=True)
    return told


def of_markstone(work: Path) -> dict[str, dict[str, Any]]:
    """Grade the well-behaved class with all kinds of trouble in it, at once."""
    trouble = {kind: troubled(kind) for kind in TROUBLE}
    cohort = [*well_behaved(WELL_BEHAVED), *trouble.values()]
    run = _afresh(cohort, work, "markstone_trouble")
    # Each kind is judged with all others around it: they must not matter either.
    told = {
        kind: _told(verdict(cohort, one.student, run.verdicts), run.cost)
        for kind, one in trouble.items()
    }
    for kind, one in told.items():
        print(f"  markstone: {kind}: {one['verdict']}", flush=True)
    return told


def class_of_30(work: Path) -> dict[str, Any]:
    """Grade 27 well-behaved submissions and three that are not."""
    cohort = [*well_behaved(WELL_BEHAVED), *map(troubled, CLASS_OF_30)]
    run = _afresh(cohort, work, "markstone_class_of_30")
    ends = [line.wall for line in run.done]
    waits = [later - before for before, later in pairwise(ends[:-1])]
    return {
        "wall_seconds": run.cost.wall,
        "wrong": wrong(cohort, run.verdicts),
        "longest_wait_but_for_the_last": max(waits, default=0.0),
    }


def _afresh(cohort: Sequence[Written], work: Path, name: str) -> Run:
    out = work / name
    shutil.rmtree(out, ignore_errors=True)
    return grade(cohort, work / f"{name}_class", out=out)


def _told(what: str, cost: Cost) -> dict[str, Any]:
    return {"verdict": what, "orphans": cost.orphans, "wall_seconds": cost.wall}


def _read(read: Callable[[Any], Found], place: object) -> Found:
    """Return what was recorded; nothing where the record itself is broken."""
    try:
        return read(place)
    except RuntimeError:
        return {}
