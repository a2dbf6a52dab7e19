"""The student's code as a check sees it: names, handles and remote calls."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Never

from markstone.examiner.conversation import Conversation
from markstone.examiner.endings import name_of
from markstone.examiner.failures import StudentFailure
from markstone.model import Outcome
from markstone.wire import values


class Student:
    """``student.<stem>`` is a module of the student, ``student.given.<stem>`` ours."""

    def __init__(self, conversation: Conversation, data: Path, behind: Path) -> None:
        self._conversation = conversation
        self._data = data
        self._behind = behind

    def __getattr__(self, stem: str) -> "Module":
        if stem == "given":
            return Module(self, "")
        return Module(self, stem)

    def torch(self, name: str) -> "Remote":
        """Return a name of torch on the candidate's side, such as ``"nn.ReLU"``."""
        return Remote(self, values.Named(module="torch", name=name), "")

    def bring(self, name: str) -> "Module":
        """Load ``behind/<name>.py`` of the graders over there, for this check only."""
        source = (self._behind / f"{name}.py").read_text("utf-8")
        self._conversation.bring(name, source)
        return Module(self, name)

    def start_over(self) -> None:
        """End the student's process, and with it every object it holds.

        What is asked next is answered by one that does not know what was asked
        before: a later answer cannot be made to fit an earlier one.
        """
        self._conversation.start_over()

    def vjp(self, function: object, args: list[Any], cotangents: list[Any]) -> Any:
        """Return ``(outputs, gradients)`` of a remote function.

        Args:
            function: a remote name or handle.
            args: its arguments; floating-point tensors become leaves.
            cotangents: one tensor for each tensor of the output, in order.
        """
        asked = _remote(function)
        seed = self._conversation.seed
        return tuple(self.request("vjp", *asked, list(args), list(cotangents), seed))

    def record(self, *names: str) -> None:
        """Begin to note the calls of these names of torch over there."""
        self.request("record", list(names))

    def recorded(self) -> Any:
        """Return the calls so far: name, argument shapes, result shapes."""
        return self.request("recorded", "")

    def flops(self, function: object, *args: object) -> Any:
        """Return the floating-point operations counted over there in one call."""
        asked = _remote(function)
        return self.request("flops", *asked, list(args), self._conversation.seed)

    def lend(self, function: Callable[..., object]) -> "Loan":
        """Return an argument that the student's code may call like *function*."""
        return Loan(self, function)

    def request(self, verb: str, target: object, *rest: object) -> Any:
        """Ask the candidate's side, translating what crosses both ways."""
        sent = [self.outward(part) for part in rest]
        asked = self.outward(target) if isinstance(target, list) else target
        return self.inward(self._conversation.request(verb, asked, *sent))

    def register(self, function: Callable[..., object]) -> values.Lent:
        """Give a lent function its number in this conversation."""
        self._conversation.lent.append(function)
        return values.Lent(id=len(self._conversation.lent) - 1)

    def call(self, target: object, path: str, args: object, kwargs: object) -> Any:
        """Call a remote function with plain data, handles and names."""
        return self.request("call", target, path, args, kwargs, self._conversation.seed)

    def outward(self, value: object) -> object:
        """Return what stands for *value* on its way over."""
        return values.with_leaves(value, self._leaf_outward)

    def inward(self, value: Any) -> Any:
        """Return what a check works with for a value that came back."""
        return values.with_leaves(value, self._leaf_inward)

    def _leaf_outward(self, value: object) -> object:
        match value:
            case Remote():
                argument = value.as_argument()
                if isinstance(argument, values.Named):
                    # Here and not over there, so that a failed import says so.
                    self._conversation.look_up(argument)
                return argument
            case Loan():
                return value.as_argument()
            case Path():
                return self._translated(value)
            case _:
                return value

    def _leaf_inward(self, value: object) -> object:
        return Remote(self, value, "") if isinstance(value, values.Held) else value

    def _translated(self, path: Path) -> str:
        behind = self._conversation.visit.settings.given_behind
        return f"{behind}/data/{path.relative_to(self._data).as_posix()}"


class Loan:
    """A function of a check, passed as an argument; remembers what it was asked."""

    def __init__(self, student: Student, function: Callable[..., object]) -> None:
        self.calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        """The arguments of every call, as plain data and handles."""
        self._student = student
        self._function = function
        self._lent = student.register(self._called)

    def as_argument(self) -> values.Lent:
        """Return what stands for this function when it is passed over."""
        return self._lent

    def _called(self, *args: object, **kwargs: object) -> object:
        seen = tuple(self._student.inward(arg) for arg in args)
        named = {name: self._student.inward(arg) for name, arg in kwargs.items()}
        self.calls.append((seen, named))
        return self._student.outward(self._function(*seen, **named))


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
        """Call it over there; plain data comes back as a copy.

        Raises:
            StudentFailure: a class, by its capital letter, made no object.
        """
        made = self._student.call(self._target, self._path, list(args), kwargs)
        name = name_of(self._target, self._path)
        if _is_class(name) and not isinstance(made, Remote):
            message = f"`{name}(...)` should make an object, and made a plain value."
            raise StudentFailure(Outcome.FAILED, message)
        return made

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

    def as_target(self) -> tuple[values.Held | values.Named, str]:
        """Return the object and the path from it, as a request names them."""
        return self._target, self._path

    def _refuse(self, *_: object) -> Never:
        raise TypeError("an object on the student's side can only be called or passed")

    __bool__ = __len__ = __iter__ = __float__ = _refuse
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __contains__ = __getitem__ = _refuse
    __hash__ = None  # type: ignore[assignment]


def _is_class(name: str) -> bool:
    last = name.rpartition(".")[2]
    return len(last) > 2 and last[0].isupper()


def _remote(function: object) -> tuple[values.Held | values.Named, str]:
    if not isinstance(function, Remote):
        raise TypeError("name a function or an object on the student's side")
    return function.as_target()
