"""Behind the wall the student's code is refused what the question forbids."""

import copy
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from markstone.candidate.loading import Loader, describe
from markstone.candidate.settings import Bundle
from markstone.candidate.shortcuts import ShortcutError
from tests.unit.imports import forgotten

STEM = "q8_of_a_student"
GIVEN = "library_for_a_test"
NAMES = [f"{GIVEN}.Layer", f"{GIVEN}.square"]
LIBRARY = """
class Layer:
    def __init__(self, width):
        self.width = width


class Stack:
    def __init__(self, layer):
        self.layers = [layer, Layer(2)]


def square(x):
    return x * x


def cube(x):
    return x * square(x)


def make(kind, *args):
    return kind(*args)
"""


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[Loader]:
    (tmp_path / "given").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "given" / f"{GIVEN}.py").write_text(LIBRARY)
    bundle = Bundle(
        files={},
        modules={STEM: f"{STEM}.py"},
        given=str(tmp_path / "given"),
        given_modules=(GIVEN,),
    )
    with forgotten(tmp_path, "brought"):
        loader = Loader(bundle, tmp_path / "work")
        loader.extend_search_path()
        loader.load(GIVEN)
        yield loader


def asked(loader: Loader, source: str) -> object:
    """Hand a module in and call its ``f``, as a check would."""
    text = f"import {GIVEN} as lib\n{source}\n"
    (loader.folder / f"{STEM}.py").write_text(text)
    function = loader.find(STEM, "f")
    assert callable(function)
    return function()


USES = {
    "made": "def f(): return lib.Layer(2)",
    "made while it is imported": "made = lib.Layer(2)\ndef f(): pass",
    "a subclass": "class f(lib.Layer):\n    def __init__(self): super().__init__(2)",
    "a subclass that forgets its base": (
        "class f(lib.Layer):\n    def __init__(self): pass"
    ),
    "a subclass made at run time": "f = type('f', (lib.Layer,), {'__init__': print})",
    "a subclass that the given code makes": (
        "class Own(lib.Layer): pass\ndef f(): return lib.make(Own, 2)"
    ),
    "by a name that is put together": (
        "def f(): return getattr(lib, 'yaL'[::-1] + 'er')(2)"
    ),
    "by eval": "def f(): return eval('lib.Layer(2)')",
    "under another name": "f = lib.Layer",
    "with its arguments": "import functools\nf = functools.partial(lib.Layer, 2)",
    "without its first step": (
        "def f():\n    made = object.__new__(lib.Layer)\n    made.__init__(2)"
    ),
    "a function": "def f(): return lib.square(2)",
    "a function under another name": "f = lib.square",
}


@pytest.mark.parametrize("name", USES)
def test_a_use_is_refused(loader: Loader, name: str) -> None:
    loader.shortcuts.forbid(NAMES)

    with pytest.raises(ShortcutError) as caught:
        asked(loader, USES[name])

    kind, _, message, _ = describe(caught.value, loader.folder)
    assert kind == "forbidden"
    assert message in NAMES


@pytest.mark.parametrize("name", [n for n in USES if "another name" not in n])
def test_without_a_word_in_the_rubric_nothing_is_refused(
    loader: Loader, name: str
) -> None:
    asked(loader, USES[name])


INNOCENT = {
    "what is not forbidden": "def f(): return lib.cube(2)",
    "what another class does with it": "def f(): return lib.Stack(None)",
    "given code that makes it": "def f(): return lib.make(lib.Layer, 2)",
    "a copy of what was given": (
        "import copy\ndef f(): return copy.deepcopy(lib.Stack(None))"
    ),
    "a class of that name": (
        "class Layer:\n    def __init__(self, n): pass\ndef f(): return Layer(2)"
    ),
    "another way after it was refused": (
        "def f():\n    try: return lib.square(2)\n    except Exception: return 4"
    ),
    "a question of type": "def f(): return isinstance(f, lib.Layer)",
    "a subclass that is never made": "class Own(lib.Layer): pass\ndef f(): pass",
}


@pytest.mark.parametrize("name", INNOCENT)
def test_what_is_no_use_goes_on(loader: Loader, name: str) -> None:
    loader.shortcuts.forbid(NAMES)

    asked(loader, INNOCENT[name])


def test_what_the_examiner_brings_may_use_it(loader: Loader) -> None:
    loader.shortcuts.forbid(NAMES)
    loader.bring("brought", f"import {GIVEN} as lib\ndef f(): return lib.Layer(2)")

    function = loader.find("brought", "f")

    assert callable(function)
    assert function().width == 2


def test_a_guarded_class_is_otherwise_the_same(loader: Loader) -> None:
    library: ModuleType = sys.modules[GIVEN]
    layer = library.Layer(3)
    loader.shortcuts.forbid(NAMES)

    assert isinstance(layer, library.Layer)
    assert copy.deepcopy(layer).width == 3
    assert str(inspect.signature(library.Layer)) == "(width)"
