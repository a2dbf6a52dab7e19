"""A class's files lie on disk, and read like any mapping."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from markstone.intake.shelf import Shelf

FILES = {"a.py": b"x = 1\n", "empty": b"", "data/b.bin": bytes(range(256)) * 999}


def test_what_is_put_there_is_read_back_whoever_comes_after() -> None:
    shelf = Shelf()

    first, second = shelf.put(FILES), shelf.put({"a.py": b"y = 2\n"})

    assert (first, second) == (FILES, {"a.py": b"y = 2\n"})
    assert list(first) == list(FILES)
    with pytest.raises(KeyError):
        first["b.py"]


def test_threads_read_at_the_same_time() -> None:
    shelf = Shelf()
    shelves = [shelf.put({"f": bytes([i]) * 5000}) for i in range(40)]

    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda files: files["f"], shelves))

    assert read == [bytes([i]) * 5000 for i in range(40)]


def test_what_finds_no_room_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)

    assert Shelf().put(FILES) is FILES
