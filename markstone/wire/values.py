"""Plain data to bytes and back, total on any input.

A payload is a msgpack header and the raw blocks that it names::

    u32 header length | header | padding | block | padding | block ...

In the header a scalar stands for itself and everything else is a tagged array:
``["l", items]`` list, ``["t", items]`` tuple, ``["d", pairs]`` dict,
``["b", kind, dtype, shape]`` a block (tensor or array), ``["h", id]`` an object
that stayed with the candidate, ``["n", module, name]`` a name to look up there,
``["c", re, im]`` complex, ``["i", hex]`` an integer beyond 64 bits.

Nothing here knows torch: :mod:`markstone.wire.tensors` makes blocks of tensors.
"""

import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from markstone.wire.frames import WireError

MOST_VALUES = 200_000
MOST_DEPTH = 32
MOST_HEADER_BYTES = 4 << 20
MOST_DIMENSIONS = 16
MOST_ELEMENTS = 1 << 40
_MOST_HEX_DIGITS = 1024
_ALIGNMENT = 16
_WORD = 1 << 63
_HEAD = struct.Struct("<I")

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
class Block:
    """The raw elements of a tensor (``kind="tensor"``) or an array."""

    kind: str
    dtype: str
    shape: tuple[int, ...]
    data: memoryview


Lower = Callable[[Any], Any]
"""Turn an object with no form of its own into Held, Named, Block or plain data."""
Lift = Callable[[Held | Named | Block], Any]
"""Turn what came across into what this side works with."""


class _Reader(NamedTuple):
    blocks: Iterator[memoryview]
    lift: Lift


def pack(value: object, lower: Lower) -> list[bytes | memoryview]:
    """Encode *value* into buffers for one frame.

    Args:
        value: plain data, or anything that *lower* turns into it.
        lower: called with whatever has no plain form.

    Raises:
        WireError: too deep, too many values or too large.
    """
    blocks: list[memoryview] = []
    budget = [MOST_VALUES]
    tree = _lowered(value, lower, blocks, budget, 0)
    try:
        header = msgspec.msgpack.encode(tree)
    except UnicodeEncodeError as error:
        raise WireError("a string that is not valid Unicode cannot be sent") from error
    if len(header) > MOST_HEADER_BYTES:
        raise WireError("too much plain data at once: use a tensor or an array")
    parts: list[bytes | memoryview] = [_HEAD.pack(len(header)), header]
    offset = _HEAD.size + len(header)
    for block in blocks:
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
    except WireError:
        raise
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
        raise WireError(f"undecodable message: {type(error).__name__}") from error
    except (OverflowError, MemoryError, struct.error, StopIteration) as error:
        raise WireError(f"undecodable message: {type(error).__name__}") from error


def _unpack(payload: memoryview, lift: Lift) -> object:
    if len(payload) < _HEAD.size:
        raise WireError("truncated message")
    (length,) = _HEAD.unpack_from(payload)
    end = _HEAD.size + length
    if length > MOST_HEADER_BYTES or end > len(payload):
        raise WireError("the header does not fit its message")
    tree = msgspec.msgpack.decode(payload[_HEAD.size : end])
    sizes = _block_sizes(tree)
    reader = _Reader(_slices(payload, end, sizes), lift)
    return _lifted(tree, reader)


def _block_sizes(tree: object) -> list[int]:
    """Walk the tree once: bounds first, then the size of every block in order."""
    sizes: list[int] = []
    count = 0
    stack: list[tuple[object, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > 4 * MOST_VALUES or depth > 3 * MOST_DEPTH:
            raise WireError("too many or too deeply nested values")
        if isinstance(node, list):
            if len(node) == 4 and node[0] == "b":
                sizes.append(_block_bytes(node))
            else:
                stack.extend((child, depth + 1) for child in reversed(node))
        elif isinstance(node, dict):
            raise WireError("a bare map is not part of the protocol")
    return sizes


def _block_bytes(node: list[Any]) -> int:
    _, kind, dtype, shape = node
    if kind not in ("tensor", "array") or type(dtype) is not str:
        raise WireError("unknown kind of block")
    if dtype not in ITEM_BYTES:
        raise WireError("unknown element type")
    if not isinstance(shape, list) or len(shape) > MOST_DIMENSIONS:
        raise WireError("bad shape")
    if not all(type(size) is int and 0 <= size <= MOST_ELEMENTS for size in shape):
        raise WireError("bad shape")
    # Zeros are left out of the product so that no stride can overflow either.
    if math.prod(max(size, 1) for size in shape) > MOST_ELEMENTS:
        raise WireError("bad shape")
    return math.prod(shape) * ITEM_BYTES[dtype]


def _slices(payload: memoryview, offset: int, sizes: list[int]) -> Iterator[memoryview]:
    slices = []
    for size in sizes:
        offset += -offset % _ALIGNMENT
        if offset + size > len(payload):
            raise WireError("a block is longer than its message")
        slices.append(payload[offset : offset + size])
        offset += size
    if offset != len(payload):
        raise WireError("bytes after the end of the message")
    return iter(slices)


def _lowered(
    value: Any,
    lower: Lower,
    blocks: list[memoryview],
    budget: list[int],
    depth: int,
) -> object:
    budget[0] -= 1
    if budget[0] < 0 or depth > MOST_DEPTH:
        raise WireError("too many or too deeply nested values: use a tensor instead")
    if value is None or isinstance(value, bool | float | str | bytes):
        return _scalar(value)
    if isinstance(value, int):
        return _integer(int(value))
    if isinstance(value, list | tuple):
        items = [_lowered(v, lower, blocks, budget, depth + 1) for v in value]
        return ["l" if isinstance(value, list) else "t", items]
    if isinstance(value, dict):
        pairs = [
            [_lowered(part, lower, blocks, budget, depth + 1) for part in pair]
            for pair in value.items()
        ]
        return ["d", pairs]
    return _tagged(value, lower, blocks, budget, depth)


def _tagged(
    value: Any,
    lower: Lower,
    blocks: list[memoryview],
    budget: list[int],
    depth: int,
) -> object:
    if isinstance(value, complex):
        return ["c", float(value.real), float(value.imag)]
    if isinstance(value, Held):
        return ["h", value.id]
    if isinstance(value, Named):
        return ["n", value.module, value.name]
    if isinstance(value, Block):
        blocks.append(value.data)
        return ["b", value.kind, value.dtype, list(value.shape)]
    return _lowered(lower(value), lower, blocks, budget, depth + 1)


def _scalar(value: bool | float | str | bytes | None) -> object:  # noqa: FBT001
    # A subclass is sent as what it holds; its overridden methods stay behind.
    match value:
        case None | bool():
            return value
        case float():
            return float(value)
        case str():
            return str(value)
        case _:
            return bytes(value)


def _integer(value: int) -> object:
    if -_WORD <= value < _WORD:
        return value
    digits = hex(value)
    if len(digits) > _MOST_HEX_DIGITS:
        raise WireError("an integer of more than 4,000 bits cannot be sent")
    return ["i", digits]


def _lifted(node: Any, reader: _Reader) -> Any:
    if not isinstance(node, list):
        return node
    tag = node[0] if node else None
    if type(tag) is not str:
        raise WireError("unknown tag")
    if tag == "b":
        _, kind, dtype, shape = node
        data = next(reader.blocks)
        return reader.lift(Block(kind=kind, dtype=dtype, shape=tuple(shape), data=data))
    if tag in _CONTAINERS and len(node) == 2 and isinstance(node[1], list):
        return _CONTAINERS[tag](node[1], reader)
    return _lifted_leaf(tag, node[1:], reader)


def _lifted_dict(pairs: list[Any], reader: _Reader) -> dict[Any, Any]:
    lifted: dict[Any, Any] = {}
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise WireError("bad pair in a dict")
        key = _lifted(pair[0], reader)
        if type(key) not in (str, int, bool, float, type(None)):
            raise WireError("a dict with such keys cannot be sent")
        lifted[key] = _lifted(pair[1], reader)
    return lifted


_CONTAINERS: dict[str, Callable[[list[Any], _Reader], Any]] = {
    "l": lambda items, reader: [_lifted(item, reader) for item in items],
    "t": lambda items, reader: tuple(_lifted(item, reader) for item in items),
    "d": _lifted_dict,
}


def _lifted_leaf(tag: str, rest: list[Any], reader: _Reader) -> object:
    match tag, rest:
        case "h", [int() as number] if number >= 0:
            return reader.lift(Held(id=number))
        case "n", [str() as module, str() as name]:
            return reader.lift(Named(module=module, name=name))
        case "c", [float() as real, float() as imaginary]:
            return complex(real, imaginary)
        case "i", [str() as digits] if len(digits) <= _MOST_HEX_DIGITS:
            return int(digits, 16)
        case _:
            raise WireError("unknown tag")
