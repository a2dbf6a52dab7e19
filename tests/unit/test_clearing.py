"""What a keeper removes between two checks."""

import os
from pathlib import Path

import pytest

from markstone.candidate.clearing import empty, end_everybody


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "room"
    made.mkdir()
    return made


def test_files_folders_and_links_are_removed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "file").touch()
    (folder / "link").symlink_to(outside)
    (folder / "a" / "link").symlink_to(outside)
    os.mkfifo(folder / "fifo")

    empty(folder)

    assert list(folder.iterdir()) == []
    assert (outside / "kept").exists()


def test_a_path_longer_than_any_call_takes_is_removed(folder: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    os.chdir(folder)
    try:
        for _ in range(1500):
            os.mkdir("deeper")  # noqa: PTH102
            os.chdir("deeper")
    finally:
        os.chdir(here)

    empty(folder)

    assert list(folder.iterdir()) == []


def test_what_nobody_may_enter_is_removed(folder: Path) -> None:
    (folder / "locked" / "in").mkdir(parents=True)
    (folder / "locked" / "in").chmod(0)
    (folder / "locked").chmod(0)
    folder.chmod(0)

    empty(folder)

    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_is_noted_on_the_folder_itself(folder: Path) -> None:
    os.utime(folder, (8812, 8812))
    try:
        os.setxattr(folder, "user.note", b"for the next check")
    except OSError:
        pytest.skip("this file system keeps no attributes")

    empty(folder)

    assert os.listxattr(folder) == []
    assert folder.stat().st_mtime == 0


def test_names_that_are_no_text_are_removed(folder: Path) -> None:
    with open(os.fsencode(folder) + b"/\xff\n", "wb"):  # noqa: PTH123
        pass

    empty(folder)

    assert os.listdir(folder) == []  # noqa: PTH208


def test_who_is_not_first_in_a_namespace_kills_nobody() -> None:
    with pytest.raises(RuntimeError, match="no namespace"):
        end_everybody()
