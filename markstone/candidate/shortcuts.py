"""Keep what a question forbids out of the student's hands, behind the wall.

A forbidden class cannot be made, and a forbidden function not be called, where a
line of the student's asks for it. What torch, the given code and modules that the
examiner brought do with it is theirs to do. Whoever means to get round this in
their own process can: it is one of two witnesses, and the other one
(:mod:`markstone.examiner.shortcuts`) reads the source where no student reaches.
"""

import functools
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch

_LIBRARIES = (
    f"{sysconfig.get_path('stdlib')}/",
    f"{sysconfig.get_path('purelib')}/",
    f"{Path(torch.__file__).parent}/",
    f"{Path(__file__).parent}/",
    "<frozen ",
)


class ShortcutError(Exception):
    """The student's code asked for what the question forbids."""


@dataclass(slots=True)
class Shortcuts:
    """What is forbidden in this process, and who may use it all the same."""

    given: str
    """The folder of the given code."""
    brought: set[str] = field(default_factory=set)
    """What stands for a file in modules that the examiner brought."""
    _forbidden: list[tuple[object, str]] = field(default_factory=list)

    def forbid(self, names: Sequence[str]) -> None:
        """Refuse these dotted names to the student's code from now on."""
        for name in names:
            owner, _, last = name.rpartition(".")
            found = lookup(name)
            if isinstance(found, type):
                self._guard_class(found, name)
            else:
                found = self._guarded(found, name)
                setattr(lookup(owner), last, found)
            self._forbidden.append((found, name))

    def refuse(self, found: object) -> None:
        """Refuse what a student's name stands for, where it is a forbidden thing.

        Raises:
            ShortcutError: it is one, or a call of one that was prepared.
        """
        while isinstance(found, functools.partial):
            found = found.func
        for forbidden, name in self._forbidden:
            if found is forbidden:
                raise ShortcutError(name)

    def _guard_class(self, made: type, name: str) -> None:
        """Look at whoever makes an instance, in both steps of making one."""
        new: Any = made.__new__
        init: Any = made.__init__  # type: ignore[misc]

        @functools.wraps(init)
        def guarded_new(cls: type, *args: Any, **kwargs: Any) -> object:
            self._refuse_theirs(cls, made, sys._getframe(1), name)  # noqa: SLF001
            if new is object.__new__:
                return new(cls)
            return new(cls, *args, **kwargs)

        @functools.wraps(init)
        def guarded_init(this: object, *args: Any, **kwargs: Any) -> None:
            self._refuse_theirs(type(this), made, sys._getframe(1), name)  # noqa: SLF001
            init(this, *args, **kwargs)

        made.__new__ = staticmethod(guarded_new)  # type: ignore[assignment]
        made.__init__ = guarded_init  # type: ignore[misc]

    def _guarded(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not self._is_ours(sys._getframe(1)):  # noqa: SLF001
                raise ShortcutError(name)
            return function(*args, **kwargs)

        return guarded

    def _refuse_theirs(
        self, kind: type, made: type, caller: FrameType, name: str
    ) -> None:
        module = sys.modules.get(kind.__module__)
        file = str(getattr(module, "__file__", ""))
        subclass = kind is not made and not file.startswith(self._ours)
        if subclass or not self._is_ours(caller):
            raise ShortcutError(name)

    def _is_ours(self, frame: FrameType) -> bool:
        file = frame.f_code.co_filename
        return file.startswith(self._ours) or file in self.brought

    @property
    def _ours(self) -> tuple[str, ...]:
        return (*_LIBRARIES, f"{self.given}/")


def lookup(name: str) -> Any:
    """Return the object of a dotted name whose first part is a loaded library.

    Raises:
        AttributeError: there is no such name.
        KeyError: its library is not loaded.
    """
    first, *rest = name.split(".")
    return functools.reduce(getattr, rest, sys.modules[first])
