"""Every paper of this course, on everything that is kept beside its questions."""

import json
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from markstone import course, handout, intake, marking, selftest
from markstone.course import Paper
from markstone.errors import AssetError
from markstone.grading import open_station
from markstone.model import MarkedBy
from markstone.sandbox.wall import Tier
from markstone.showing import Shown
from tests.questions.small_course import copied, read_rubric, write_rubric

ROOT = Path(__file__).parents[2]
PAPERS = course.load(ROOT)
MOST_ASSET_BYTES = 10 << 20


def _report(paper: Paper) -> selftest.Report:
    station = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    try:
        return selftest.run(paper, station, Shown(Console(quiet=True)), workers=2)
    finally:
        station.close()


@pytest.fixture(scope="module", params=PAPERS, ids=lambda p: p.assignment.name)
def tried(request: pytest.FixtureRequest) -> selftest.Report:
    return _report(request.param)


@pytest.mark.slow
def test_right_answers_lose_nothing_and_wrong_ones_what_they_should(
    tried: selftest.Report,
) -> None:
    assert tried.faults == ()


@pytest.mark.slow
def test_every_mutant_is_recognised_by_its_answers(tried: selftest.Report) -> None:
    assert tried.unnamed == ()


@pytest.mark.slow
def test_every_tolerance_lies_inside_its_corridor(tried: selftest.Report) -> None:
    outside = [
        corridor
        for corridor in tried.corridors
        if not corridor.farthest_right <= corridor.tolerance < corridor.nearest_wrong
    ]

    assert outside == []


@pytest.mark.slow
def test_a_tolerance_of_ten_is_found_and_its_check_named(tmp_path: Path) -> None:
    root = copied(tmp_path, "p4_planar_flow")
    rubric = read_rubric(root)
    rubric["questions"][0]["parts"][0]["checks"]["h_fn"]["tolerance"] = 10
    write_rubric(root, rubric)

    (paper,) = course.load(root)
    report = _report(paper)

    assert any("passes `h_fn`" in fault for fault in report.survivors)
    assert any("trivial_zeros earns `h_fn`" in fault for fault in report.faults)


def test_a_changed_asset_stops_grading_and_names_what_makes_it(tmp_path: Path) -> None:
    root = copied(tmp_path, "p4_planar_flow")
    data = root / "student_template/cs5370_a5/data"
    (data / "vae_digits.pt").write_bytes(b"other weights")
    (data / "init.pt").unlink()

    (paper,) = course.load(root)
    with pytest.raises(AssetError) as caught:
        course.check_assets(paper)

    told = str(caught.value)
    assert "vae_digits.pt was changed" in told
    assert "init.pt is missing" in told
    assert "make_assets.py" in told


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.assignment.name)
def test_every_shipped_file_is_in_the_manifest(paper: Paper) -> None:
    data = paper.template / "data"
    shipped = {path.name for path in data.iterdir()} - {"manifest.json"}

    assert set(json.loads((data / "manifest.json").read_text())) == shipped


def test_all_assets_together_are_under_ten_megabytes() -> None:
    sizes = [p.stat().st_size for p in ROOT.glob("student_template/*/data/*")]

    assert sum(sizes) < MOST_ASSET_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.assignment.name)
def test_the_references_as_notebooks_earn_every_machine_mark(
    paper: Paper, tmp_path: Path
) -> None:
    folder = tmp_path / "class" / "s01"
    folder.mkdir(parents=True)
    right = paper.right_submission()
    for stem, name in right.modules.items():
        text = handout.notebook(right.files[name].decode(), stem, stem)
        (folder / f"{stem}.ipynb").write_text(text)
    for name in right.files.keys() - set(right.modules.values()):
        (folder / name).write_bytes(right.files[name])  # a log lies beside them
    sheet = {"assignment": paper.assignment.name, **right.answers}
    (folder / "answers.yaml").write_text(yaml.safe_dump(sheet))
    (read,) = intake.collect(folder.parent, papers=[paper.assignment])

    station = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    try:
        card = marking.mark(paper.assignment, read, station.grade(read))
    finally:
        station.close()

    lost = [a.check.name for q in card.questions for a in q.awards if not a.marks]
    by_hand = [
        check.name
        for question in paper.assignment.questions
        for part in question.parts
        if part.marked_by is MarkedBy.HUMAN
        for check in part.checks
    ]
    assert lost == by_hand
