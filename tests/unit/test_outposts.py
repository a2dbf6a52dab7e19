"""What the flags of a cluster refuse, and what a lost worker costs: nothing."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from markstone import cli, course, executors
from markstone.errors import ClusterError
from markstone.executors.cluster import LostError, told_of
from markstone.ledger.digests import ingredients
from markstone.model import CheckResult, Evidence, Outcome, Submission
from markstone.pipeline import outposts
from markstone.pipeline.bench import Order
from markstone.pipeline.outposts import Outpost, Outposts
from markstone.sandbox.wall import Tier
from markstone.wire import values
from tests import tiny_course


def complaint(capsys: pytest.CaptureFixture[str], *flags: str) -> str:
    assert cli.run(["class", *flags], Path()) == 2
    return capsys.readouterr().err


def test_a_scheduler_needs_the_executor_that_has_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = complaint(capsys, "--scheduler", "tcp://127.0.0.1:8786")

    assert "--scheduler is for --executor dask" in told


def test_a_cluster_says_itself_how_many_at_a_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = ("--executor", "dask", "--scheduler", "tcp://127.0.0.1:8786")

    assert "--jobs is not for --scheduler" in complaint(capsys, *there, "--jobs", "2")


def test_one_after_the_other_is_not_several_at_a_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = complaint(capsys, "--executor", "inline", "--jobs", "2")

    assert "leave out --jobs" in told


def test_without_the_extra_it_is_said_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "CLUSTER", ("installed_nowhere",))

    told = complaint(capsys, "--executor", "dask")

    assert "--executor dask needs installed_nowhere" in told
    assert "-m pip install 'markstone[cluster]'" in told


class Unlucky:
    """A cluster whose workers are lost one after the other."""

    threads = 2
    refused: ClassVar[dict[str, str]] = {}

    def __init__(self, *_: Any) -> None:
        hello = {"tier": "namespaces", "refusals": {}}
        self.hellos = {"a": b"".join(values.pack(hello, values.as_is))}

    def do(self, _: bytes) -> bytes:
        raise LostError("4 workers in a row were lost")


class Quiet:
    def say(self, sentence: str) -> None: ...
    def start(self, assignment: str, total: int) -> None: ...
    def advance(self, student: str) -> None: ...
    def end(self) -> None: ...


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (paper,) = course.load(tiny_course.lay_course(tmp_path))
    return Order(paper=paper, tier=None, seed="seed", apart=(tmp_path,))


class Within:
    """A cluster of one worker, in this process."""

    threads = 1
    refused: ClassVar[dict[str, str]] = {}

    def __init__(
        self, _: None, __: int, open_post: Callable[[bytes], Outpost], told: bytes
    ) -> None:
        post = open_post(told)
        self.do = post.do
        self.hellos = {"a": post.hello}


class Station:
    """Finds the same in whatever it is given."""

    tier = Tier.LANDLOCK
    refusals: ClassVar[dict[Tier, str]] = {}

    def __init__(self) -> None:
        self.asked: list[tuple[Submission, set[tuple[str, str]], bytes]] = []

    def grade(
        self, submission: Submission, only: set[tuple[str, str]], tape: bytes
    ) -> Evidence:
        self.asked.append((submission, only, tape))
        return FOUND


FOUND = Evidence(
    student="ada",
    results=(
        CheckResult(
            question=tiny_course.STEM,
            check="doubles",
            outcome=Outcome.FAILED,
            message="no, \u00e9\u202e",
            figure=math.inf,
        ),
    ),
    notices=("look at this",),
    tape=b"\x00tape",
    started=3,
    seconds=0.5,
)


def test_a_submission_and_its_evidence_come_across_whole(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = Station()
    monkeypatch.setattr(outposts, "Cluster", Within)
    monkeypatch.setattr(outposts, "open_here", lambda *_: station)
    submission = Submission(
        student="ada",
        assignment=tiny_course.NAME,
        files={"a.py": b"\xff\x00"},
        modules={tiny_course.STEM: "a.py"},
        answers={tiny_course.STEM: {"n": ["1", {"deep": "2"}]}},
    )
    only = {(tiny_course.STEM, "doubles")}

    found = Outposts(order, Quiet(), None, 1).grade(submission, only, b"old")

    assert found == FOUND
    assert station.asked == [(submission, only, b"old")]


def test_a_worker_with_another_wall_than_the_others_refuses(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outposts, "Cluster", Within)
    monkeypatch.setattr(outposts, "open_here", lambda *_: Station())
    there = Outposts(order, Quiet(), None, 1)
    there.tier = Tier.NAMESPACES

    with pytest.raises(ClusterError, match="isolation is landlock"):
        there.grade(Submission(student="ada", assignment="tiny"), set(), b"")


def test_what_every_worker_is_lost_under_is_withheld_and_not_failed(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outposts, "Cluster", Unlucky)
    submission = Submission(student="ada", assignment=tiny_course.NAME)

    only = {(tiny_course.STEM, "doubles")}

    seen = Outposts(order, Quiet(), None, 2).grade(submission, only, b"")

    (result,) = seen.results
    assert seen.student == "ada"
    assert result.outcome is Outcome.UNFAIR
    assert result.detail == "4 workers in a row were lost"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("graders/tiny/test_q1_line.py", "grading of q1_line"),
        ("reference/tiny/q1_line.py", "grading of q1_line"),
        ("rubrics/tiny.yaml", "rubric"),
    ],
)
def test_two_courses_differ_by_name(tmp_path: Path, path: str, name: str) -> None:
    checks = {"doubles": {"tolerance": 0.25}}
    (paper,) = course.load(tiny_course.lay_course(tmp_path, checks=checks))
    before = ingredients(paper, "seed")
    file = tmp_path / path
    changed = file.read_text().replace("tolerance: 0.25", "tolerance: 0.5")
    file.write_text(changed + "\n# changed\n")

    (paper,) = course.load(tmp_path)
    after = ingredients(paper, "seed")

    assert {key for key in before if before[key] != after[key]} == {name}


def test_the_same_reason_of_many_workers_is_said_once() -> None:
    refused = {f"tcp://{n}": "too old" for n in range(5)} | {"tcp://x": "no course"}

    assert told_of(refused) == (
        "worker tcp://0, worker tcp://1, worker tcp://2, and 2 more: too old\n"
        "worker tcp://x: no course"
    )
