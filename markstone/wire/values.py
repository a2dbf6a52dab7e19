"""Plain data to bytes and back, total on any input.

A payload is a msgpack header and the raw blocks that it names::

    u32 header length | header | padding | block | padding | block ...

In the header a scalar stands for itself and everything else is a tagged array:
``["l", items]`` list, ``["t", items]`` tuple, ``["d", pairs]`` dict,
``["b", kind, dtype, shape]`` a block (tensor or array), ``["h", id]`` an object
that stayed with the candidate, ``["n", module, name]`` a name to look up there,
``["k", id]`` a function lent by the examiner, ``["y", size]`` a block of bytes,
``["c", re, im]`` complex, ``["i", hex]`` an integer beyond 64 bits.

Nothing here knows torch: :mod:`markstone.wire.tensors` makes blocks of tensors.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from markstone.wire.frames import WireError

MOST_VALUES = 200_000
MOST_DEPTH = 32
MOST_HEADER_BYTES = 2 << 20
MOST_DIMENSIONS = 16
MOST_ELEMENTS = 1 << 40
_MOST_HEX_DIGITS = 1024
_ALIGNMENT = 16
_HEAD = struct.Struct("<I")
_SCALARS = (type(None), bool, int, float, str)
_UNDECODABLE = (
    *(msgspec.DecodeError, ValueError, TypeError, OverflowError, MemoryError),
    RuntimeError,  # a recursion, and what torch raises
)

ITEM_BYTES = {
    "float32": 4,
    "float64": 8,
    "float16": 2,
    "bfloat16": 2,
    "int64": 8,
    "int32": 4,
    "int16": 2,
    "int8": 1,
    "uint8": 1,
    "bool": 1,
    "complex64": 8,
    "complex128": 16,
}
"""The element types that cross, with their size in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An object that stays with the candidate, by its number there."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An object to be looked up on the candidate's side: ``module.name``."""

    module: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A function of the examiner's that the candidate may call, by its number."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The raw elements of a tensor (``kind="tensor"``) or an array."""

    kind: str
    dtype: str
    shape: tuple[int, ...]
    data: memoryview


Lower = Callable[[Any], Any]
"""Turn an object with no form of its own into one that has one."""
Lift = Callable[[Held | Named | Lent | Block], Any]
"""Turn what came across into what this side works with."""


def as_is(value: Any) -> Any:
    """Return the value: a Lower or a Lift for plain data only."""
    return value


def with_leaves(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return nested lists, tuples and dicts with every leaf changed."""
    match value:
        case list():
            return [with_leaves(item, change) for item in value]
        case tuple():
            return tuple(with_leaves(item, change) for item in value)
        case dict():
            return {key: with_leaves(item, change) for key, item in value.items()}
        case _:
            return change(value)


def pack(value: object, lower: Lower) -> list[bytes | memoryview]:
    """Encode *value* into buffers for one frame.

    Args:
        value: plain data, or anything that *lower* turns into it.
        lower: called with whatever has no plain form.

    Raises:
        WireError: too deep, too many values or too large.
    """
    writer = _Writer(lower)
    try:
        header = msgspec.msgpack.encode(writer.write(value))
    except UnicodeEncodeError as error:
        raise WireError("a string that is not valid Unicode cannot be sent") from error
    if len(header) > MOST_HEADER_BYTES:
        raise WireError("too much plain data at once: use a tensor or an array")
    parts: list[bytes | memoryview] = [_HEAD.pack(len(header)), header]
    offset = _HEAD.size + len(header)
    for block in writer.blocks:
        padding = -offset % _ALIGNMENT
        parts += [bytes(padding), block]
        offset += padding + block.nbytes
    return parts


def unpack(payload: memoryview, lift: Lift) -> Any:
    """Decode one frame's payload; raises WireError and nothing else.

    Raises:
        WireError: the bytes are not a payload within the limits.
    """
    try:
        return _unpack(payload, lift)
    except _UNDECODABLE as error:
        raise WireError(f"undecodable message: {type(error).__name__}") from error


def outline(payload: memoryview, lift: Lift) -> Any:
    """Decode a payload of which only the header has to be there; blocks are empty.

    Raises:
        WireError: the header is not one within the limits.
    """
    try:
        tree, end = _header(payload)
        return _Outliner(payload, end, lift).read(tree)
    except _UNDECODABLE as error:
        raise WireError(f"undecodable message: {type(error).__name__}") from error


def header_size(payload: memoryview) -> int:
    """Return how many of its first bytes say what a payload holds."""
    return _HEAD.size + int(_HEAD.unpack_from(payload)[0])


def _unpack(payload: memoryview, lift: Lift) -> object:
    tree, end = _header(payload)
    reader = _Reader(payload, end, lift)
    value = reader.read(tree)
    if reader.offset != len(payload):
        raise WireError("bytes after the end of the message")
    return value


def _header(payload: memoryview) -> tuple[object, int]:
    if len(payload) < _HEAD.size:
        raise WireError("truncated message")
    (length,) = _HEAD.unpack_from(payload)
    end = _HEAD.size + length
    if length > MOST_HEADER_BYTES or end > len(payload):
        raise WireError("the header does not fit its message")
    tree = _HEADER.decode(payload[_HEAD.size : end])
    _count(tree)
    return tree, end


def _header_type() -> Any:
    """Return the type of a header: scalars, in lists of lists to a fixed depth.

    A map is refused while it is read, before a dict is made of it: its keys could
    be tuples that all have one hash, and take minutes.
    """
    node: Any = bool | int | float | str | None
    for _ in range(3 * MOST_DEPTH + 1):
        node = bool | int | float | str | list[node] | None
    return node


_HEADER = msgspec.msgpack.Decoder(_header_type())


def _count(tree: object) -> None:
    """Refuse a header with too much in it."""
    count = 0
    stack = [tree]
    while stack:
        node = stack.pop()
        if type(node) is list:
            count += len(node)
            if count > 4 * MOST_VALUES:
                raise WireError("too many values")
            stack.extend(node)


class _Writer:
    """Builds a header, and collects the blocks that it names."""

    def __init__(self, lower: Lower) -> None:
        self.blocks: list[memoryview] = []
        self._lower = lower
        self._left = MOST_VALUES

    def write(self, value: Any, depth: int = 0) -> object:
        """Return the node of the header that stands for a value."""
        self._left -= 1
        if self._left < 0 or depth > MOST_DEPTH:
            raise WireError("too many or too deeply nested values: use a tensor")
        if value is None or isinstance(value, bool | float | str):
            return _scalar(value)
        if isinstance(value, int):
            return _integer(int.__int__(value))
        if isinstance(value, list | tuple):
            items = [self.write(item, depth + 1) for item in value]
            return ["l" if isinstance(value, list) else "t", items]
        if isinstance(value, dict):
            pairs = value.items()
            return ["d", [[self.write(x, depth + 1) for x in pair] for pair in pairs]]
        return self._tagged(value, depth)

    def _tagged(self, value: Any, depth: int) -> object:
        node: object
        match value:
            case bytes():
                self.blocks.append(memoryview(value))
                node = ["y", len(self.blocks[-1])]
            case complex():
                node = ["c", float(value.real), float(value.imag)]
            case Held():
                node = ["h", value.id]
            case Lent():
                node = ["k", value.id]
            case Named():
                node = ["n", value.module, value.name]
            case Block():
                self.blocks.append(value.data)
                node = ["b", value.kind, value.dtype, list(value.shape)]
            case _:
                node = self.write(self._lower(value), depth + 1)
        return node


def _scalar(value: bool | float | str | None) -> object:  # noqa: FBT001
    # A subclass is sent as what it holds; its overridden methods stay behind.
    if isinstance(value, float):
        return float.__float__(value)
    return str.__str__(value) if isinstance(value, str) else value


def _integer(value: int) -> object:
    if -(1 << 63) <= value < 1 << 63:
        return value
    digits = hex(value)
    if len(digits) > _MOST_HEX_DIGITS:
        raise WireError("an integer of more than 4,000 bits cannot be sent")
    return ["i", digits]


class _Reader:
    """Follows a header, and cuts the blocks that it names out of the message."""

    def __init__(self, payload: memoryview, offset: int, lift: Lift) -> None:
        self.offset = offset
        self._payload = payload
        self._lift = lift

    def read(self, node: Any) -> Any:
        """Return what a node of the header stands for."""
        if type(node) is not list:
            return node
        match node:
            case ["l", list() as items]:
                return [self.read(item) for item in items]
            case ["t", list() as items]:
                return tuple(self.read(item) for item in items)
            case ["d", list() as pairs]:
                return dict(self._pair(pair) for pair in pairs)
            case ["b", str() as kind, str() as dtype, list() as shape]:
                data = self._cut(_block_bytes(kind, dtype, shape))
                return self._lift(
                    Block(kind=kind, dtype=dtype, shape=tuple(shape), data=data)
                )
            case _:
                return self._leaf(node)

    def _pair(self, pair: Any) -> tuple[Any, Any]:
        if type(pair) is not list or len(pair) != 2:
            raise WireError("bad pair in a dict")
        key = self.read(pair[0])
        if type(key) not in _SCALARS or (type(key) is int and not _is_short(key)):
            raise WireError("a dict with such keys cannot be sent")
        return key, self.read(pair[1])

    def _leaf(self, node: list[Any]) -> object:
        match node:
            case ["y", int() as size] if _is_number(size):
                return bytes(self._cut(size))
            case ["h", int() as number] if _is_number(number):
                return self._lift(Held(id=number))
            case ["k", int() as number] if _is_number(number):
                return self._lift(Lent(id=number))
            case ["n", str() as module, str() as name]:
                return self._lift(Named(module=module, name=name))
            case ["c", float() as real, float() as imaginary]:
                return complex(real, imaginary)
            case ["i", str() as digits] if len(digits) <= _MOST_HEX_DIGITS:
                return int(digits, 16)
            case _:
                raise WireError("unknown tag")

    def _cut(self, size: int) -> memoryview:
        start = self.offset + -self.offset % _ALIGNMENT
        if start + size > len(self._payload):
            raise WireError("a block is longer than its message")
        self.offset = start + size
        return self._payload[start : self.offset]


class _Outliner(_Reader):
    """Follows a header whose blocks are not there."""

    def _cut(self, size: int) -> memoryview:  # noqa: ARG002 (there is none of it)
        return memoryview(b"")


def _is_short(value: int) -> bool:
    # Of 64 bits at most eight numbers share a hash, of 4,000 as many as one likes.
    return -(1 << 63) <= value < 1 << 64


def _is_number(value: int) -> bool:
    return type(value) is int and value >= 0


def _block_bytes(kind: str, dtype: str, shape: list[Any]) -> int:
    if kind not in ("tensor", "array") or dtype not in ITEM_BYTES:
        raise WireError("unknown kind of block")
    sizes: list[int] = [size for size in shape if _is_number(size)]
    # Zeros are left out of the product so that no stride can overflow either.
    elements = math.prod(max(size, 1) for size in sizes[:MOST_DIMENSIONS])
    if len(shape) > min(len(sizes), MOST_DIMENSIONS) or elements > MOST_ELEMENTS:
        raise WireError("bad shape")
    return math.prod(sizes) * ITEM_BYTES[dtype]
