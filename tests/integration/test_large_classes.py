"""What takes too long for every change: a thousand submissions, twenty times over."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cohort import COURSE, well_behaved, write
from benchmarks.cohort import PAPER as SYNTHETIC
from benchmarks.grading import read_verdicts, wrong
from markstone import course
from tests.integration.running import CLASS, ROOT, Run, grade
from tests.integration.test_mixed_class import hand_in

pytestmark = [pytest.mark.slow, pytest.mark.soak]

TIMES = 20
STEADY = f"Every check came to the same outcome {TIMES} times."
MOST_GROWTH = 1.2


def test_no_check_of_the_example_class_wavers(tmp_path: Path) -> None:
    run = grade(CLASS, tmp_path, "--repeat", TIMES, seconds=3000)

    assert run.code == 0, run.complained
    assert STEADY in run.said
    assert run.facts["examined"] >= TIMES * 12  # and the slips that it named


def test_no_check_of_a_reference_wavers(tmp_path: Path) -> None:
    papers = course.load(ROOT)
    for paper in papers:
        hand_in(paper, tmp_path / "class" / paper.assignment.name)

    run = grade(tmp_path / "class", tmp_path / "out", "--repeat", TIMES, seconds=3000)

    assert run.code == 0, run.complained
    assert run.said.count(STEADY) == len(papers)


def graded(count: int, folder: Path) -> Run:
    cohort = list(well_behaved(count))
    out = folder / f"out_{count}"
    submissions = write(cohort, folder / f"class_{count}")
    run = grade(submissions, out, "--course", COURSE, seconds=3000)
    assert wrong(cohort, read_verdicts(out / SYNTHETIC / "gradebook.json")) == []
    return replace(run, folder=out / SYNTHETIC)


def test_a_thousand_submissions_take_the_memory_of_a_hundred(tmp_path: Path) -> None:
    few, many = graded(100, tmp_path), graded(1000, tmp_path)

    assert many.facts["examined"] == 1000
    growth = many.facts["peak_memory_mib"] / few.facts["peak_memory_mib"]
    assert growth < MOST_GROWTH
