"""One check's process: gives up every right, then serves the student's code.

Requests are lists, answered one at a time in order::

    [id, "load", stem]
    [id, "call", target, path, args, kwargs, seed]
    [id, "fetch", target, path]
    [id, "exists", target, path]
    [id, "vjp", target, path, args, cotangents, seed]
    [id, "bring", name, source]
    [id, "forbid", names]
    [id, "record", names]
    [id, "recorded", ""]
    [id, "flops", target, path, args, seed]

*target* is an object held here or a name in a module, *path* the attributes to
follow from it. A reply is ``[id, "ok", value]`` or
``[id, "error", kind, type, message, frames]``. While a request runs, the student's
code may call a function that the examiner lent: ``[id, "lent", function, args,
kwargs]`` goes out and ``["returned", value]`` comes back. Nothing said here is
trusted.
"""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from markstone.candidate.loading import Loader, MissingNameError, describe
from markstone.candidate.observing import (
    Recorder,
    count_flops,
    vector_jacobian_product,
)
from markstone.candidate.settings import Bundle
from markstone.wire import frames, tensors, values
from markstone.wire.determinism import seed_generators


@dataclass(slots=True)
class Worker:
    """The objects that stayed here, and how to find the others."""

    loader: Loader
    sock: socket.socket
    number: int = 0
    """Of the request that is being answered."""
    _held: list[object] = field(default_factory=list)
    _recorder: Recorder = field(default_factory=Recorder)

    def answer(self, request: list[Any]) -> object:
        """Do what one request asks and return its value.

        Raises:
            BaseException: whatever the student's code raises.
        """
        self.number, verb, target, *rest = request
        return _VERBS[verb](self, target, *(self.resolve(part) for part in rest))

    def load(self, stem: str) -> None:
        """Import a module of the student."""
        self.loader.load(stem)

    def call(
        self,
        target: object,
        path: str,
        args: list[Any],
        kwargs: dict[str, Any],
        seed: int,
    ) -> object:
        """Call a function, a class, a method or an object."""
        function = self._follow(target, path)
        if not callable(function):
            raise MissingNameError(f"`{path}` is not a function")
        seed_generators(seed)
        return function(*args, **kwargs)

    def vjp(
        self,
        target: object,
        path: str,
        args: list[Any],
        cotangents: list[torch.Tensor],
        seed: int,
    ) -> list[object]:
        """Return a function's outputs and its vector-Jacobian products."""
        seed_generators(seed)
        return vector_jacobian_product(self._follow(target, path), args, cotangents)

    def bring(self, name: str, source: str) -> None:
        """Load a module of the examiner's, for this process only."""
        self.loader.bring(name, source)

    def forbid(self, names: list[str]) -> None:
        """Refuse these names of torch to the student's code."""
        self.loader.shortcuts.forbid(names)

    def record(self, names: list[str]) -> None:
        """Begin to note every call of these names of torch."""
        self._recorder.start(names)

    def recorded(self, _: str) -> list[list[object]]:
        """Return the calls so far: name, argument shapes, result shapes."""
        return self._recorder.calls

    def flops(self, target: object, path: str, args: list[Any], seed: int) -> int:
        """Return the floating-point operations of one call."""
        seed_generators(seed)
        return count_flops(self._follow(target, path), args)

    def borrow(self, function: values.Lent) -> Callable[..., object]:
        """Return a function that asks the examiner for its value."""

        def lent(*args: object, **kwargs: object) -> object:
            request = [self.number, "lent", function.id, list(args), kwargs]
            frames.send(self.sock, values.pack(request, self.lower))
            word, value = values.unpack(frames.receive(self.sock), _lift)
            if word != "returned":
                raise RuntimeError("the function that was passed in is gone")
            return self.resolve(value)

        return lent

    def fetch(self, target: object, path: str) -> object:
        """Return an attribute's value."""
        return self._follow(target, path)

    def exists(self, target: object, path: str) -> bool:
        """Return whether there is such a name or attribute."""
        try:
            self._follow(target, path)
        except MissingNameError:
            return False
        return True

    def lower(self, value: object) -> object:
        """Keep what has no plain form, and send its number."""
        plain = tensors.lower(value)
        if plain is not None:
            return plain
        self._held.append(value)
        return values.Held(id=len(self._held) - 1)

    def resolve(self, value: object) -> object:
        """Replace what was sent by number or by name with the object meant.

        Raises:
            BaseException: whatever importing the student's module raises.
        """
        return values.with_leaves(value, self._meant)

    def _meant(self, value: object) -> object:
        match value:
            case values.Held():
                return self._held[value.id]
            case values.Named():
                return self.loader.find(value.module, value.name)
            case values.Lent():
                return self.borrow(value)
            case _:
                return value

    def _follow(self, target: object, path: str) -> object:
        target = self.resolve(target)
        for part in path.split(".") if path else ():
            if not hasattr(target, part):
                raise MissingNameError(f"The object has no `{part}`")
            target = getattr(target, part)
        return target


_VERBS: dict[str, Callable[..., object]] = {
    "load": Worker.load,
    "call": Worker.call,
    "fetch": Worker.fetch,
    "exists": Worker.exists,
    "vjp": Worker.vjp,
    "bring": Worker.bring,
    "forbid": Worker.forbid,
    "record": Worker.record,
    "recorded": Worker.recorded,
    "flops": Worker.flops,
}


def work(sock: socket.socket, bundle: Bundle, folder: Path) -> None:
    """Answer requests until the other end hangs up.

    Args:
        sock: the line to the examiner.
        bundle: the submission.
        folder: where its files lie.
    """
    loader = Loader(bundle, folder)
    loader.extend_search_path()
    sys.argv = ["student"]
    serve(sock, loader)


def serve(sock: socket.socket, loader: Loader) -> None:
    """Answer requests with what a loader finds, until the other end hangs up."""
    worker = Worker(loader, sock)
    frames.send(sock, values.pack("ready", worker.lower))
    while True:
        try:
            payload = frames.receive(sock)
        except frames.ClosedError:
            return
        request = values.unpack(payload, _lift)
        number = request[0]
        try:
            reply = [number, "ok", worker.answer(request)]
            parts = values.pack(reply, worker.lower)
        except BaseException as error:  # noqa: BLE001 (SystemExit is theirs too)
            failure = [number, "error", *describe(error, loader.folder)]
            parts = values.pack(failure, worker.lower)
        _flush()
        try:
            frames.send(sock, parts)
        except frames.WireError as error:  # larger than any frame
            failure = [number, "error", *describe(error, loader.folder)]
            frames.send(sock, values.pack(failure, worker.lower))


def _lift(value: values.Held | values.Named | values.Lent | values.Block) -> object:
    return tensors.lift(value) if isinstance(value, values.Block) else value


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001 (theirs may be closed or replaced)
            os.write(2, b"(output lost)\n")
