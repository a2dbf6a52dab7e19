"""A folder of submissions: which entries are one, whose, and for which paper."""

import tarfile
from pathlib import Path

import pytest

from markstone.errors import NothingToGradeError, UsageError
from markstone.intake import _read, collect
from markstone.intake.entries import Entry
from markstone.model import Status
from tests.unit.intake_builders import (
    A5,
    QUIZ,
    a_notebook,
    code,
    collect_from,
    notices_of,
    only,
    tarred,
    tarred_members,
    write,
    zipped,
)

VAE = {"p2_vae.py": "x = 1"}


def test_every_kind_of_entry_is_one_submission(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "ann/p2_vae.py": "x = 1",
            "bob.zip": zipped(VAE),
            "cem.tar.gz": tarred(VAE),
            "dan.tgz": tarred(VAE),
            "eve.tar": tarred(VAE, "w"),
            "fay.py": "x = 1",
            "gus.ipynb": a_notebook(code("x = 1", "p2_vae")),
        },
    )

    found = {s.student: "p2_vae" in s.modules for s in collect_from(tmp_path)}

    assert found == dict.fromkeys(
        ["ann", "bob", "cem", "dan", "eve", "fay", "gus"], True
    )


def test_what_is_no_submission_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "ann/p2_vae.py": "x = 1",
            "README.md": "for the marker",
            "roster.csv": "ann",
            ".git/config": "",
            ".DS_Store": "",
            "Thumbs.db": "",
            "__MACOSX/._ann": "",
            "__pycache__/x.pyc": "",
        },
    )

    assert [s.student for s in collect_from(tmp_path)] == ["ann"]


def test_submissions_are_sorted_by_student(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": "", "a/p2_vae.py": "", "c.zip": zipped(VAE)})

    assert [s.student for s in collect_from(tmp_path)] == ["a", "b", "c"]


def test_a_folder_keeps_its_full_name(tmp_path: Path) -> None:
    write(tmp_path, {"ann.v2.py/p2_vae.py": ""})

    assert only(tmp_path).student == "ann.v2.py"


def test_two_entries_of_one_name_both_stand(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "x = 1", "ann.zip": zipped(VAE)})

    assert [s.student for s in collect_from(tmp_path)] == ["ann", "ann-2"]


def test_the_second_of_one_name_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "x = 1", "ann.zip": zipped(VAE)})

    first, second = collect_from(tmp_path)

    assert (first.notices, len(second.notices)) == ((), 1)
    assert "another submission of ann" in second.notices[0]


def test_names_that_differ_in_case_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"Ann.zip": zipped(VAE), "ann.tgz": tarred(VAE)})

    assert [s.student for s in collect_from(tmp_path)] == ["Ann", "ann-2"]


def test_names_that_differ_in_normal_form_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"Zoe\u0308.py": "", "Zo\u00eb.zip": zipped(VAE)})

    assert [s.student for s in collect_from(tmp_path)] == ["Zo\u00eb", "Zo\u00eb-2"]


def test_a_suffix_never_takes_the_name_of_another_student(tmp_path: Path) -> None:
    write(tmp_path, {"ann.py": "", "ann.zip": zipped(VAE), "ann-2.py": "y = 2"})

    found = {s.student: list(s.files.values()) for s in collect_from(tmp_path)}

    assert found["ann-2"] == [b"y = 2"]
    assert sorted(found) == ["ann", "ann-2", "ann-3"]


def test_a_student_s_name_holds_nothing_hidden(tmp_path: Path) -> None:
    write(tmp_path, {"a\u202enna\n.py": ""})

    assert only(tmp_path).student == "a_nna_"


def test_a_name_of_blanks_is_still_a_name(tmp_path: Path) -> None:
    write(tmp_path, {" .py": ""})

    assert only(tmp_path).student == "_"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere is not a folder"):
        collect_from(tmp_path / "nowhere")


def test_a_folder_without_submissions_has_nothing_to_grade(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": ""})

    with pytest.raises(NothingToGradeError, match="holds no submission"):
        collect_from(tmp_path)


def test_an_assignment_that_is_not_of_the_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cs5370_a5, ie643_quiz2"):
        collect_from(tmp_path, "cs5370_a6")


@pytest.mark.parametrize(
    "files",
    [
        {"p2_vae.py": ""},
        {"answers.yaml": "", "hw.ipynb": a_notebook()},
        {"answers.yml": ""},
        {"p2_vae.py": "", "helper.py": "", "data/x.pt": "", "figures/loss.png": ""},
    ],
)
def test_one_student_s_folder_is_not_taken_for_a_class(
    tmp_path: Path, files: dict[str, str]
) -> None:
    write(tmp_path, files)

    with pytest.raises(UsageError, match="Name the folder above it"):
        collect_from(tmp_path)


@pytest.mark.parametrize(
    "entry",
    [
        {"ann/p3_transformer.py": ""},
        {"ann/deep/answers.yaml": ""},
        {"ann/hw.ipynb": a_notebook()},
        {"ann.zip": zipped(VAE)},
        {f"ann/{i}.txt": "" for i in range(2001)},
    ],
)
def test_a_stray_sheet_beside_submissions_is_passed_over(
    tmp_path: Path, entry: dict[str, str]
) -> None:
    write(tmp_path, {"answers.yaml": ""} | entry)

    assert only(tmp_path).student == "ann"


def test_a_stray_module_beside_submissions_is_seen(tmp_path: Path) -> None:
    write(tmp_path, {"p2_vae.py": "", "zoe/p2_vae.py": ""})

    stray, _ = collect_from(tmp_path)

    assert "named like a question, not like a student" in notices_of(stray)


def test_an_empty_folder_is_not_submitted(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()

    assert only(tmp_path).status is Status.NOT_SUBMITTED


def test_a_folder_of_junk_is_not_submitted(tmp_path: Path) -> None:
    write(tmp_path, {"ann/.DS_Store": "", "ann/__pycache__/p2_vae.pyc": ""})

    assert only(tmp_path).status is Status.NOT_SUBMITTED


def test_what_is_not_submitted_says_why(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()

    assert only(tmp_path).notices == ("It holds no file.",)


def test_a_refused_submission_belongs_to_the_assignment_asked_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "ann").mkdir()

    assert only(tmp_path, "ie643_quiz2").assignment == "ie643_quiz2"


def test_what_breaks_the_reader_costs_its_own_student_only(tmp_path: Path) -> None:
    endless = tarfile.TarInfo("p2_vae.py")
    endless.pax_headers = {"size": str(2**70)}  # more than a file can be sought in
    write(tmp_path, {"ann.tar": tarred_members([(endless, b"")]), "bob/p2_vae.py": ""})

    statuses = {s.student: s.status for s in collect_from(tmp_path)}

    assert statuses == {"ann": Status.UNREADABLE, "bob": Status.GRADED}


def test_what_vanishes_while_a_class_is_read_is_unreadable(tmp_path: Path) -> None:
    entry = Entry(path=tmp_path / "ann.zip", student="ann", notice="It was odd.")

    submission = _read(entry, [A5], None)

    assert submission.status is Status.UNREADABLE
    assert submission.notices == (
        "ann.zip could not be read (FileNotFoundError).",
        "It was odd.",
    )


def test_papers_are_all_that_is_known_of_a_course(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": ""})

    (submission,) = collect(tmp_path, papers=[QUIZ])

    assert (submission.assignment, submission.status) == (None, Status.UNREADABLE)


def test_a_class_of_one_paper_is_sorted_by_it(tmp_path: Path) -> None:
    write(tmp_path, {"ann/q1_gan_coverage.py": "", "bob/p2_vae.py": ""})

    submissions = collect(tmp_path, papers=[A5, QUIZ])

    assert [s.assignment for s in submissions] == ["ie643_quiz2", "cs5370_a5"]
