"""What ``new`` writes, what it refuses, and which folder is the course."""

from pathlib import Path

import pytest

from markstone import cli, course, variants
from markstone.beginning import PLACES, begin
from markstone.errors import UsageError
from tests.tiny_course import lay_course


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_new_assignment_is_a_course_without_a_fault(tmp_path: Path) -> None:
    files = begin("week1", tmp_path / "course")

    (paper,) = course.load(tmp_path / "course")
    assert paper.assignment.name == "week1"
    assert len(variants.find(paper, "accepted")) == 3
    assert len(variants.find(paper, "mutants")) == 5
    assert files == sorted(p for p in (tmp_path / "course").rglob("*") if p.is_file())


def test_the_example_has_its_five_places(tmp_path: Path) -> None:
    begin("week1", tmp_path)

    assert all((tmp_path / place).is_dir() for place in PLACES)
    assert all(list((tmp_path / place).glob("week1*")) for place in PLACES)


def test_a_public_check_has_a_hidden_twin_and_a_mutant_for_every_check(
    tmp_path: Path,
) -> None:
    begin("week1", tmp_path)

    (paper,) = course.load(tmp_path)
    checks = {check.name for check in paper.assignment.questions[0].checks}
    lost = {name for one in variants.find(paper, "mutants") for name in one.loses}
    grader = (paper.graders / "test_q1_softmax.py").read_text()
    assert lost == checks
    assert 'instance == "public"' in grader


def test_two_assignments_have_seeds_of_their_own(tmp_path: Path) -> None:
    begin("week1", tmp_path)
    begin("week2", tmp_path)

    one, two = course.load(tmp_path)
    assert one.seed != two.seed
    assert len(one.seed) == len(two.seed) == 32


@pytest.mark.parametrize(
    "name", ["", "hw 1", "1st", "../up", "Week1", "week-1", "class", "a" * 81, "é1"]
)
def test_what_is_no_identifier_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no name for an assignment"):
        begin(name, tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_is_there_is_touched(place: str, tmp_path: Path) -> None:
    mine = tmp_path / place / ("week1.yaml" if place == "rubrics" else "week1/mine.py")
    mine.parent.mkdir(parents=True)
    mine.write_text("# mine\n")
    before = snapshot(tmp_path)

    with pytest.raises(UsageError, match=r"already; nothing was written"):
        begin("week1", tmp_path)

    assert snapshot(tmp_path) == before


def test_a_schema_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/schema.json").write_text("{}\n")

    begin("week1", tmp_path)

    assert (tmp_path / "rubrics/schema.json").read_text() == "{}\n"


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        begin("week1", tmp_path / "file")


def test_the_course_is_the_nearest_one_around_the_current_folder(
    tmp_path: Path,
) -> None:
    installed = lay_course(tmp_path / "checkout")
    outer = lay_course(tmp_path / "mine")
    inner = lay_course(outer / "old" / "2025")
    deep = inner / "graders" / "tiny"

    assert cli.default_course(installed, deep) == inner
    assert cli.default_course(installed, outer / "old") == outer
    assert cli.default_course(installed, tmp_path) == installed


def test_without_any_course_the_complaint_names_the_current_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = cli.default_course(tmp_path / "site-packages", tmp_path)

    assert cli.run(["handout", "week1"], nowhere) == 2
    assert f"{tmp_path} holds no course" in capsys.readouterr().err
