"""The self-test finds what it is there to find."""

import math
from collections.abc import Collection
from pathlib import Path
from typing import cast

import pytest

from markstone import course, selftest
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.grading import Station
from markstone.model import CheckResult, Evidence, Outcome, Submission
from markstone.selftest import FEWEST_ACCEPTED, FEWEST_MUTANTS, Report
from tests.tiny_course import NAME, REFERENCE, STEM, lay_course
from tests.unit.builders import a_result, off_by

Script = dict[str, dict[str, CheckResult]]
"""What comes of a submission with a word in its code: by word, then by check."""


class Quiet:
    """Progress that nobody watches."""

    def say(self, sentence: str) -> None: ...
    def start(self, assignment: str, total: int) -> None: ...
    def advance(self, student: str) -> None: ...
    def end(self) -> None: ...


class Scripted:
    """A station that passes everything, but for the words that it was told of."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def grade(
        self, submission: Submission, only: Collection[tuple[str, str]] = ()
    ) -> Evidence:
        asked = {name for _, name in only}
        results = {
            name: a_result(name, question=STEM, comparisons=(off_by(1e-7),))
            for name in ("doubles", "halves")
        }
        code = b"".join(submission.files.values()).decode()
        for word, told in self._script.items():
            if word in code:
                results |= told
        kept = (one for one in results.values() if not only or one.check in asked)
        return Evidence(student=submission.student, results=tuple(kept))

    def learn(self, reference: Submission) -> Evidence:
        return self.grade(reference)


def failed(check: str, deviation: float = 0.5) -> CheckResult:
    comparisons = (off_by(deviation, sketch=(deviation,)),)
    return a_result(check, Outcome.FAILED, question=STEM, comparisons=comparisons)


def not_attempted(check: str) -> CheckResult:
    return a_result(check, Outcome.NOT_ATTEMPTED, question=STEM)


MUTANT = '''\
"""Slip {0}.

Loses: doubles
"""
# mutant {0}
'''
NOTHING = {name: not_attempted(name) for name in ("doubles", "halves")}
BITES: Script = {
    "NotImplementedError": NOTHING,
    "KIND =": {name: failed(name, math.inf) for name in ("doubles", "halves")},
    **{f"mutant {i}": {"doubles": failed("doubles", 0.1 * i)} for i in range(1, 6)},
}


def a_paper(root: Path, *, accepted: int = 3, mutants: int = 5) -> Paper:
    beside = f"tests/questions/{NAME}/{STEM}"
    grader = "".join(
        f'def test_{name}(student):\n    """It {name}."""\n'
        for name in ("doubles", "halves")
    )
    files = {
        f"{beside}/accepted/a{i}.py": f"# accepted {i}\n{REFERENCE}"
        for i in range(1, accepted + 1)
    }
    files |= {
        f"{beside}/mutants/m{i}.py": MUTANT.format(i) for i in range(1, mutants + 1)
    }
    lay_course(root, grader=grader, checks={"doubles": {}, "halves": {}}, files=files)
    (paper,) = course.load(root)
    return paper


def tried(paper: Paper, **changes: dict[str, CheckResult]) -> Report:
    script = BITES | {word.replace("_", " "): told for word, told in changes.items()}
    station = cast("Station", Scripted(script))
    return selftest.run(paper, station, Quiet(), workers=1)


def test_a_paper_that_bites_has_no_fault(tmp_path: Path) -> None:
    report = tried(a_paper(tmp_path))

    assert report.faults == ()
    assert (report.accepted, report.mutants, report.survivors) == (3, 5, ())


def test_a_mutant_that_passes_what_it_names_is_a_survivor(tmp_path: Path) -> None:
    report = tried(a_paper(tmp_path), mutant_2={})

    assert report.survivors == (f"{STEM}: mutant m2 passes `doubles`",)
    assert set(report.survivors) <= set(report.faults)


def test_a_mutant_that_loses_more_than_it_names_is_a_survivor(tmp_path: Path) -> None:
    both = {name: failed(name) for name in ("doubles", "halves")}

    report = tried(a_paper(tmp_path), mutant_2=both)

    assert report.survivors == (f"{STEM}: mutant m2 also loses `halves`",)


def test_an_accepted_variant_that_loses_something_is_a_fault(tmp_path: Path) -> None:
    lost = a_result("halves", Outcome.FAILED, question=STEM, message="Too far off.")

    report = tried(a_paper(tmp_path), accepted_3={"halves": lost})

    assert len(report.faults) == 1
    assert report.faults[0].startswith(f"{STEM}: a3 loses `halves`: Too far off.")


def test_an_answer_that_breaks_a_check_is_a_fault(tmp_path: Path) -> None:
    broken = a_result(
        "doubles", Outcome.UNFAIR, question=STEM, detail="Traceback\nKeyError: 'a'\n"
    )

    report = tried(a_paper(tmp_path), mutant_4={"doubles": broken})

    assert f"{STEM}: m4 breaks `doubles`: KeyError: 'a'" in report.faults


def test_a_stub_that_earns_something_is_a_fault(tmp_path: Path) -> None:
    report = tried(
        a_paper(tmp_path), NotImplementedError={"halves": not_attempted("halves")}
    )

    assert report.faults == (f"{STEM}: template earns `doubles` (1)",)


def test_a_trivial_answer_that_earns_something_is_a_fault(tmp_path: Path) -> None:
    paper = a_paper(tmp_path)
    script = BITES | {"KIND =": {}}
    station = cast("Station", Scripted(script))

    report = selftest.run(paper, station, Quiet(), workers=1)

    assert f"{STEM}: trivial_zeros earns `doubles` (1)" in report.faults
    assert len(report.faults) == 4 * 2


@pytest.mark.parametrize(
    ("accepted", "mutants", "told"),
    [
        (FEWEST_ACCEPTED - 1, FEWEST_MUTANTS, f"{STEM}: 2 accepted variants, fewer"),
        (FEWEST_ACCEPTED, FEWEST_MUTANTS - 1, f"{STEM}: 4 mutants, fewer than 5"),
    ],
)
def test_too_few_answers_beside_a_question_are_a_fault(
    accepted: int, mutants: int, told: str, tmp_path: Path
) -> None:
    report = tried(a_paper(tmp_path, accepted=accepted, mutants=mutants))

    assert [fault.startswith(told) for fault in report.faults] == [True]


def test_a_corridor_lies_between_right_and_wrong_answers(tmp_path: Path) -> None:
    far = a_result("doubles", question=STEM, comparisons=(off_by(3e-6),))

    report = tried(a_paper(tmp_path), accepted_2={"doubles": far})

    doubles, halves = report.corridors
    assert (doubles.check, doubles.farthest_right) == ("doubles", 3e-6)
    assert (doubles.tolerance, doubles.nearest_wrong) == (1e-4, 0.1)
    assert (halves.farthest_right, halves.nearest_wrong) == (1e-7, math.inf)


def test_mutants_that_answer_alike_are_told_from_one_another_by_nobody(
    tmp_path: Path,
) -> None:
    alike = {"doubles": failed("doubles", 0.1)}

    report = tried(a_paper(tmp_path), mutant_2=alike)

    assert report.unnamed == (f"{STEM}/m2",)


def test_a_reference_that_loses_a_mark_stops_the_self_test(tmp_path: Path) -> None:
    paper = a_paper(tmp_path)
    script = {"return 2 * x": {"halves": failed("halves")}}
    station = cast("Station", Scripted(script))

    with pytest.raises(RubricError, match=r"halves came to FAILED for the reference"):
        selftest.run(paper, station, Quiet(), workers=1)
