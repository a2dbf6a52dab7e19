"""A class as each platform exports it, read without being told which it is."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from markstone.errors import UsageError
from markstone.intake import collect
from markstone.intake.downloads import recognise
from markstone.model import Person, Status, Submission
from tests.unit.exports_builders import PLATFORMS
from tests.unit.intake_builders import (
    A5,
    QUIZ,
    Files,
    collect_from,
    notices_of,
    write,
    zipped,
)

VAE = {"p2_vae.py": "x = 1"}
METADATA = (PLATFORMS / "submission_metadata.yml").read_text()

GRADESCOPE: Files = {
    "assignment_77_export/submission_metadata.yml": METADATA,
    "assignment_77_export/.DS_Store": "",
    "assignment_77_export/submission_301/p2_vae.py": "x = 1",
    "assignment_77_export/submission_302/hw.zip": zipped(VAE),
    "assignment_77_export/submission_303/p2_vae.py": "x = 1",
    "__MACOSX/assignment_77_export/._submission_metadata.yml": "",
}
CANVAS: Files = {
    "doejane_4711_90210_p2_vae.py": "x = 1",
    "doejane_4711_90211_answers.yaml": "t1_complexity: {a: 3}\n",
    "roejohn_LATE_4712_90214_p2_vae-1.py": "x = 1",
    "poeann_4713_text.html": "<p>here</p>",
    "anon_x7Yz_90215_p2_vae.py": "x = 1",
}
MOODLE: Files = {
    "Jana Müller_50011_assignsubmission_file_/p2_vae.py": "x = 1",
    "Jana Müller_50011_assignsubmission_onlinetext_/onlinetext.html": "<p>see file",
    "Jörg Weiß_50012_assignsubmission_file_/hw.zip": zipped(VAE),
    "Jörg Weiß_50012_assignsubmission_onlinetext_/onlinetext.html": "<p>zip",
    "Lea Öz_50013_assignsubmission_onlinetext_/onlinetext.html": "<p>my answer",
}
GITHUB: Files = {
    f"hw5-submissions/hw5-{login}/{name}": text
    for login in ("octocat", "jane-doe")
    for name, text in {".git/HEAD": "ref", "p2_vae.py": "x = 1"}.items()
}
CLASSROOM50: Files = {"dl-hw5_submissions_2026_11_06_T_14_30_45/scores.csv": "x"} | {
    f"dl-hw5_submissions_2026_11_06_T_14_30_45/dl-hw5-{login}/{name}": text
    for login in ("octocat", "jane-doe")
    for name, text in {
        ".git/HEAD": "ref",
        "p2_vae.py": "x = 1",
        "result.json": "{}",
    }.items()
}
ALL = {
    "gradescope": GRADESCOPE,
    "canvas": CANVAS,
    "moodle": MOODLE,
    "github": GITHUB,
    "classroom50": CLASSROOM50,
}


def told(found: list[Submission]) -> dict[str, tuple[str, ...]]:
    """Return by student what answers p2_vae, and who a platform says they are."""
    return {
        one.student: (one.modules.get("p2_vae", ""), *(p.id for p in one.people))
        for one in found
    }


def unpacked(folder: Path, files: Files) -> Path:
    write(folder, files)
    tops = [path for path in folder.iterdir() if not path.name.startswith("_")]
    return tops[0] if len(tops) == 1 else folder


def packed(folder: Path, files: Files) -> Path:
    folder.mkdir()
    path = folder / "hw5_submissions.zip"
    path.write_bytes(zipped(files))
    return path


EXPECTED = {
    "gradescope": {
        "9001": ("p2_vae.py", "9001"),
        "9002+mloe@example.edu": ("p2_vae.py", "9002", ""),
        "Zoë Coe": ("p2_vae.py", ""),
    },
    "canvas": {
        "anon_x7Yz": ("p2_vae.py",),
        "doejane_4711": ("p2_vae.py", "4711"),
        "poeann_4713": ("", "4713"),
        "roejohn_4712": ("p2_vae-1.py", "4712"),
    },
    "moodle": {
        "Jana Müller_50011": ("p2_vae.py", "50011"),
        "Jörg Weiß_50012": ("p2_vae.py", "50012"),
        "Lea Öz_50013": ("", "50013"),
    },
    "github": {
        "jane-doe": ("p2_vae.py", "jane-doe"),
        "octocat": ("p2_vae.py", "octocat"),
    },
    "classroom50": {
        "jane-doe": ("p2_vae.py", "jane-doe"),
        "octocat": ("p2_vae.py", "octocat"),
    },
}


@pytest.mark.parametrize("platform", ALL)
@pytest.mark.parametrize("form", [unpacked, packed])
def test_a_download_is_read_as_it_comes(
    tmp_path: Path, platform: str, form: Callable[[Path, Files], Path]
) -> None:
    path = form(tmp_path / "download", ALL[platform])

    assert told(collect_from(path)) == EXPECTED[platform]


def test_the_folder_around_a_download_will_do(tmp_path: Path) -> None:
    write(tmp_path / "mine", GRADESCOPE)

    assert told(collect_from(tmp_path / "mine")) == EXPECTED["gradescope"]


def test_gradescope_s_people_come_with_name_and_mail(tmp_path: Path) -> None:
    write(tmp_path, GRADESCOPE)

    people = {one.student: one.people for one in collect_from(tmp_path)}

    assert people["9002+mloe@example.edu"] == (
        Person(id="9002", name="Ann Poe", email="apoe@example.edu"),
        Person(name="Max Loe", email="mloe@example.edu"),
    )


def test_a_list_of_gradescope_that_is_damaged_is_told(tmp_path: Path) -> None:
    write(tmp_path, GRADESCOPE)
    path = tmp_path / "assignment_77_export" / "submission_metadata.yml"
    path.write_text("submission_301: [\n")

    with pytest.raises(UsageError, match="Export the submissions from Gradescope"):
        collect_from(tmp_path)


def test_a_submission_that_gradescope_s_list_does_not_name_keeps_its_folder(
    tmp_path: Path,
) -> None:
    write(tmp_path, {**GRADESCOPE, "assignment_77_export/submission_9/p2_vae.py": ""})

    assert "submission_9" in told(collect_from(tmp_path))


def test_a_late_file_of_canvas_says_so(tmp_path: Path) -> None:
    write(tmp_path, CANVAS)

    found = {one.student: notices_of(one) for one in collect_from(tmp_path)}

    assert "The name says LATE." in found["roejohn_4712"]
    assert "LATE" not in found["doejane_4711"]


def test_what_was_typed_online_lies_beside_the_files(tmp_path: Path) -> None:
    write(tmp_path, MOODLE)

    found = {one.student: one for one in collect_from(tmp_path)}

    jana = found["Jana Müller_50011"].files
    assert jana == {"p2_vae.py": b"x = 1", "onlinetext.html": b"<p>see file"}
    assert set(found["Jörg Weiß_50012"].files) == {"p2_vae.py", "onlinetext.html"}
    assert found["Lea Öz_50013"].status is Status.UNREADABLE


def test_a_flat_download_of_moodle_joins_files_and_text(tmp_path: Path) -> None:
    flat = {
        "Jana Müller_50011_assignsubmission_file_p2_vae.py": "x = 1",
        "Jana Müller_50011_assignsubmission_onlinetext_onlinetext.html": "<p>",
    }
    write(tmp_path, flat)

    (jana,) = collect_from(tmp_path)

    assert set(jana.files) == {"p2_vae.py", "onlinetext.html"}
    assert jana.people == (Person(id="50011", name="Jana Müller"),)


@pytest.mark.parametrize(
    "names",
    [
        ["team-a", "team-b", "team-c"],  # one word in common: their own
        ["dl-hw5-ann", "dl-hw5-bob"],  # too few to tell
        ["dl-hw5-ann", "dl-hw5-bob", "dl-hw6-cem"],
    ],
)
def test_repositories_of_which_it_is_not_clear_keep_their_names(
    tmp_path: Path, names: list[str]
) -> None:
    write(tmp_path, {f"{name}/{f}": "" for name in names for f in (".git/x", *VAE)})

    assert list(told(collect_from(tmp_path))) == names


def test_repositories_of_one_assignment_are_named_by_whose_they_are(
    tmp_path: Path,
) -> None:
    logins = ["ann", "bob-x", "cem"]
    write(
        tmp_path, {f"dl-hw5-{one}/{f}": "" for one in logins for f in (".git/x", *VAE)}
    )

    assert list(told(collect_from(tmp_path))) == logins


def test_folders_without_a_repository_keep_their_names(tmp_path: Path) -> None:
    names = ["dl-hw5-ann", "dl-hw5-bob", "dl-hw5-cem"]
    write(tmp_path, {f"{name}/p2_vae.py": "" for name in names})

    assert list(told(collect_from(tmp_path))) == names


def test_a_zip_of_a_folder_of_students_is_a_class(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "d", {"all/ann/p2_vae.py": "x = 1", "all/bob.zip": zipped(VAE)}
    )

    assert list(told(collect_from(path))) == ["ann", "bob"]


def test_no_file_of_a_zip_lies_outside_its_folder(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "d",
        {
            "ann/p2_vae.py": "x = 1",
            "bob/p2_vae.py": "x = 1",
            "../../evil_4711_90210_p2_vae.py": "x = 1",
            "/tmp/markstone_evil.py": "x = 1",  # noqa: S108
            "ann": "a file and a folder of one name",
            "x" * 300 + "/p2_vae.py": "x = 1",
        },
    )
    before = set(tmp_path.rglob("*"))

    found = told(collect_from(path))

    assert set(tmp_path.rglob("*")) == before
    assert not Path("/tmp/markstone_evil.py").exists()  # noqa: S108
    assert {"ann", "bob", "_", "tmp"} <= set(found)


def test_a_zip_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    with pytest.raises(UsageError, match=r"class\.zip cannot be unpacked"):
        collect(path, papers=[A5, QUIZ])


def test_an_encrypted_zip_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "d", {"ann/p2_vae.py": "x = 1"})
    data = bytearray(path.read_bytes())
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    path.write_bytes(data)
    assert zipfile.ZipFile(path).infolist()[0].flag_bits & 1

    with pytest.raises(UsageError, match="encrypted"):
        collect(path, papers=[A5, QUIZ])


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("doejane_4711_text.html", "doejane_4711"),
        ("doejane_LATE_4711_link.html", "doejane_4711"),
        ("4711_text.html", "4711"),
    ],
)
def test_what_was_typed_into_canvas_says_whose_it_is(name: str, student: str) -> None:
    found = recognise(name, lambda _: False)

    assert found is not None
    assert (found.student, found.is_late) == (student, "LATE" in name)


@pytest.mark.parametrize("name", ["hw_5_text.html", "text.html", "doe_4711_notes.html"])
def test_another_page_of_html_is_nobody_s(name: str) -> None:
    assert recognise(name, lambda _: False) is None
