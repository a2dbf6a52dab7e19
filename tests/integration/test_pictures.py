"""Pictures from a check to a page: they say most where it fails, and decide nothing."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from markstone import course, pictures
from markstone.grading import open_station
from markstone.grading.station import Station
from markstone.model import Outcome, Picture
from markstone.sandbox.wall import Tier
from tests.integration.examining import handed_in, paper_in
from tests.integration.running import ROOT, Run, command
from tests.tiny_course import NAME, STEM, lay_course

pytestmark = pytest.mark.slow

GRADER = '''\
import torch


def test_shown(student, reference, assert_close, attach, rng, instance):
    """double(x) is twice x."""
    x = torch.randn(2 if instance == "public" else 3, 4, generator=rng)
    y, right = student.q1_line.double(x), reference.q1_line.double(x)
    attach.heat(f"Doubled, {instance}", yours=y, reference=right)
    assert_close(y, right)


def test_hidden(student, reference, assert_close, attach, rng):
    """double(x) is twice x, of what nobody sees."""
    x = torch.randn(3, 4, generator=rng)
    y, right = student.q1_line.double(x), reference.q1_line.double(x)
    attach.heat("Nobody sees it", yours=y, reference=right)
    assert_close(y, right)


def test_broken(student, reference, assert_close, attach):
    """double(x) is twice x, and its picture cannot be drawn."""
    y, right = student.q1_line.double(torch.ones(3)), reference.q1_line.double(1.0)
    attach.heat("Broken", yours=y, reference=lambda: 1 / 0)
    assert_close(y, torch.full((3,), float(right)))
'''
RIGHT = b"def double(x):\n    return 2 * x\n"
TRIPLED = b"def double(x):\n    return 3 * x\n"
TWIN_WRONG = b"def double(x):\n    return 2 * x if len(x) == 2 else 3 * x\n"
CHECKS = {
    "shown": {"visibility": "public"},
    "hidden": {"visibility": "hidden"},
    "broken": {"visibility": "public"},
}
KINDS = {
    "dl_a1": {("q10_train", "history"), ("q12_13_attention", "weights")},
    "eecs182_hw7": {
        ("q1a_autoencoders", "digits"),
        ("q1b_pca_linear_ae", "principal_components"),
    },
    "ie643_quiz2": {("q3_unet_video", "encoder_shapes")},
}
EXAMPLE = {
    ("p1_captioning", "image3"),
    ("p2_vae", "decoder"),
    ("p2_vae", "load"),
    ("p3_transformer", "val_loss"),
    ("p4_planar_flow", "density"),
    ("t2_query", "average_public"),
    ("t2_query", "select_public"),
    ("t4_minimax", "table_p"),
}
"""The checks of the example class's paper that attach a picture."""


def kind(picture: Picture) -> str:
    if picture.tiles:
        return "captioned" if picture.texts else "tiles"
    if picture.chart:
        return str(picture.chart.series[0].style)
    return "matrix" if picture.matrix else "levels"


# One check.


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    root = lay_course(tmp_path_factory.mktemp("course"), grader=GRADER, checks=CHECKS)
    one = open_station(paper_in(root), Tier.NAMESPACES, seed="autumn")
    yield one
    one.close()


@pytest.mark.parametrize("code", [RIGHT, TRIPLED, TWIN_WRONG])
def test_the_public_case_is_shown_whatever_becomes_of_the_check(
    station: Station, code: bytes
) -> None:
    seen = handed_in(station, {f"{STEM}.py": code})

    assert (seen["shown"].outcome is Outcome.PASSED) is (code == RIGHT)
    (attached,) = pictures.unpack(seen.evidence.pictures)
    assert attached[:2] == (STEM, "shown")
    assert attached[2].caption == "Doubled, public"


def test_a_check_that_never_got_its_values_shows_nothing(station: Station) -> None:
    seen = handed_in(station, {f"{STEM}.py": b"def double(x):\n    raise KeyError\n"})

    assert seen["shown"].outcome is Outcome.ERRORED
    assert seen.evidence.pictures == b""


def test_a_picture_that_fails_costs_no_mark_and_is_told_the_instructor(
    station: Station,
) -> None:
    seen = handed_in(station, {f"{STEM}.py": RIGHT})["broken"]

    assert (seen.outcome, seen.message) == (Outcome.PASSED, "")
    assert seen.detail.startswith("“Broken” could not be drawn: ZeroDivisionError")


@pytest.mark.parametrize("name", KINDS)
def test_the_pictures_of_a_paper_that_the_example_class_does_not_answer(
    name: str,
) -> None:
    paper = course.choose(course.load(ROOT), name)
    one = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    try:
        seen = one.grade(paper.right_submission(), KINDS[name])
    finally:
        one.close()

    assert {(result.outcome, result.detail) for result in seen.results} == {
        (Outcome.PASSED, "")
    }
    by_check = pictures.by_check(pictures.unpack(seen.pictures))
    assert set(by_check) == KINDS[name]
    kinds = {kind(picture) for some in by_check.values() for picture in some}
    assert (
        kinds
        == {
            "dl_a1": {"line", "tiles"},
            "eecs182_hw7": {"matrix", "points"},
            "ie643_quiz2": {"levels"},
        }[name]
    )


# The example class.


def pictures_of(run: Run, student: str) -> dict[tuple[str, str], tuple[Picture, ...]]:
    path = run.folder / "pictures" / f"{student}.pictures"
    return dict(pictures.by_check(pictures.read(path)))


@pytest.mark.parametrize("student", ["s01", "s02", "s03"])
def test_who_answers_every_question_has_every_picture(
    example: Run, student: str
) -> None:
    found = pictures_of(example, student)

    assert set(found) == EXAMPLE
    assert {kind(picture) for some in found.values() for picture in some} == {
        *("tiles", "captioned", "line", "path")
    }


def test_a_wrong_answer_has_its_picture_too(example: Run) -> None:
    load = example.check("s05", "p2_vae.a.load")
    (picture,) = pictures_of(example, "s05")["p1_captioning", "image3"]

    assert load["outcome"] == "FAILED"
    assert ("p2_vae", "load") in pictures_of(example, "s05")
    assert "Your caption: “" in picture.alt
    assert picture.texts[0] != picture.texts[1]


def test_every_picture_of_the_class_is_on_its_page_with_words_for_it(
    example: Run,
) -> None:
    shown = 0
    for path in sorted((example.folder / "pictures").iterdir()):
        page = (example.folder / "report" / f"{path.stem}.html").read_text()
        attached = pictures.unpack(path.read_bytes())
        assert page.count("<figcaption>") == len(attached)
        words = re.findall(r'role="img" aria-label="([^"]+)"', page)
        assert len(words) == len(attached)
        assert min(map(len, words)) > 40
        shown += len(attached)
    assert shown > 30


def test_pictures_weigh_nothing_in_evidence_and_little_on_a_page(example: Run) -> None:
    for path in (example.folder / "evidence").iterdir():
        assert '"pictures"' not in path.read_text()
    sizes = [p.stat().st_size for p in (example.folder / "pictures").iterdir()]
    assert max(sizes) < 32 << 10


# Later runs.


class Class:
    """A class of two, graded again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "out"
        self.lay("Double it.")
        for name, code in (("a", RIGHT), ("b", TRIPLED)):
            (root / "class" / name).mkdir(parents=True)
            (root / "class" / name / f"{STEM}.py").write_bytes(code)

    def lay(self, hint: str, grader: str = GRADER) -> None:
        checks = {name: told | {"hint": hint} for name, told in CHECKS.items()}
        lay_course(self.root, grader=grader, checks=checks)

    def grade(self, out: str = "out", jobs: int = 2) -> dict[str, Any]:
        where = self.root / out
        flags = ("--course", self.root, "--out", where, "--jobs", jobs)
        subprocess.run(
            command(self.root / "class", *flags),
            check=True,
            capture_output=True,
            timeout=300,
        )
        facts: dict[str, Any] = json.loads((where / NAME / "run.json").read_text())
        return facts

    def file(self, kind: str, name: str) -> Path:
        return self.out / NAME / kind / name


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Class:
    graded = Class(tmp_path_factory.mktemp("twice"))
    graded.grade()
    return graded


@pytest.fixture
def again(first: Class, tmp_path: Path) -> Class:
    """A copy of a class that was graded once."""
    root = tmp_path / "copy"
    shutil.copytree(first.root, root)
    copied = Class.__new__(Class)
    copied.root, copied.out = root, root / "out"
    return copied


def test_a_hint_changes_and_no_picture_is_drawn_anew(again: Class) -> None:
    path = again.file("pictures", "b.pictures")
    before = path.read_bytes(), path.stat().st_mtime_ns
    again.lay("Look at the factor.")

    facts = again.grade()

    assert (facts["examined"], facts["processes_started"]) == (0, 0)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    page = again.file("report", "b.html").read_text()
    assert "Look at the factor." in page
    assert "<figcaption>Doubled, public</figcaption>" in page
    assert "Nobody sees it" not in page
    assert "Doubled, hidden" not in page


def test_a_replayed_check_attaches_again_without_the_student_s_code(
    again: Class,
) -> None:
    again.lay("Double it.", GRADER.replace("Doubled, {instance}", "Twice, {instance}"))

    facts = again.grade()

    assert facts["examined"] == 2
    assert facts["processes_started"] == 0
    page = again.file("report", "b.html").read_text()
    assert "<figcaption>Twice, public</figcaption>" in page
    assert "Doubled" not in page


@pytest.mark.parametrize("content", [None, b"", b"\xc1 garbage"])
def test_a_lost_or_garbled_file_costs_the_pictures_and_nothing_else(
    again: Class, content: bytes | None
) -> None:
    path = again.file("pictures", "b.pictures")
    path.unlink() if content is None else path.write_bytes(content)
    book = again.file("", "gradebook.json").read_bytes()

    facts = again.grade()

    assert facts["examined"] == 0
    assert again.file("", "gradebook.json").read_bytes() == book
    assert "<figure" not in again.file("report", "b.html").read_text()


def test_a_check_that_becomes_hidden_shows_its_picture_no_more(again: Class) -> None:
    rubric = again.root / "rubrics" / f"{NAME}.yaml"
    rubric.write_text(rubric.read_text().replace("public", "hidden"))

    again.grade()

    assert "<figure" not in again.file("report", "b.html").read_text()


def test_a_student_who_left_the_class_leaves_no_picture(again: Class) -> None:
    shutil.rmtree(again.root / "class" / "b")

    again.grade()

    kept = {path.name for path in again.file("pictures", "").iterdir()}
    assert kept == {"a.pictures"}


def test_one_job_or_two_the_bytes_are_the_same(first: Class) -> None:
    first.grade("alone", jobs=1)

    def files(out: str) -> dict[str, bytes]:
        folder = first.root / out / NAME
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in ("run.json", "run.html")
        }

    assert files("alone") == files("out")
    assert "pictures/b.pictures" in files("out")
