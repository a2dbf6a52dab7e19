"""The synthetic class of the benchmarks: always the same, and judged as it should."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.cohort import (
    CHECKS,
    COURSE,
    PAPER,
    SLIPS,
    TROUBLE,
    WELL_BEHAVED,
    Written,
    troubled,
    well_behaved,
    write,
)
from benchmarks.peers import setup
from markstone import course


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Load the checks of the peers as they lie before them."""
    kit = setup.lay_kit(tmp_path_factory.mktemp("work"))
    spec = importlib.util.spec_from_file_location("benchmark_cases", kit / "cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files(cohort: list[Written]) -> list[str]:
    return [text for one in cohort for text in one.files.values()]


def test_one_seed_writes_the_same_class_every_time() -> None:
    assert well_behaved(60) == well_behaved(60)
    assert well_behaved(60, seed=6) != well_behaved(60)


def test_a_small_class_is_the_beginning_of_a_large_one() -> None:
    assert well_behaved(60)[:10] == well_behaved(10)


def test_each_copy_of_the_class_has_20_right_submissions_and_each_slip_once() -> None:
    cohort = well_behaved(3 * WELL_BEHAVED)

    for start in range(0, len(cohort), WELL_BEHAVED):
        slips = [one.slip for one in cohort[start : start + WELL_BEHAVED]]
        assert slips.count(None) == 20
        assert all(slips.count(slip) == 1 for slip in SLIPS)


def test_no_two_files_are_the_same() -> None:
    texts = files(well_behaved(2 * WELL_BEHAVED))

    assert len(set(texts)) == len(texts)


def test_every_file_is_python() -> None:
    cohort = [*well_behaved(WELL_BEHAVED), *map(troubled, TROUBLE)]

    for text in files(cohort):
        ast.parse(text)


def test_what_is_written_twice_is_left_alone(tmp_path: Path) -> None:
    path = write(well_behaved(1), tmp_path) / "s00001" / "q1_vae.py"
    before = path.stat().st_mtime_ns

    write(well_behaved(2), tmp_path)

    assert path.stat().st_mtime_ns == before


def test_the_course_holds_together_and_has_the_checks_of_the_class() -> None:
    (paper,) = course.load(COURSE)
    course.check_assets(paper)

    assert paper.assignment.name == PAPER
    assert {
        question.stem: tuple(check.name for check in question.checks)
        for question in paper.assignment.questions
    } == CHECKS


def test_the_peers_ask_the_same_checks_of_the_same_questions(
    cases: ModuleType,
) -> None:
    asked = {check: stem for stem, checks in CHECKS.items() for check in checks}

    assert asked == cases.QUESTIONS


@pytest.mark.parametrize("one", well_behaved(WELL_BEHAVED), ids=lambda o: o.student)
def test_the_peers_checks_judge_the_class_as_it_should_be(
    one: Written, cases: ModuleType
) -> None:
    assert {check: passes(cases, one, check) for check in one.expected} == one.expected


def passes(cases: ModuleType, one: Written, check: str) -> bool:
    names: dict[str, object] = {}
    exec(one.files[f"{cases.QUESTIONS[check]}.py"], names)  # noqa: S102 (ours)
    try:
        cases.run(check, names)
    except AssertionError:
        return False
    return True
