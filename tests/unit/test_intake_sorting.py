"""Which file answers which question, and for which paper."""

from pathlib import Path

import pytest

from markstone.intake import collect
from markstone.intake.names import printable
from markstone.intake.notices import Notices
from markstone.model import Status, Submission
from tests.unit.intake_builders import A5, QUIZ, a_paper, notices_of, only, write


def handed_in(
    folder: Path, files: dict[str, str], assignment: str | None = "cs5370_a5"
) -> Submission:
    write(folder / "ann", files)
    return only(folder, assignment)


def test_a_module_is_found_in_a_folder(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"src/vae/p2_vae.py": "", "notes.txt": ""})

    assert submission.modules == {"p2_vae": "src/vae/p2_vae.py"}


def test_files_that_no_question_names_are_carried_along(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"p2_vae.py": "", "lib/net.py": "n", "w.pt": "w"})

    assert submission.files == {"p2_vae.py": b"", "lib/net.py": b"n", "w.pt": b"w"}


def test_the_module_nearest_to_the_root_counts(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"a/b/p2_vae.py": "", "z/p2_vae.py": "", "x": ""})

    assert submission.modules == {"p2_vae": "z/p2_vae.py"}


def test_the_modules_that_do_not_count_are_named(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"p2_vae.py": "", "old/p2_vae.py": ""})

    assert submission.notices == (
        "Not looked at, `p2_vae.py` answers p2_vae: `old/p2_vae.py`.",
    )


@pytest.mark.parametrize("name", ["P2_VAE.py", "p2-vae.py", "p2_vae (1).py"])
def test_a_module_is_found_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    submission = handed_in(tmp_path, {name: ""})

    assert set(submission.modules) == {"p2_vae"}
    assert "was taken as the answer to p2_vae" in notices_of(submission)


def test_the_module_spelt_right_counts_before_one_spelt_otherwise(
    tmp_path: Path,
) -> None:
    submission = handed_in(
        tmp_path, {"P2-VAE.py": "", "p2_vae (1).py": "", "p2_vae.py": ""}
    )

    assert submission.modules == {"p2_vae": "p2_vae.py"}


def test_one_file_with_another_name_is_offered_to_every_question(
    tmp_path: Path,
) -> None:
    submission = handed_in(tmp_path, {"homework.py": "", "setup.py": ""})

    assert submission.modules == dict.fromkeys(
        ["p2_vae", "p3_transformer", "t1_complexity"], "homework.py"
    )


def test_of_several_files_with_other_names_none_is_guessed(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"one.py": "", "two.py": ""})

    assert (submission.modules, submission.status) == ({}, Status.UNREADABLE)


def test_what_answers_no_question_says_how_it_could(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"essay.pdf": ""})

    assert submission.assignment == "cs5370_a5"
    assert submission.notices[0].startswith(
        "Nothing in it answers a question of cs5370_a5: code stands in files such as "
        "`p2_vae.py`"
    )


def test_an_untouched_sheet_is_an_answer(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"answers.yaml": "assignment: cs5370_a5"})

    assert (submission.status, submission.answers) == (Status.GRADED, {})


@pytest.mark.parametrize(
    "name",
    [
        "conftest.py",
        "lib/conftest.py",
        "Conftest.py",
        "pytest.ini",
        "tox.ini",
        "setup.cfg",
        "pyproject.toml",
        "sitecustomize.py",
        "usercustomize.py",
        "evil.pth",
    ],
)
def test_what_could_steer_a_grader_is_not_taken(tmp_path: Path, name: str) -> None:
    submission = handed_in(tmp_path, {"p2_vae.py": "", name: "evil"})

    assert set(submission.files) == {"p2_vae.py"}
    assert submission.notices == (
        f"Not taken, Python or a test runner would obey it: `{name}`.",
    )


def test_a_copy_of_given_code_is_not_taken(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"p2_vae.py": "", "lib/setup.py": "edited"})

    assert set(submission.files) == {"p2_vae.py"}
    assert submission.notices == (
        "Not taken, the course's own copy is used: `lib/setup.py`.",
    )


def test_a_copy_of_the_course_s_data_is_not_taken(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, {"p2_vae.py": "", "data/a.pt": "", "data/b.pt": ""}
    )

    assert set(submission.files) == {"p2_vae.py"}
    assert len(submission.notices) == 1
    assert "The folder `data` was not taken" in submission.notices[0]


def test_data_of_one_s_own_elsewhere_is_carried_along(tmp_path: Path) -> None:
    submission = handed_in(
        tmp_path, {"p2_vae.py": "", "mine/data/a.pt": "", "data": ""}
    )

    assert set(submission.files) == {"p2_vae.py", "mine/data/a.pt", "data"}


def test_nothing_but_data_leaves_nothing(tmp_path: Path) -> None:
    assert handed_in(tmp_path, {"data/a.pt": ""}).status is Status.UNREADABLE


def test_the_sheet_tells_the_assignment(tmp_path: Path) -> None:
    files = {"answers.yaml": "assignment: IE643_Quiz2", "p2_vae.py": ""}

    assert handed_in(tmp_path, files, None).assignment == "ie643_quiz2"


def test_the_names_of_the_files_tell_the_assignment(tmp_path: Path) -> None:
    files = {"p2_vae.py": "", "p3_transformer.py": "", "q3_unet_video.py": ""}

    assert handed_in(tmp_path, files, None).assignment == "cs5370_a5"


def test_the_questions_of_the_sheet_tell_the_assignment(tmp_path: Path) -> None:
    files = {"answers.yaml": "q1_gan_coverage: {a: 1}"}

    assert handed_in(tmp_path, files, None).assignment == "ie643_quiz2"


def test_the_argument_tells_the_assignment_when_nothing_else_does(
    tmp_path: Path,
) -> None:
    assert handed_in(tmp_path, {"hw.py": ""}, "ie643_quiz2").assignment == "ie643_quiz2"


def test_the_argument_breaks_a_tie(tmp_path: Path) -> None:
    files = {"p2_vae.py": "", "q3_unet_video.py": ""}

    assert handed_in(tmp_path, files, "ie643_quiz2").assignment == "ie643_quiz2"


@pytest.mark.parametrize(
    "files", [{"hw.py": ""}, {"p2_vae.py": "", "q3_unet_video.py": ""}]
)
def test_an_assignment_that_nothing_tells_is_not_guessed(
    tmp_path: Path, files: dict[str, str]
) -> None:
    submission = handed_in(tmp_path, files, None)

    assert (submission.assignment, submission.status) == (None, Status.UNREADABLE)
    assert "tells which assignment it answers" in submission.notices[0]


@pytest.mark.parametrize(
    "files", [{"answers.yaml": "assignment: ie643_quiz2"}, {"q3_unet_video.py": ""}]
)
def test_what_was_handed_in_stands_before_the_argument(
    tmp_path: Path, files: dict[str, str]
) -> None:
    submission = handed_in(tmp_path, files, "cs5370_a5")

    assert submission.assignment == "ie643_quiz2"
    assert notices_of(submission) == (
        "It was handed in for cs5370_a5 and answers ie643_quiz2; it was graded as "
        "ie643_quiz2."
    )


def test_an_assignment_that_is_not_of_the_course_is_told(tmp_path: Path) -> None:
    files = {"answers.yaml": "assignment: cs5370_a6", "p2_vae.py": ""}

    submission = handed_in(tmp_path, files, None)

    assert submission.assignment == "cs5370_a5"
    assert notices_of(submission) == (
        "`answers.yaml` says `assignment: cs5370_a6`, which is not one of this course; "
        "did you mean cs5370_a5?"
    )


def test_an_assignment_like_no_other_is_told(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, {"answers.yaml": "assignment: zzz"}, None)

    assert "which is not one of this course." in notices_of(submission)


def test_questions_of_another_paper_are_not_looked_at(tmp_path: Path) -> None:
    files = {
        "answers.yaml": "assignment: cs5370_a5",
        "q3_unet_video.py": "",
        "p2_vae.py": "",
    }

    assert handed_in(tmp_path, files).modules == {"p2_vae": "p2_vae.py"}


def test_a_stem_of_two_papers_is_sorted_by_the_paper(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", "ann/q9.py": ""})

    (submission,) = collect(
        tmp_path, papers=[A5, QUIZ, a_paper("other", "p2_vae", "q9")]
    )

    assert submission.assignment == "other"


def test_files_with_one_fate_share_a_sentence() -> None:
    notices = Notices()
    for name in "abcdefg":
        notices.gather("Not taken", name)

    assert notices.sentences() == ("Not taken: a, b, c, d, e and 2 more.",)


def test_a_sentence_is_said_once() -> None:
    notices = Notices()
    notices.say("So.")
    notices.say("So.")

    assert notices.sentences() == ("So.",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m\n", "a\\x1b[31m\\n"),
        ("a\u202eb", "a\\u202eb"),
        ("x" * 90, "x" * 80 + "…"),
    ],
)
def test_text_of_a_stranger_is_shown_harmless(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("name", ["torch.py", "random.py", "numpy/__init__.py"])
def test_a_file_that_python_never_imports_is_told_of(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", f"ann/{name}": ""})

    assert notices_of(only(tmp_path)).startswith("Never imported, because Python has")


@pytest.mark.parametrize("name", ["net.py", "lib/random.py", "torch.txt", "code/p3.py"])
def test_a_file_that_python_imports_is_not_told_of(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", f"ann/{name}": ""})

    assert only(tmp_path).notices == ()
