"""What the command line answers: exit codes, sentences, and how it can be stopped."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.integration.running import (
    CLASS,
    Run,
    command,
    copied_course,
    grade,
    not_passed,
    some_of_the_class,
    watched,
)

pytestmark = pytest.mark.slow


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new))


def answer(*arguments: object, cwd: Path | None = None) -> tuple[int, str]:
    """Return exit code and complaint of a command that gets nowhere."""
    ended = subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=cwd,
    )
    return ended.returncode, ended.stderr


def test_an_empty_folder_is_nothing_to_grade(tmp_path: Path) -> None:
    code, complaint = answer(tmp_path)

    assert code == 3
    assert "holds no submission" in complaint


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "is not a folder. Name the folder that holds the submissions"),
        (["selftst"], "Or did you mean `selftest`?"),
        (["grde"], "one entry for each student.\n"),
        (["exprt", "canvas", "results"], "Or did you mean `export`?"),
        ([CLASS, "--assignment", "hw9"], "There is no assignment 'hw9'. The course"),
        ([CLASS, "--isolation", "none"], "add --unsafe-no-sandbox: student code then"),
        ([CLASS, "--isolation", "wool"], 'Invalid value "wool" for --isolation.'),
        ([CLASS, "--jobs", "0"], "--jobs takes a number from 1."),
        ([CLASS, "--jobs", "two"], 'unable to convert "two" into int. See --help.'),
        ([CLASS, "--fast"], "Unknown option: --fast. See --help."),
        ([CLASS, "--course", CLASS], "holds no course (no folder `rubrics`)"),
        ([CLASS, "--seed-file", "nowhere"], "The seed file nowhere cannot be read"),
        ([CLASS / "s01"], "looks like one student's submission"),
        ([], "Parameter SUBMISSIONS requires an argument. See --help."),
    ],
    ids=lambda value: " ".join(map(str, value[-2:])) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[object], sentence: str, tmp_path: Path
) -> None:
    code, complaint = answer(*arguments, cwd=tmp_path)

    assert (code, sentence in complaint) == (2, True), complaint
    assert "Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []


def test_every_fault_of_a_rubric_is_listed_with_its_line(tmp_path: Path) -> None:
    course = copied_course(tmp_path / "course")
    rubric = course / "rubrics" / "cs5370_a5.yaml"
    replace(rubric, "given: [lm_setup, ", "gievn: [lm_setup, ")
    replace(rubric, "tolerance: 0.06\n", "tolerance: -1\n")
    replace(rubric, "call_seconds: 30\n", "call_seconds: long\n")
    lines = [line.strip() for line in rubric.read_text().splitlines()]

    code, complaint = answer(CLASS, "--course", course, "--out", tmp_path / "out")

    assert code == 2
    for fault in (
        "gievn: [lm_setup, caption_setup]",
        "tolerance: -1",
        "call_seconds: long",
    ):
        place = f"cs5370_a5.yaml:{lines.index(fault) + 1}: "
        (said,) = [line for line in complaint.splitlines() if line.startswith(place)]
        assert fault.split(":")[0] in said
    assert not (tmp_path / "out").exists()


def test_marks_that_do_not_add_up_are_told_with_both_sums(tmp_path: Path) -> None:
    course = copied_course(tmp_path / "course")
    replace(course / "rubrics" / "cs5370_a5.yaml", "total: 50\n", "total: 51\n")

    code, complaint = answer(CLASS, "--course", course)

    assert code == 2
    assert "total: is 51, and the parts of the questions" in complaint
    assert "make 50" in complaint


def test_every_contradiction_of_a_course_is_listed_with_its_files(
    tmp_path: Path,
) -> None:
    course = copied_course(tmp_path / "course")
    rubric = course / "rubrics" / "cs5370_a5.yaml"
    replace(rubric, "          rnn_space_test:\n", "          rnn_spaec_test:\n")
    (course / "graders" / "cs5370_a5" / "test_p2_vae.py").unlink()
    (course / "reference" / "cs5370_a5" / "p4_planar_flow.py").unlink()

    code, complaint = answer(CLASS, "--course", course, "--out", tmp_path / "out")

    assert code == 2
    for named in ("rnn_spaec_test", "rnn_space_test", "test_p2_vae.py"):
        assert named in complaint
    assert "p4_planar_flow" in complaint
    assert not (tmp_path / "out").exists()


def test_a_wrong_reference_stops_the_grading_before_it_begins(tmp_path: Path) -> None:
    course = copied_course(tmp_path / "course")
    reference = course / "reference" / "cs5370_a5" / "p2_vae.py"
    right = 'functional.binary_cross_entropy(x_hat, x, reduction="none")'
    replace(reference, right, "-(x * x_hat.log() + (1 - x) * (1 - x_hat).log())")

    code, complaint = answer(CLASS, "--course", course, "--out", tmp_path / "out")

    assert code == 2
    assert "Grading stopped before it began." in complaint
    assert "p2_vae.saturated came to FAILED" in complaint
    assert not list(tmp_path.glob("out/**/gradebook.*"))


def test_a_reference_that_cannot_be_imported_is_quoted(tmp_path: Path) -> None:
    course = copied_course(tmp_path / "course")
    reference = course / "reference" / "cs5370_a5" / "p2_vae.py"
    reference.write_text(f"{reference.read_text()}\nimport torchvison\n")

    code, complaint = answer(CLASS, "--course", course)

    assert code == 2
    assert "No module named 'torchvison'" in complaint


def test_without_bubblewrap_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    asked = ("--isolation", "namespaces")
    run = grade(CLASS, tmp_path, *asked, path=str(tmp_path))

    assert run.code == 2
    assert "bubblewrap is not installed." in run.complained
    assert "apt-get install bubblewrap" in run.complained
    assert "--unsafe-no-sandbox" in run.complained
    assert run.left == ()


def test_without_bubblewrap_the_strongest_tier_that_holds_is_taken_and_told(
    tmp_path: Path, example: Run
) -> None:
    some = some_of_the_class(tmp_path / "class", "s10")

    run = grade(some, tmp_path / "out", path=str(tmp_path))

    why = "Isolation 'namespaces' is not to be had here: bubblewrap is not installed."
    assert why in run.said
    assert "grade.py doctor" in run.said
    assert (run.code, run.facts["isolation"]) == (0, "landlock")
    assert run.students["s10"] == example.students["s10"]
    assert run.left == ()


def test_the_doctor_names_the_tier_and_this_machine() -> None:
    ended = subprocess.run(
        command("doctor"), capture_output=True, text=True, check=False, timeout=120
    )

    assert ended.returncode == 0
    assert ended.stdout.startswith("namespaces: holds, and would be used")
    for fact in ("bubblewrap", "landlock", "torch", "cores", "memory", "cgroup"):
        assert fact in ended.stdout


def test_without_a_wall_the_marks_are_the_same_and_the_run_says_so(
    tmp_path: Path,
) -> None:
    some = some_of_the_class(tmp_path / "class", "s03.zip", "s10", "s12")

    walled = grade(some, tmp_path / "walled")
    bare = grade(some, tmp_path / "bare", "--unsafe-no-sandbox")

    assert (walled.code, bare.code) == (0, 0)
    assert bare.students == walled.students
    assert (walled.facts["isolation"], bare.facts["isolation"]) == (
        "namespaces",
        "none",
    )
    assert bare.left == ()


def test_what_cannot_be_read_is_in_the_gradebook_with_its_reason(
    tmp_path: Path,
) -> None:
    some = some_of_the_class(tmp_path / "class", "s09")
    (some / "empty").mkdir()
    (some / "broken.zip").write_bytes((CLASS / "s03.zip").read_bytes()[:-40])
    (some / "lost.py").write_text("answer = 42\n")
    (some / "blank").mkdir()
    (some / "blank" / "answers.yaml").write_text("assignment: cs5370_a5\n")
    (some / "notes.txt").write_text("not a submission\n")

    run = grade("class", tmp_path / "out", cwd=tmp_path)

    assert run.code == 0
    statuses = {name: student["status"] for name, student in run.students.items()}
    assert statuses == {
        "blank": "graded",
        "broken": "unreadable",
        "empty": "not_submitted",
        "lost": "unreadable",
        "s09": "awaits_marker",
    }
    assert "damaged" in run.students["broken"]["notices"][0]
    assert "which assignment it answers" in run.students["lost"]["notices"][0]
    silent = set(not_passed(run.students["blank"]).values())
    assert silent == {"NOT_ATTEMPTED"}


def test_ctrl_c_ends_everything_at_once(tmp_path: Path) -> None:
    some = some_of_the_class(tmp_path / "class", "s07")
    report = tmp_path / "left.json"
    running = subprocess.Popen(
        watched(report, some, "--out", tmp_path / "out", "--jobs", 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # its own group, as in a terminal
    )
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith("Grading"):
            break
    time.sleep(6)  # the reference takes 3, then s07 loops for 10

    begun = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    _, complaint = running.communicate(timeout=60)

    assert running.returncode == 130
    assert complaint == "Interrupted. What was finished lies in the results folder.\n"
    assert report.read_text() == "[]"
    assert time.monotonic() - begun < 9  # 10 are what s07 may take


def test_the_course_is_found_wherever_the_command_is_started(tmp_path: Path) -> None:
    some_of_the_class(tmp_path / "class", "s09")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    run = grade("../class", tmp_path / "out", cwd=elsewhere)

    assert run.code == 0
    assert run.students["s09"]["marks"] == 3.75
    assert list(elsewhere.iterdir()) == []
