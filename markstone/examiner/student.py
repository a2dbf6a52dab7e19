"""The student's code as a check sees it: names, handles and remote calls."""

from pathlib import Path
from typing import Any, Never

from markstone.examiner.visit import Conversation
from markstone.wire import values


class Student:
    """``student.<stem>`` is a module of the student, ``student.given.<stem>`` ours."""

    def __init__(self, conversation: Conversation, data: Path) -> None:
        self._conversation = conversation
        self._data = data

    def __getattr__(self, stem: str) -> "Module":
        if stem == "given":
            return Module(self, "")
        return Module(self, stem)

    def request(self, verb: str, target: object, path: str, *rest: object) -> Any:
        """Ask the candidate's side, translating what crosses both ways."""
        sent = [self._outward(part) for part in rest]
        return self._inward(self._conversation.request(verb, target, path, *sent))

    def call(self, target: object, path: str, args: object, kwargs: object) -> Any:
        """Call a remote function with plain data, handles and names."""
        return self.request("call", target, path, args, kwargs, self._conversation.seed)

    def _outward(self, value: object) -> object:
        match value:
            case Remote():
                return value.as_argument()
            case Path():
                return self._translated(value)
            case list():
                return [self._outward(item) for item in value]
            case tuple():
                return tuple(self._outward(item) for item in value)
            case dict():
                return {key: self._outward(item) for key, item in value.items()}
            case _:
                return value

    def _inward(self, value: Any) -> Any:
        match value:
            case values.Held():
                return Remote(self, value, "")
            case list():
                return [self._inward(item) for item in value]
            case tuple():
                return tuple(self._inward(item) for item in value)
            case dict():
                return {key: self._inward(item) for key, item in value.items()}
            case _:
                return value

    def _translated(self, path: Path) -> str:
        behind = self._conversation.visit.settings.given_behind
        return f"{behind}/data/{path.relative_to(self._data).as_posix()}"


class Module:
    """The names of one module."""

    def __init__(self, student: Student, stem: str) -> None:
        self._student = student
        self._stem = stem

    def __getattr__(self, name: str) -> Any:
        if not self._stem:
            return Module(self._student, name)
        return Remote(self._student, values.Named(module=self._stem, name=name), "")


class Remote:
    """An object on the candidate's side; calling it is a remote call.

    It has no truth value, no length and no equality: whatever a student's object
    would answer, a check must not ask it by accident.
    """

    def __init__(
        self, student: Student, target: values.Held | values.Named, path: str
    ) -> None:
        self._student = student
        self._target = target
        self._path = path

    def __getattr__(self, name: str) -> "Remote":
        if name.startswith("__"):
            raise AttributeError(name)
        path = f"{self._path}.{name}" if self._path else name
        return Remote(self._student, self._target, path)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call it over there; plain data comes back as a copy."""
        return self._student.call(self._target, self._path, list(args), kwargs)

    def fetch(self, **default: object) -> Any:
        """Return the value of this name or attribute.

        Args:
            default: ``default=VALUE`` is returned where there is no such name.

        Raises:
            StudentFailure: there is none and no default.
        """
        if default and not self.exists():
            return default["default"]
        return self._student.request("fetch", self._target, self._path)

    def exists(self) -> bool:
        """Whether the candidate's side says that there is such a name."""
        return self._student.request("exists", self._target, self._path) is True

    def as_argument(self) -> values.Held | values.Named:
        """Return what stands for this object when it is passed back.

        Raises:
            TypeError: an attribute of a held object; fetch it first.
        """
        match self._target:
            case values.Held() if self._path:
                raise TypeError(f"fetch `{self._path}` before it is passed on")
            case values.Named() as named if self._path:
                name = f"{named.name}.{self._path}"
                return values.Named(module=named.module, name=name)
            case _:
                return self._target

    def _refuse(self, *_: object) -> Never:
        raise TypeError("an object on the student's side can only be called or passed")

    __bool__ = __len__ = __iter__ = __float__ = _refuse
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __contains__ = __getitem__ = _refuse
    __hash__ = None  # type: ignore[assignment]
