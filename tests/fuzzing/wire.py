"""A coverage-guided fuzzer of the wire, to be run in a process of its own.

``python -m tests.fuzzing.wire SEED SECONDS`` makes the same inputs for the same
seed, in the same order, and stops at the first thing that is not a WireError.
"""

import random
import resource
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import torch

from markstone import wire
from markstone.comparison import compare
from markstone.examiner.conversation import Conversation
from markstone.examiner.failures import StudentFailure
from markstone.model import Limits
from markstone.wire import frames, tensors, values
from markstone.wire.values import Held, Lent, Named
from tests.fuzzing.arcs import Arcs
from tests.fuzzing.mutations import damaged

NUMBER = 1 << 61
MOST_BYTES = 64 << 10
MOST_SECONDS = 5.0
ROOM = 512 << 20
"""Address space that all inputs together may take beyond the start."""
MOST_GROWTH_KIB = 64 << 10
"""Memory that all inputs together may hold at once beyond the start."""
CORPUS = 2_000

TAGS = ("l", "t", "d", "b", "h", "n", "k", "c", "i", "y", "ok", "error", "lent")
SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**63 - 1, -(2**63), 2**64 - 1, NUMBER),
    *(0.0, -0.0, float("nan"), float("inf"), 1e308, "", "x", "0x1", "f" * 1000),
    *TAGS,
    *("tensor", "array", *values.ITEM_BYTES),
)
LIES = (
    *(b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff"),
    *(b"\xc6\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01", b"\xd6\xff\0\0\0\0"),
    *(b"\x91" * 120, b"\x81" * 120, b"\xc1", b"\xd9\x02\xff\xfe"),
)
WORDS = (*(msgspec.msgpack.encode(scalar) for scalar in SCALARS), *LIES)


def samples() -> list[bytes]:
    """Return messages as an honest worker sends them."""
    some = torch.arange(6).reshape(2, 3)
    blocks = [some.to(getattr(torch, name)) for name in values.ITEM_BYTES]
    arrays = [np.arange(4.0), np.array(3), np.zeros((0, 3)), np.array([True])]
    plain = {"x": [1, 2.5, None, True], 2: ("text", b"raw", 3 + 4j, 2**70), "": {}}
    error = ["raised", "ValueError", "bad shape", [["p2_vae.py", 3, "elbo"]]]
    messages: list[object] = [
        *(plain, blocks, arrays, [Held(id=3), Lent(id=0), Named(module="a", name="b")]),
        *([NUMBER, "ok", plain], [NUMBER, "error", *error]),
        *(
            [NUMBER, "lent", 0, [1.5, blocks[0]], {"scale": 2}],
            "ready",
            ["ended", 9, 1.5],
        ),
    ]
    return [b"".join(map(bytes, values.pack(m, tensors.lower))) for m in messages]


def lift(value: Any) -> Any:
    return tensors.lift(value) if isinstance(value, values.Block) else value


class Fuzzer:
    """Makes inputs out of a seed and keeps those that go somewhere new."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 (no secret)
        self.arcs = Arcs(Path(wire.__path__[0]))
        self.corpus = samples()

    def inputs(self) -> Iterator[bytes]:
        yield from self.corpus
        while True:
            payload = self.make()
            yield payload
            if self.arcs.keep() and len(self.corpus) < CORPUS:
                self.corpus.append(payload)

    def make(self) -> bytes:
        kind = self.rng.random()
        if kind < 0.05:
            return self.rng.randbytes(self.rng.randint(0, 64))
        parent = self.rng.choice(self.corpus)
        if kind < 0.5:
            return damaged(self.rng, parent, words=WORDS)[:MOST_BYTES]
        return self.rebuilt(parent)[:MOST_BYTES]

    def rebuilt(self, payload: bytes) -> bytes:
        """Change the tree of a header, and set the lengths right around it."""
        try:
            (length,) = struct.unpack_from("<I", payload)
            tree = msgspec.msgpack.decode(payload[4 : 4 + length])
            blocks = payload[4 + length :]
        except (msgspec.DecodeError, struct.error, RecursionError, ValueError):
            tree, blocks = self.rng.choice(SCALARS), b""
        for times in (100, *[3] * self.rng.randint(0, 3)):
            tree = self.changed(tree, 0, times)
        header = msgspec.msgpack.encode(tree)
        if self.rng.random() < 0.2:
            header = damaged(self.rng, header, words=WORDS, most=2)
        if self.rng.random() < 0.3:
            blocks = blocks.lstrip(b"\0")
            blocks = bytes(-(4 + len(header)) % 16) + blocks
        return struct.pack("<I", len(header)) + header + blocks

    def changed(self, node: Any, depth: int, most: int) -> Any:
        """Change one place, repeating what stands there *most* times at the most."""
        if type(node) is not list or not node or self.rng.random() < 0.15:
            return self.grown(node)
        if depth > 60:
            return node
        place = self.rng.randrange(len(node))
        copy = list(node)
        match self.rng.randrange(6):
            case 0:
                copy.insert(place, self.rng.choice(SCALARS))
            case 1:
                del copy[place]
            case 2:
                copy[place : place + 1] = [copy[place]] * self.rng.choice((2, most))
            case _:
                copy[place] = self.changed(copy[place], depth + 1, most)
        return copy

    def grown(self, node: Any) -> Any:
        some = self.rng.choice(SCALARS)
        match self.rng.randrange(6):
            case 0:
                return [self.rng.choice(TAGS), [node]]
            case 1:
                return ["d", [[some, node], [node, some]]]
            case 2:
                shape = [self.rng.choice((0, 1, 2, 3, 2**20, 2**39, some))] * 3
                kind = self.rng.choice(("tensor", "array"))
                return ["b", kind, self.rng.choice(list(values.ITEM_BYTES)), shape]
            case 3:
                return [NUMBER, self.rng.choice(TAGS), node]
            case _:
                return some


def read(payload: bytes) -> None:
    """Read it as the examiner does, send it on, and compare it with an answer."""
    try:
        value = values.unpack(memoryview(bytearray(payload)), lift)
        values.pack(value, tensors.lower)
    except frames.WireError as error:
        if "MemoryError" in str(error):
            raise AssertionError("it asked for more memory than there is") from error
        return
    compare(value, torch.ones(2, 3), metric="rel", tolerance=1e-4)


def answer(payload: bytes) -> None:
    """Take it as a reply to a request of a check."""
    # Neither the wall nor the course is asked for a reply: it is only counted.
    visit: Any = SimpleNamespace(callbacks=0, received=0, in_cells=list)
    talk = Conversation(visit, seed=0, public=True, limits=Limits())
    talk.lent.append(lambda *_, **__: 1)
    try:
        talk._answer(NUMBER, memoryview(bytearray(payload)))
        talk._value(NUMBER, memoryview(bytearray(payload)), "")
    except (frames.WireError, StudentFailure):
        return


def stream(rng: random.Random, payload: bytes) -> None:
    """Read it as frames, whole, cut and with lengths that lie."""
    frame = struct.pack("<Q", len(payload)) + payload
    sent = damaged(rng, frame * rng.choice((1, 2)))[:MOST_BYTES]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(sent)
        theirs.close()
        ours.setblocking(False)
        try:
            while True:
                frames.receive(ours, wait=frames.until(time.monotonic() + 1))
        except (frames.WireError, frames.ClosedError):
            return


def confine() -> int:
    """Leave a little address space, and return the peak of memory so far in KiB."""
    status = dict(
        line.split(":", 1)
        for line in Path("/proc/self/status").read_text().splitlines()
    )
    size = int(status["VmSize"].split()[0]) << 10
    resource.setrlimit(resource.RLIMIT_AS, (size + ROOM, size + ROOM))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(seed: int, seconds: float) -> None:
    fuzzer = Fuzzer(seed)
    for payload in fuzzer.corpus:  # what is allocated once, whatever comes
        read(payload)
    peak = confine()
    end, count = time.monotonic() + seconds, 0
    for count, payload in enumerate(fuzzer.inputs(), start=1):
        before = time.process_time()
        try:
            with fuzzer.arcs.watching():
                read(payload)
            answer(payload)
            if count % 8 == 0:
                stream(random.Random(count), payload)  # noqa: S311 (no secret)
            if time.process_time() - before > MOST_SECONDS:
                raise AssertionError("it took too long")  # noqa: TRY301
        except Exception:  # noqa: BLE001 (that is what it looks for)
            traceback.print_exc()
            sys.exit(f"seed {seed}, input {count}, payload {payload.hex()}")
        if time.monotonic() > end:
            break
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    print(  # noqa: T201
        f"seed {seed}: {count} inputs, {len(fuzzer.arcs.known)} arcs, "
        f"{len(fuzzer.corpus)} kept, {growth >> 10} MiB more"
    )
    if growth > MOST_GROWTH_KIB:
        sys.exit(f"seed {seed}: memory grew by {growth >> 10} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
