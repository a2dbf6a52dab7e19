"""One check's process: gives up every right, then serves the student's code.

Requests are lists, answered one at a time in order::

    [id, "load", stem]
    [id, "call", target, path, args, kwargs, seed]
    [id, "fetch", target, path]
    [id, "exists", target, path]

*target* is an object held here or a name in a module, *path* the attributes to
follow from it. A reply is ``[id, "ok", value]`` or
``[id, "error", kind, type, message, frames]``. Nothing said here is trusted.
"""

import os
import random
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from markstone.candidate.loading import Loader, MissingNameError, describe
from markstone.wire import frames, tensors, values


@dataclass(slots=True)
class Worker:
    """The objects that stayed here, and how to find the others."""

    loader: Loader
    _held: list[object] = field(default_factory=list)

    def answer(self, request: list[Any]) -> object:
        """Do what one request asks and return its value.

        Raises:
            BaseException: whatever the student's code raises.
        """
        verb, target, *rest = request
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
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002 (students use the global one)
        torch.manual_seed(seed)
        return function(*args, **kwargs)

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
        match value:
            case values.Held():
                return self._held[value.id]
            case values.Named():
                return self.loader.find(value.module, value.name)
            case list():
                return [self.resolve(item) for item in value]
            case tuple():
                return tuple(self.resolve(item) for item in value)
            case dict():
                return {key: self.resolve(item) for key, item in value.items()}
            case _:
                return value

    def _follow(self, target: object, path: str) -> object:
        target = self.resolve(target)
        for part in path.split(".") if path else ():
            if not hasattr(target, part):
                raise MissingNameError(f"the object has no `{part}`")
            target = getattr(target, part)
        return target


_VERBS: dict[str, Callable[..., object]] = {
    "load": Worker.load,
    "call": Worker.call,
    "fetch": Worker.fetch,
    "exists": Worker.exists,
}


def serve(sock: socket.socket, loader: Loader) -> None:
    """Answer requests until the other end hangs up."""
    worker = Worker(loader)
    frames.send(sock, values.pack("ready", worker.lower))
    while True:
        try:
            payload = frames.receive(sock)
        except frames.ClosedError:
            return
        number, *request = values.unpack(payload, _lift)
        try:
            reply = [number, "ok", worker.answer(request)]
            parts = values.pack(reply, worker.lower)
        except BaseException as error:  # noqa: BLE001 (SystemExit is theirs too)
            failure = [number, "error", *describe(error, loader.folder)]
            parts = values.pack(failure, worker.lower)
        _flush()
        frames.send(sock, parts)


def _lift(value: values.Held | values.Named | values.Block) -> object:
    return tensors.lift(value) if isinstance(value, values.Block) else value


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001 (theirs may be closed or replaced)
            os.write(2, b"(output lost)\n")
