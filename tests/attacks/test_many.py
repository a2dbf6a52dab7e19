"""Hostile and innocent submissions in one class, graded by the command."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.arena import INNOCENT, LIMITS, lay
from tests.attacks.decoys import Decoys
from tests.attacks.headers import Attack, load_all
from tests.integration.running import PAPER, Run, grade

pytestmark = [pytest.mark.slow, pytest.mark.soak]

HOSTILE = INNOCENTS = int(os.environ.get("MARKSTONE_MANY", "200"))
TIER = "namespaces"
ROOMIER = replace(LIMITS, call_seconds=4, submission_seconds=60, memory_bytes=700 << 20)
"""As tight as limits may be while the reference earns every mark of the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """The class, who is who in it, and what an innocent gets alone."""

    run: Run
    whose: dict[str, Attack | None]
    alone: dict[str, Any]
    faults: list[str]


def lay_class(folder: Path, known: dict[str, object]) -> dict[str, Attack | None]:
    """Lay attacks and innocents in an order that chance has drawn."""
    attacks = [a for a in load_all() if a.verdict(TIER) == "stopped"]
    drawn: list[Attack | None] = [*islice(cycle(attacks), HOSTILE)]
    drawn += [None] * INNOCENTS
    random.Random(4711).shuffle(drawn)  # noqa: S311 (an order, no secret)
    whose = {f"s{number:03}": attack for number, attack in enumerate(drawn)}
    for student, attack in whose.items():
        if attack is None:
            shutil.copytree(INNOCENT, folder / student)
        else:
            lay(attack, folder / student, known)
    return whose


def tighten(course: Path) -> None:
    """Give the course limits nearly as tight as those of the corpus."""
    rubric = course / "rubrics" / f"{PAPER}.yaml"
    limits = {name: most for name, most in asdict(ROOMIER).items() if most is not None}
    written = f"\nlimits: {json.dumps(limits)}\n"
    rubric.write_text(rubric.read_text("utf-8") + written, "utf-8")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    folder: Path = tmp_path_factory.mktemp("many")
    shutil.copytree(INNOCENT, folder / "one" / "innocent")
    with closing(Decoys()) as decoys:
        tighten(decoys.course)
        decoys.keep()
        course = ("--course", decoys.course)
        alone = grade(folder / "one", folder / "alone", *course)
        whose = lay_class(folder / "class", decoys.known({os.getpid()}))
        flags = (*course, "--jobs", 2)
        run = grade(folder / "class", folder / "out", *flags, seconds=3000)
        yield Many(
            run=run,
            whose=whose,
            alone=alone.students["innocent"],
            faults=decoys.faults(),
        )


def outcomes(student: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (stem, name): check["outcome"]
        for stem, question in student["questions"].items()
        for part in question["parts"].values()
        for name, check in part["checks"].items()
    }


def test_the_class_is_graded_to_its_end(many: Many) -> None:
    assert (many.run.code, many.run.complained) == (0, "")
    assert list(many.run.students) == sorted(many.whose)


def test_every_innocent_gets_what_it_gets_alone(many: Many) -> None:
    changed = [
        name
        for name, attack in many.whose.items()
        if attack is None
        and many.run.students[name] | {"student": "innocent"} != many.alone
    ]

    assert changed == []


def test_no_attack_gains_a_mark(many: Many) -> None:
    gained = {
        (name, attack.name, key)
        for name, attack in many.whose.items()
        if attack is not None
        for key, outcome in outcomes(many.run.students[name]).items()
        if outcome in ("PASSED", "PARTIAL")
        and not (key[0] == attack.question and "PASSED" in attack.allowed(key[1]))
    }

    assert gained == set()


def test_no_attack_makes_a_check_break(many: Many) -> None:
    broken = {
        (name, attack.name, key)
        for name, attack in many.whose.items()
        if attack is not None
        for key, outcome in outcomes(many.run.students[name]).items()
        if outcome == "UNFAIR"
    }

    assert broken == set()


def test_nothing_is_left_running_or_written(many: Many) -> None:
    assert many.run.left == ()
    assert many.faults == []
