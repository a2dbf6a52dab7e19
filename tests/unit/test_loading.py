"""A student's file is found and imported once, and its faults are told."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from markstone.candidate.loading import Loader, MissingNameError, describe
from markstone.candidate.settings import Bundle
from tests.unit.imports import forgotten

STEM = "q7_of_a_student"
GIVEN = "given_for_a_test"


@pytest.fixture(autouse=True)
def clean_imports(tmp_path: Path) -> Iterator[None]:
    """Forget what a test imported and where it looked."""
    with forgotten(tmp_path, "toy_of_ours"):
        yield


def a_loader(folder: Path, given: str = "", **files: str) -> Loader:
    """Lay files as a keeper would, and a given module where *given* has a text."""
    work, ready = folder / "work", folder / "given"
    for place in (work, ready):
        place.mkdir(exist_ok=True)
    for name, text in files.items():
        (work / f"{name}.py").write_text(text)
    if given:
        (ready / f"{GIVEN}.py").write_text(given)
    bundle = Bundle(
        files={f"{name}.py": text.encode() for name, text in files.items()},
        modules={name: f"{name}.py" for name in files},
        given=str(ready),
        given_modules=(GIVEN,) if given else (),
    )
    return Loader(bundle, work)


def loaded(folder: Path, text: str) -> ModuleType:
    return a_loader(folder, **{STEM: text}).load(STEM)


def told(folder: Path, text: str, call: str = "") -> list[Any]:
    """Describe what a student's file, or one of its functions, raises."""
    loader = a_loader(folder, **{STEM: text})
    try:
        module = loader.load(STEM)
        getattr(module, call)()
    except BaseException as error:  # noqa: BLE001 (SystemExit is theirs too)
        return describe(error, loader.folder)
    raise AssertionError("nothing was raised")


# Finding.


def test_a_module_is_found_by_its_stem(tmp_path: Path) -> None:
    assert loaded(tmp_path, "answer = 42\n").answer == 42


def test_a_module_is_run_once(tmp_path: Path) -> None:
    loader = a_loader(tmp_path, **{STEM: "import random\nx = random.random()\n"})

    assert loader.load(STEM) is loader.load(STEM)


def test_a_module_that_another_one_imported_is_not_run_again(tmp_path: Path) -> None:
    loader = a_loader(tmp_path, first_of_two="import second_of_two\n", second_of_two="")
    loader.extend_search_path()

    first = loader.load("first_of_two")

    assert loader.load("second_of_two") is first.second_of_two


def test_a_module_that_failed_is_tried_anew(tmp_path: Path) -> None:
    loader = a_loader(tmp_path, **{STEM: "1 / 0\n"})
    with pytest.raises(ZeroDivisionError):
        loader.load(STEM)
    # Of another size, or its bytecode of the same second would be taken.
    (loader.folder / f"{STEM}.py").write_text("x = 1  # mended\n")

    assert loader.load(STEM).x == 1


def test_a_stem_that_nobody_answered_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingNameError, match="There is no file other"):
        a_loader(tmp_path).load("other")


def test_a_file_that_is_no_python_is_missing(tmp_path: Path) -> None:
    bundle = Bundle(
        files={}, modules={STEM: "notes.txt"}, given=str(tmp_path), given_modules=()
    )

    with pytest.raises(MissingNameError, match=r"notes.txt is not a Python file"):
        Loader(bundle, tmp_path).load(STEM)


def test_a_name_with_dots_is_followed(tmp_path: Path) -> None:
    text = "class Net:\n    class Head:\n        width = 8\n"

    assert a_loader(tmp_path, **{STEM: text}).find(STEM, "Net.Head.width") == 8


@pytest.mark.parametrize("name", ["elbo", "Net.Body"])
def test_a_name_that_is_not_there_is_missing(name: str, tmp_path: Path) -> None:
    loader = a_loader(tmp_path, **{STEM: "class Net: ...\n"})

    with pytest.raises(MissingNameError, match=f"{STEM}.py has no `{name}`"):
        loader.find(STEM, name)


def test_torch_is_found_by_its_name(tmp_path: Path) -> None:
    assert a_loader(tmp_path).find("torch", "nn.ReLU") is torch.nn.ReLU


def test_a_given_module_is_the_original_and_not_the_student_s_copy(
    tmp_path: Path,
) -> None:
    loader = a_loader(tmp_path, given="who = 'ours'\n", **{GIVEN: "who = 'theirs'\n"})

    assert loader.find(GIVEN, "who") == "ours"


def test_a_student_s_file_imports_the_original_too(tmp_path: Path) -> None:
    files = {STEM: f"from {GIVEN} import who\n", GIVEN: "who = 'theirs'\n"}
    loader = a_loader(tmp_path, given="who = 'ours'\n", **files)
    loader.extend_search_path()

    assert loader.find(STEM, "who") == "ours"


def test_a_student_s_file_shadows_no_library(tmp_path: Path) -> None:
    files = {STEM: "import colorsys\n", "colorsys": "raise SystemExit\n"}
    loader = a_loader(tmp_path, **files)
    loader.extend_search_path()

    assert str(loader.folder) not in str(loader.load(STEM).colorsys.__file__)


def test_a_student_s_files_import_each_other(tmp_path: Path) -> None:
    files = {STEM: "from helper_of_q7 import two\n", "helper_of_q7": "two = 2\n"}
    loader = a_loader(tmp_path, **files)
    loader.extend_search_path()

    assert loader.find(STEM, "two") == 2


def test_a_module_that_is_brought_answers_before_a_student_s(tmp_path: Path) -> None:
    loader = a_loader(tmp_path, toy_of_ours="who = 'theirs'\n")

    loader.bring("toy_of_ours", "who = 'ours'\n")

    assert loader.find("toy_of_ours", "who") == "ours"


# Telling.


def test_an_exception_is_told_with_the_student_s_lines_outermost_first(
    tmp_path: Path,
) -> None:
    text = "def inner():\n    return {}['a']\n\ndef outer():\n    inner()\n"

    assert told(tmp_path, text, "outer") == [
        "raised",
        "KeyError",
        "'a'",
        [[f"{STEM}.py", 5, "outer"], [f"{STEM}.py", 2, "inner"]],
    ]


def test_an_exception_in_a_library_is_told_by_the_student_s_line(
    tmp_path: Path,
) -> None:
    text = "import torch\ndef f():\n    torch.nn.Linear(2, 3)(torch.zeros(4))\n"

    _, _, _, frames = told(tmp_path, text, "f")

    assert frames == [[f"{STEM}.py", 3, "f"]]


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    kind, type_name, message, frames = told(tmp_path, "x = 1\ny = (\n")

    assert (kind, type_name) == ("raised", "SyntaxError")
    assert message == "'(' was never closed"
    assert frames[-1] == [f"{STEM}.py", 2, "<module>"]


def test_wrong_indentation_is_told_with_its_line(tmp_path: Path) -> None:
    _, type_name, _, frames = told(tmp_path, "def f():\nreturn 1\n")

    assert type_name == "IndentationError"
    assert frames[-1] == [f"{STEM}.py", 2, "<module>"]


STUBS = {
    "a bare one": "raise NotImplementedError",
    "one with words": "raise NotImplementedError('write me')",
    "one behind a line": "x = 1\n    raise NotImplementedError",
    "one from another": "try:\n        1 / 0\n    except ZeroDivisionError as e:\n"
    "        raise NotImplementedError from e",
}


@pytest.mark.parametrize("name", STUBS)
def test_a_stub_is_untouched(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"def f():\n    {STUBS[name]}\n", "f")[0] == "untouched"


NOT_STUBS = {
    "a kernel that torch lacks": "import torch\n    "
    "torch.softmax(torch.tensor([1, 2]), 0)",
    "a class of torch that is abstract": "import torch\n    "
    "torch.utils.data.Dataset()[0]",
    "a tensor without data": "import torch\n    torch.ones(1, device='meta').tolist()",
}


@pytest.mark.parametrize("name", NOT_STUBS)
def test_what_torch_has_not_implemented_is_no_stub(name: str, tmp_path: Path) -> None:
    kind, type_name, *_ = told(tmp_path, f"def f():\n    {NOT_STUBS[name]}\n", "f")

    assert (kind, type_name) == ("raised", "NotImplementedError")


def test_a_stub_of_ours_is_no_stub_of_theirs(tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError) as caught:
        raise NotImplementedError

    assert describe(caught.value, tmp_path)[0] == "raised"


def test_an_exception_that_was_never_raised_is_told(tmp_path: Path) -> None:
    assert describe(NotImplementedError("x"), tmp_path) == [
        "raised",
        "NotImplementedError",
        "x",
        [],
    ]


MEMORY = {
    "Python's": "raise MemoryError",
    "numpy's": "import numpy\n    numpy.empty(2**60, dtype='u1')",
    "torch's": "import torch\n    torch.empty(2**60, dtype=torch.uint8)",
    "the system's": "import errno\n    raise OSError(errno.ENOMEM, 'no')",
}


@pytest.mark.parametrize("name", MEMORY)
def test_an_allocation_that_failed_is_told_as_such(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"def f():\n    {MEMORY[name]}\n", "f")[0] == "memory"


def test_a_name_that_is_missing_is_told_as_such(tmp_path: Path) -> None:
    error = MissingNameError("q.py has no `f`")

    assert describe(error, tmp_path)[::2] == ["missing", "q.py has no `f`"]


@pytest.mark.parametrize("ending", ["raise SystemExit(0)", "raise KeyboardInterrupt"])
def test_an_exit_is_an_exception_like_any_other(ending: str, tmp_path: Path) -> None:
    assert told(tmp_path, ending)[0] == "raised"


STRANGE = {
    "whose text raises": "class E(Exception):\n"
    "    def __str__(self): raise RuntimeError\nraise E\n",
    "whose text exits": "class E(Exception):\n"
    "    def __str__(self): raise SystemExit\nraise E\n",
    "whose text is no text": "class E(Exception):\n"
    "    def __str__(self): return 3\nraise E\n",
}


@pytest.mark.parametrize("name", STRANGE)
def test_an_exception_that_cannot_be_shown_is_still_told(
    name: str, tmp_path: Path
) -> None:
    kind, type_name, message, frames = told(tmp_path, STRANGE[name])

    assert (kind, type_name) == ("raised", "E")
    assert message == "(the exception cannot be shown)"
    assert frames


def test_a_text_of_their_own_kind_is_told_as_plain_text(tmp_path: Path) -> None:
    text = (
        "class S(str):\n    def __getitem__(self, key): raise RuntimeError\n"
        "class E(Exception):\n    def __str__(self): return S('x')\nraise E\n"
    )

    assert told(tmp_path, text)[2] == "x"


FORGED = {
    "without anything": "raise SyntaxError",
    "with a number for a file": "raise SyntaxError('m', (5, 1, 1, 'text'))",
    "with a text for a line": "raise SyntaxError('m', ('f.py', 'one', 1, 'text'))",
    "with an object for a message": "raise SyntaxError(object())",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_syntax_error_of_their_own_making_is_told(name: str, tmp_path: Path) -> None:
    kind, type_name, message, frames = told(tmp_path, f"{FORGED[name]}\n")

    assert (kind, type_name) == ("raised", "SyntaxError")
    assert isinstance(message, str)
    assert all(type(line) is int for _, line, _ in frames)


def test_a_long_message_is_cut(tmp_path: Path) -> None:
    _, _, message, _ = told(tmp_path, "raise ValueError('x' * 10**6)")

    assert len(message) == 2_000


def test_a_message_that_is_no_unicode_is_made_so(tmp_path: Path) -> None:
    _, _, message, _ = told(tmp_path, "raise ValueError('a\\ud800b')")

    assert message == "a?b"


def test_a_long_recursion_is_told_by_its_last_calls(tmp_path: Path) -> None:
    text = "def f():\n    f()\n"

    _, type_name, _, frames = told(tmp_path, text, "f")

    assert type_name == "RecursionError"
    assert frames == [[f"{STEM}.py", 2, "f"]] * 8


def test_our_own_frames_are_not_told(tmp_path: Path) -> None:
    loader = a_loader(tmp_path, **{STEM: "import not_there_at_all\n"})

    with pytest.raises(ImportError) as caught:
        loader.load(STEM)

    assert len(caught.traceback) > 2
    assert describe(caught.value, loader.folder)[3] == [[f"{STEM}.py", 1, "<module>"]]


def test_a_module_keeps_its_stem_for_a_name(tmp_path: Path) -> None:
    module = loaded(tmp_path, "class Net: ...\n")

    assert module.Net.__module__ == STEM
    assert importlib.util.find_spec(STEM) is not None
