"""Downloads of learning platforms: who is who is read where it is clear."""

from pathlib import Path

import pytest

from markstone.intake.downloads import Download, recognise
from markstone.model import Status
from tests.unit.intake_builders import collect_from, notices_of, only, write, zipped

WORK = {"p2_vae.py", "answers.yaml", "P2-VAE-1.py"}


def found(name: str) -> Download | None:
    return recognise(name, WORK.__contains__)


@pytest.mark.parametrize(
    ("name", "student", "file"),
    [
        ("doejane_4711_90210_p2_vae.py", "doejane_4711", "p2_vae.py"),
        ("doejane_47_90_p2_vae.py", "doejane_47", "p2_vae.py"),
        ("doejane_4711_90210_hw_5.zip", "doejane_4711", "hw_5.zip"),
        ("doejane_4711_90210_P2-VAE-1.py", "doejane_4711", "P2-VAE-1.py"),
        ("anon_x7Yz_90210_p2_vae.py", "anon_x7Yz", "p2_vae.py"),
        ("døejåne_4711_90210_a_1_b.py", "døejåne_4711", "a_1_b.py"),
        ("Jane Doe_4711_assignsubmission_file_x.py", "Jane Doe_4711", "x.py"),
        ("name_123_p2_vae.py", "name_123", "p2_vae.py"),
        ("name_123_answers.yaml", "name_123", "answers.yaml"),
    ],
)
def test_a_name_of_a_platform_says_whose_file_it_is(
    name: str, student: str, file: str
) -> None:
    assert found(name) == Download(student=student, file=file)


def test_a_name_of_canvas_may_say_that_it_was_late() -> None:
    assert found("doejane_LATE_4711_90210_p2_vae.py") == Download(
        student="doejane_4711", file="p2_vae.py", is_late=True
    )


@pytest.mark.parametrize(
    "name",
    [
        *("p2_vae.py", "answers.yaml", "jane_doe.py", "team_1_2_final.zip"),
        *("name_123_other.py", "name_p2_vae.py", "hw_5.zip", "ann_1_final.zip"),
    ],
)
def test_what_merely_looks_like_one_is_left_alone(name: str) -> None:
    assert found(name) is None


def test_the_flat_files_of_a_student_are_one_submission(tmp_path: Path) -> None:
    sheet = "t1_complexity: {a: 3}\n"
    write(
        tmp_path,
        {
            "doejane_4711_90210_p2_vae.py": "x = 1",
            "doejane_4711_90211_p3_transformer.py": "",
            "doejane_4711_90212_answers.yaml": sheet,
            "doejane_4711_90213_loss.png": "",
            "roejohn_4712_90214_p2_vae.py": "",
        },
    )

    jane, john = collect_from(tmp_path)

    assert (jane.student, john.student) == ("doejane_4711", "roejohn_4712")
    assert set(jane.modules) == {"p2_vae", "p3_transformer"}
    assert jane.answers == {"t1_complexity": {"a": "3"}}
    assert notices_of(jane).startswith("Taken as one student's, as learning platforms")


def test_an_archive_of_a_flat_download_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"doejane_4711_90210_hw.zip": zipped({"p2_vae.py": ""})})

    assert set(only(tmp_path).modules) == {"p2_vae"}


def test_a_link_in_a_flat_download_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "secret", {"key.py": "k"})
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ann_1_p2_vae.py").symlink_to(tmp_path / "secret" / "key.py")

    submission = only(tmp_path / "class")

    assert submission.status is Status.UNREADABLE
    assert "Not taken, a symbolic link" in notices_of(submission)


def test_two_flat_files_of_one_name_are_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"doejane_4711_90210_p2_vae.py": "1", "doejane_4711_90211_p2_vae.py": "2"},
    )

    submission = only(tmp_path)

    assert submission.files == {"p2_vae.py": b"1"}
    assert "a second file of the same name" in notices_of(submission)


@pytest.mark.parametrize("end", ["_assignsubmission_file_", "_assignsubmission_file"])
def test_a_folder_of_moodle_is_named_by_its_student(tmp_path: Path, end: str) -> None:
    write(tmp_path, {f"Jane Doe_4711{end}/p2_vae.py": ""})

    assert only(tmp_path).student == "Jane Doe_4711"


def test_a_flat_download_stands_beside_a_folder_of_the_same_name(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"ann_1/p2_vae.py": "", "ann_1_p2_vae.py": ""})

    assert [s.student for s in collect_from(tmp_path)] == ["ann_1", "ann_1-2"]
