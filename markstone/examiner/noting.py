"""References whose answers are noted, and references that are such notes alone.

Both stand in the place of :class:`~markstone.examiner.reference.References`. What a
check may do with them is what can be noted: read a name, call it, call what that
gives, go through what can be gone through. Plain data comes back as plain data.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from markstone.examiner.reference import References
from markstone.recollection import Note, Notes
from markstone.wire import tensors, values
from markstone.wire.frames import WireError

_PROJECTIONS = 4
_SCALARS = (bool, int, float, complex, str, bytes, type(None))


class NotNotedError(BaseException):
    """A check asks a reference what is not in the notes.

    No :class:`Exception`, so that no check takes it for the student's.
    """


@dataclass(slots=True)
class Pad:
    """What is noted of one case while it runs."""

    data: Path
    """The folder of given data: a path in it is the same on every machine."""
    notes: list[Note] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)

    def note(self, note: Note, reply: Any) -> Any:
        """Keep a question with its reply; return what the check gets."""
        kept = _mapped(reply, lambda leaf: leaf if _is_plain(leaf) else self._add(leaf))
        plain = _mapped(kept, _lowered)
        self.notes.append(replace(note, reply=plain))
        return _mapped(kept, self._as_seen)

    def _add(self, value: Any) -> values.Held:
        self.objects.append(value)
        return values.Held(id=len(self.objects) - 1)

    def _as_seen(self, leaf: Any) -> Any:
        if not isinstance(leaf, values.Held):
            return leaf
        return Noted(self, leaf.id, "", self.objects[leaf.id])


class NotedReferences:
    """The references, every answer of which is noted."""

    def __init__(self, references: References, pad: Pad) -> None:
        self._references = references
        self._pad = pad

    @property
    def given(self) -> References:
        """The given modules, which every student has."""
        return self._references.given

    def __getattr__(self, stem: str) -> "Noted":
        return Noted(self._pad, stem, "", getattr(self._references, stem))


class Noted:
    """An object of a reference; what it is asked is noted."""

    def __init__(self, pad: Pad, target: str | int, path: str, real: Any) -> None:
        self._pad = pad
        self._target = target
        self._path = path
        self._real = real

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(self._real, name)
        path = _longer(self._path, name)
        if not (_is_plain(found) or isinstance(found, list | tuple | dict)):
            return Noted(self._pad, self._target, path, found)
        note = Note(target=self._target, path=path, verb="get", asked=[], reply=None)
        return self._pad.note(note, found)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call it, and note what it was given and what it gave."""
        question = _question(self, args, kwargs, self._pad.data)
        real = _mapped((args, kwargs), _real)
        changeable = _changeable((args, kwargs))
        before = [_state(each) for each in changeable]
        reply = self._real(*real[0], **real[1])
        states = [
            [] if all(map(torch.equal, old, new)) else _mapped(new, _lowered)
            for old, new in zip(before, map(_state, changeable), strict=True)
        ]
        return self._pad.note(replace(question, states=states), reply)

    def __iter__(self) -> Iterator[Any]:
        """Go through what it holds."""
        items = Noted(self._pad, self._target, _longer(self._path, "*"), self._items)
        return iter(items())

    def __getitem__(self, key: object) -> Any:
        """Return an item."""
        path = _longer(self._path, "[]")
        return Noted(self._pad, self._target, path, self._item)(key)

    def _items(self) -> list[Any]:
        return list(self._real)

    def _item(self, key: Any) -> Any:
        return self._real[key]

    @property
    def real(self) -> Any:
        """The object itself."""
        return self._real

    @property
    def place(self) -> tuple[str | int, str]:
        """Where it is found: the module or object, and the name from there."""
        return self._target, self._path


class RecalledReferences:
    """What the references answered when a handout was made."""

    def __init__(self, notes: Notes, given: References, data: Path) -> None:
        self._notes = notes
        self._data = data
        self.given = given

    def __getattr__(self, stem: str) -> "Recalled":
        return Recalled(self._notes, self._data, stem, "")


class Recalled:
    """An object of a reference that is not there: it knows what was noted of it."""

    def __init__(self, notes: Notes, data: Path, target: str | int, path: str) -> None:
        self._notes = notes
        self._data = data
        self._target = target
        self._path = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        path = _longer(self._path, name)
        note = Note(target=self._target, path=path, verb="get", asked=[], reply=None)
        found = self._notes.answer(note)
        if found is None:
            return Recalled(self._notes, self._data, self._target, path)
        return _mapped(found.reply, self._lifted)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Return what was answered.

        Raises:
            NotNotedError: it was never asked this.
        """
        question = _question(self, args, kwargs, self._data)
        found = self._notes.answer(question)
        if found is None:
            raise NotNotedError(f"{self._target}.{self._path}")
        changeable = _changeable((args, kwargs))
        for each, state in zip(changeable, found.states, strict=False):
            _change(each, _mapped(state, self._lifted))
        return _mapped(found.reply, self._lifted)

    def __iter__(self) -> Iterator[Any]:
        """Go through what it held."""
        path = _longer(self._path, "*")
        return iter(Recalled(self._notes, self._data, self._target, path)())

    def __getitem__(self, key: object) -> Any:
        """Return an item."""
        path = _longer(self._path, "[]")
        return Recalled(self._notes, self._data, self._target, path)(key)

    @property
    def place(self) -> tuple[str | int, str]:
        """Where it was found: the module or object, and the name from there."""
        return self._target, self._path

    def _lifted(self, leaf: Any) -> Any:
        match leaf:
            case values.Held():
                return Recalled(self._notes, self._data, leaf.id, "")
            case values.Block():
                # A copy: a check may write into what it was told.
                whole = memoryview(bytearray(leaf.data))
                return tensors.lift(replace(leaf, data=whole))
            case _:
                return leaf


def _question(
    asked: Noted | Recalled, args: object, kwargs: object, data: Path
) -> Note:
    target, path = asked.place
    sketch = [_sketch(args, data), _sketch(kwargs, data)]
    return Note(target=target, path=path, verb="call", asked=sketch, reply=None)


def _sketch(value: Any, data: Path) -> Any:
    """Return what is enough to know an argument again on another machine."""
    told: list[Any] = []
    match value:
        case list() | tuple():
            told = [type(value).__name__, *(_sketch(item, data) for item in value)]
        case dict():
            told = ["dict", *([str(k), _sketch(v, data)] for k, v in value.items())]
        case torch.Tensor():
            told = _sketch_of_numbers(value.detach())
        case np.ndarray() if value.dtype.kind in "biufc":
            told = _sketch_of_numbers(torch.from_numpy(np.ascontiguousarray(value)))
        case float():
            told = ["near", abs(value), [value]]
        case bool() | int() | str() | None:
            told = ["is", value]
        case _:
            told = _sketch_of_object(value, data)
    return told


def _sketch_of_object(value: Any, data: Path) -> list[Any]:
    match value:
        case Noted() | Recalled():
            target, path = value.place
            return [["object", target] if isinstance(target, int) else target, path]
        case Path():
            inside = value.is_relative_to(data)
            return ["path", value.relative_to(data).as_posix() if inside else ""]
        case torch.Generator():
            return ["generator"]
        case _:
            kind = value if callable(value) else type(value)
            return ["some", getattr(kind, "__qualname__", type(value).__qualname__)]


def _sketch_of_numbers(tensor: torch.Tensor) -> list[Any]:
    shape, kind = list(tensor.shape), str(tensor.dtype).removeprefix("torch.")
    flat = tensor.reshape(-1).cpu()
    if not (tensor.is_floating_point() or tensor.is_complex()):
        raw = flat.to(torch.int64).contiguous().numpy().tobytes()
        return ["numbers", kind, shape, hashlib.sha256(raw).hexdigest()]
    if tensor.is_complex():
        flat = torch.view_as_real(flat.resolve_conj()).reshape(-1)
    odd = hashlib.sha256((~flat.isfinite()).numpy().tobytes()).hexdigest()
    flat = flat.double().nan_to_num(0.0, 0.0, 0.0)
    dice = torch.Generator().manual_seed(flat.numel())
    signs = torch.randint(0, 2, (_PROJECTIONS, flat.numel()), generator=dice) * 2 - 1
    found = (signs.double() @ flat).tolist()
    norm = float(flat.norm())
    return ["numbers", kind, shape, odd, ["near", norm, [norm, *found]]]


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Change the leaves of plain lists, tuples and dicts; all else is a leaf."""
    if type(value) in (list, tuple):
        return type(value)(_mapped(item, change) for item in value)
    if type(value) is dict:
        return {key: _mapped(item, change) for key, item in value.items()}
    return change(value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return True
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return type(value) in _SCALARS or isinstance(value, np.generic)


def _lowered(leaf: Any) -> Any:
    if isinstance(leaf, torch.Tensor | np.ndarray | np.generic):
        try:
            return tensors.lower(leaf)
        except WireError as error:
            told = f"an answer of a reference cannot be noted: {error}"
            raise TypeError(told) from error
    return leaf


def _real(leaf: Any) -> Any:
    return leaf.real if isinstance(leaf, Noted) else leaf


def _changeable(value: Any) -> list[torch.Generator | torch.nn.Module]:
    """Return what among the arguments a call may change for good."""
    found: list[torch.Generator | torch.nn.Module] = []

    def look(leaf: Any) -> None:
        if isinstance(leaf, torch.Generator | torch.nn.Module):
            found.append(leaf)

    _mapped(value, look)
    return found


def _state(each: torch.Generator | torch.nn.Module) -> list[torch.Tensor]:
    if isinstance(each, torch.Generator):
        return [each.get_state()]
    return [value.detach().clone() for value in each.state_dict().values()]


def _change(each: torch.Generator | torch.nn.Module, state: list[torch.Tensor]) -> None:
    """Leave an argument as the reference left it."""
    if not state:
        return
    if isinstance(each, torch.Generator):
        each.set_state(state[0])
    else:
        each.load_state_dict(dict(zip(each.state_dict(), state, strict=True)))


def _longer(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
