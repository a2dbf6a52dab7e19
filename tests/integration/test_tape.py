"""What was asked and answered once is told again, and no student's code runs for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from markstone import course, tape
from markstone.course import Paper
from markstone.grading import open_station
from markstone.grading.station import Station
from markstone.model import Outcome, Submission
from markstone.sandbox.wall import Tier

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAPERS = course.load(ROOT)
UNUSABLE = b"raise RuntimeError('this should not have been run')\n"


@pytest.fixture(scope="module", params=PAPERS, ids=lambda p: p.assignment.name)
def station(request: pytest.FixtureRequest) -> Iterator[tuple[Paper, Station]]:
    paper: Paper = request.param
    opened = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    yield paper, opened
    opened.close()


def _unusable(submission: Submission) -> Submission:
    modules = set(submission.modules.values())
    files = {n: UNUSABLE if n in modules else c for n, c in submission.files.items()}
    return replace(submission, files=files)


def test_a_tape_answers_in_place_of_the_code(station: tuple[Paper, Station]) -> None:
    paper, examine = station
    right = paper.right_submission()
    first = examine.grade(right)

    again = examine.grade(_unusable(right), tape=first.tape)

    pairs = list(zip(first.results, again.results, strict=True))
    ran = [now for before, now in pairs if now != before]
    assert all("should not have been run" in f"{r.message}{r.detail}" for r in ran)
    # What answered with more than a tape keeps of one case has to run again.
    assert len(ran) < len(pairs) / 5


def test_where_something_else_is_asked_the_code_runs(
    station: tuple[Paper, Station],
) -> None:
    paper, examine = station
    right = paper.right_submission()
    first = examine.grade(right)
    cases = tape.unpack(first.tape)
    last = max(i for i, case in enumerate(cases) if case.exchanges)
    cases[last] = replace(cases[last], exchanges=cases[last].exchanges[:-1])

    again = examine.grade(_unusable(right), tape=tape.pack(cases))

    lost = {
        result.key for result in again.results if result.outcome is not Outcome.PASSED
    }
    assert cases[last].key[:2] in lost
