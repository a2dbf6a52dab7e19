"""A course on disk becomes papers, or one message with everything that is wrong."""

import hashlib
import json
from pathlib import Path

import pytest

from markstone import course
from markstone.course import Paper
from markstone.errors import AssetError, RubricError, UsageError
from tests.tiny_course import NAME, REFERENCE, STEM, TEMPLATE, lay_course


def paper_of(root: Path) -> Paper:
    (paper,) = course.load(root)
    return paper


def lay_data(root: Path, **files: str) -> Path:
    """Lay files and their manifest into the template's data."""
    folder = root / "student_template" / NAME / "data"
    folder.mkdir()
    told = {}
    for name, text in files.items():
        (folder / name).write_text(text)
        told[name] = {"sha256": hashlib.sha256(text.encode()).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(told))
    return folder


def test_a_paper_knows_where_its_files_lie(tmp_path: Path) -> None:
    paper = paper_of(lay_course(tmp_path))

    assert paper.assignment.name == NAME
    assert paper.graders == tmp_path / "graders" / NAME
    assert paper.reference == tmp_path / "reference" / NAME
    assert paper.template == tmp_path / "student_template" / NAME


def test_a_check_has_the_claim_of_its_grader_for_a_title(tmp_path: Path) -> None:
    paper = paper_of(lay_course(tmp_path))

    (check,) = paper.assignment.question(STEM).checks
    assert check.title == "double(x) is twice x."


def test_a_human_marker_s_line_keeps_its_own_title(tmp_path: Path) -> None:
    part = {
        "id": "a",
        "title": "Why",
        "marks": 1,
        "marked_by": "human",
        "lines": {"why": {"marks": 1, "title": "says why"}},
    }
    questions = [{"stem": STEM, "title": "A line", "parts": [part]}]
    root = lay_course(tmp_path, grader="", rubric={"questions": questions})

    (line,) = paper_of(root).assignment.questions[0].parts[0].checks
    assert line.title == "says why"


def test_a_question_for_a_human_marker_alone_needs_no_grader(tmp_path: Path) -> None:
    part = {
        "id": "a",
        "title": "Why",
        "marks": 1,
        "marked_by": "human",
        "lines": {"why": {"marks": 1, "title": "says why"}},
    }
    questions = [{"stem": STEM, "title": "A line", "parts": [part]}]
    root = lay_course(tmp_path, rubric={"questions": questions})
    (root / "graders" / NAME / f"test_{STEM}.py").unlink()

    assert paper_of(root).assignment.questions[0].stem == STEM


def test_given_modules_and_data_are_what_students_receive_ready_made(
    tmp_path: Path,
) -> None:
    given = f"student_template/{NAME}/helper.py"
    lay_course(tmp_path, rubric={"given": ["helper"]}, files={given: "X = 1\n"})
    folder = lay_data(tmp_path)

    assert paper_of(tmp_path).given == [tmp_path / given, folder]


def test_a_stub_is_not_given(tmp_path: Path) -> None:
    assert paper_of(lay_course(tmp_path)).given == []


def test_the_reference_hands_in_as_a_student_would(tmp_path: Path) -> None:
    typed = f"reference/{NAME}/{STEM}.yaml"
    script = f"reference/{NAME}/make_assets.py"
    more = {typed: "slope: {right: '2', accepted: ['2.0']}\n", script: "1 / 0\n"}

    right = paper_of(lay_course(tmp_path, files=more)).right_submission()

    assert dict(right.files) == {f"{STEM}.py": REFERENCE.encode()}
    assert dict(right.modules) == {STEM: f"{STEM}.py"}
    assert right.answers == {STEM: {"slope": "2"}}


def test_the_template_hands_in_without_answers_or_given_code(tmp_path: Path) -> None:
    given = f"student_template/{NAME}/helper.py"
    lay_course(tmp_path, rubric={"given": ["helper"]}, files={given: "X = 1\n"})

    untouched = paper_of(tmp_path).untouched_submission()

    assert dict(untouched.files) == {f"{STEM}.py": TEMPLATE.encode()}
    assert untouched.answers == {}


def test_the_examiner_is_told_of_checks_but_of_no_marks(tmp_path: Path) -> None:
    checks = {"doubles": {"visibility": "public", "tolerance": 0.5, "call_seconds": 3}}

    told = paper_of(lay_course(tmp_path, checks=checks)).settings("salt")

    check = told.checks[STEM]["doubles"]
    assert (check.public, check.tolerance, check.call_seconds) == (True, 0.5, 3)
    assert "marks" not in repr(told)
    assert told.seed == "salt"


def test_the_seed_of_a_course_is_a_line_beside_its_graders(tmp_path: Path) -> None:
    paper = paper_of(lay_course(tmp_path, files={f"graders/{NAME}/seed.txt": "s3\n"}))

    assert paper.seed == "s3"


def test_a_course_without_a_seed_has_an_empty_one(tmp_path: Path) -> None:
    assert paper_of(lay_course(tmp_path)).seed == ""


def test_a_folder_that_is_no_course_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no course.*--course"):
        course.load(tmp_path)


def test_the_faults_of_every_paper_are_told_at_once(tmp_path: Path) -> None:
    lay_course(tmp_path)
    for name in ("one", "two"):
        (tmp_path / "rubrics" / f"{name}.yaml").write_text(f"assignment: {name}\n")

    with pytest.raises(RubricError) as caught:
        course.load(tmp_path)

    assert "one.yaml" in str(caught.value)
    assert "two.yaml" in str(caught.value)


def test_a_paper_is_chosen_by_its_name(tmp_path: Path) -> None:
    papers = course.load(lay_course(tmp_path))

    assert course.choose(papers, NAME) is papers[0]


def test_a_name_that_no_paper_has_is_answered_with_those_there_are(
    tmp_path: Path,
) -> None:
    papers = course.load(lay_course(tmp_path))

    with pytest.raises(UsageError, match=r"no assignment 'hw9'.* has: tiny"):
        course.choose(papers, "hw9")


def test_a_seed_file_is_read_without_its_line_end(tmp_path: Path) -> None:
    path = tmp_path / "seed"
    path.write_text("  autumn \n")

    assert course.check_seed_file(path) == "autumn"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\xfd"])
def test_a_seed_file_that_holds_no_line_is_refused(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "seed"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=r"The seed file .*/seed "):
        course.check_seed_file(path)


def test_a_seed_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        course.check_seed_file(tmp_path / "seed")


def test_data_that_agrees_with_its_manifest_is_good(tmp_path: Path) -> None:
    lay_course(tmp_path)
    lay_data(tmp_path, weights="1 2 3")

    course.check_assets(paper_of(tmp_path))


def test_every_file_that_was_changed_or_lost_is_named(tmp_path: Path) -> None:
    lay_course(tmp_path)
    folder = lay_data(tmp_path, weights="1 2 3", images="4 5", kept="6")
    (folder / "weights").write_text("1 2 4")
    (folder / "images").unlink()

    with pytest.raises(AssetError) as caught:
        course.check_assets(paper_of(tmp_path))

    told = str(caught.value)
    assert "weights was changed" in told
    assert "images is missing" in told
    assert "kept" not in told


def test_data_without_a_manifest_is_refused(tmp_path: Path) -> None:
    lay_course(tmp_path)
    (lay_data(tmp_path) / "manifest.json").unlink()

    with pytest.raises(AssetError, match=r"manifest.json is missing"):
        course.check_assets(paper_of(tmp_path))


def test_a_paper_without_data_needs_no_manifest(tmp_path: Path) -> None:
    course.check_assets(paper_of(lay_course(tmp_path)))


def test_data_that_a_script_should_have_made_is_asked_for(tmp_path: Path) -> None:
    script = f"reference/{NAME}/make_assets.py"
    paper = paper_of(lay_course(tmp_path, files={script: ""}))

    with pytest.raises(AssetError, match=r"make it: python .*make_assets.py"):
        course.check_assets(paper)


def test_missing_files_are_listed_beside_the_faults_of_a_rubric(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    text = "assignment: hw\ntitel: x\nquestions:\n  - stem: q1\n"
    (tmp_path / "rubrics/hw.yaml").write_text(text)

    with pytest.raises(RubricError) as caught:
        course.load(tmp_path)

    told = str(caught.value)
    assert "hw.yaml:2: titel" in told
    assert "graders/hw/test_q1.py: is missing." in told
    assert "reference/hw/q1.py: is missing." in told


@pytest.mark.parametrize(
    ("line", "preloaded"),
    [
        ("import math", []),
        ("optimal = 1  # optimiser", []),
        ("opt = torch.optim.Adam(model.parameters())", ["torch._dynamo"]),
        ("from torchvision import models", ["torchvision.models"]),
    ],
)
def test_what_answers_take_long_to_import_is_loaded_beforehand(
    line: str, preloaded: list[str], tmp_path: Path
) -> None:
    root = lay_course(tmp_path)
    path = root / "reference" / NAME / f"{STEM}.py"
    path.write_text(f"{path.read_text()}\n{line}\n")

    assert paper_of(root).preload == preloaded
