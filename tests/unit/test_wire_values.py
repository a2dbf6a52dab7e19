"""Plain data crosses unchanged; anything else that arrives is a WireError."""

import itertools
import math
import random
import struct
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markstone.wire import values
from markstone.wire.frames import WireError
from markstone.wire.values import Block, Held, Lent, Named

MUTANTS = 6_000


def same(value: Any) -> Any:
    return value


def payload_of(value: object) -> bytearray:
    return bytearray(b"".join(bytes(part) for part in values.pack(value, same)))


def crossed(value: object) -> Any:
    return values.unpack(memoryview(payload_of(value)), same)


def with_header(tree: object, blocks: bytes = b"") -> bytearray:
    """Return a payload whose header says *tree*, as a liar would write it."""
    header = msgspec.msgpack.encode(tree)
    padding = bytes(-(4 + len(header)) % 16) if blocks else b""
    return bytearray(struct.pack("<I", len(header)) + header + padding + blocks)


def with_raw_header(header: bytes) -> bytearray:
    return bytearray(struct.pack("<I", len(header)) + header)


def refuses(payload: bytearray) -> None:
    with pytest.raises(WireError):
        values.unpack(memoryview(payload), same)


def a_block(*, shape: list[int], dtype: str = "float32", kind: str = "tensor") -> Any:
    return ["b", kind, dtype, shape]


SHORT = st.integers(-(2**63), 2**64 - 1)
KEYS = st.none() | st.booleans() | SHORT | st.floats(allow_nan=False)
TEXT = st.text(st.characters(codec="utf-8"))
SCALARS = (
    *(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.binary()),
    st.complex_numbers(),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(KEYS | TEXT, inner, max_size=5)
    )


PLAIN = st.recursive(st.one_of(SCALARS), containers, max_leaves=20)


def alike(one: object, other: object) -> bool:
    """Compare with types, and with every NaN equal to every other."""
    return repr(one) == repr(other)


@given(PLAIN)
@settings(deadline=None)
def test_plain_data_crosses_unchanged(value: object) -> None:
    assert alike(crossed(value), value)


def test_a_tuple_stays_a_tuple() -> None:
    assert crossed(((1,), [2], ())) == ((1,), [2], ())


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 2**64, -(2**2000), 2**4000])
def test_an_integer_beyond_64_bits_crosses_exactly(value: int) -> None:
    assert crossed(value) == value


def test_an_integer_of_more_than_4000_bits_is_refused() -> None:
    with pytest.raises(WireError, match="4,000 bits"):
        values.pack(2**4100, same)


@pytest.mark.parametrize("first", ["b", "l", "t", "d", "h", "n", "k", "c", "i", "y"])
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_list_that_looks_like_a_tag_is_still_a_list(first: str, length: int) -> None:
    value = [first, "c", "a", "d"][:length]

    assert crossed([value, tuple(value)]) == [value, tuple(value)]


def test_bytes_larger_than_the_header_may_be_cross() -> None:
    content = random.Random(0).randbytes(5 << 20)  # noqa: S311 (no secret)

    assert crossed({"weights.pt": content, "empty": b""}) == {
        "weights.pt": content,
        "empty": b"",
    }


@pytest.mark.parametrize(
    "value", [Held(id=3), Named(module="p2", name="f"), Lent(id=0)]
)
def test_a_reference_crosses_as_itself(value: object) -> None:
    assert crossed([value]) == [value]


def test_blocks_keep_their_order() -> None:
    blocks = [
        Block(
            kind="array",
            dtype="uint8",
            shape=(size,),
            data=memoryview(bytes([size] * size)),
        )
        for size in (3, 0, 17, 1)
    ]

    back = crossed({"a": blocks[:2], "b": (b"mid", blocks[2]), "c": blocks[3]})

    found = [*back["a"], back["b"][1], back["c"]]
    assert [bytes(block.data) for block in found] == [bytes(b.data) for b in blocks]
    assert back["b"][0] == b"mid"


class Number(IntEnum):
    TWO = 2


class Liar(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


class Half(float):
    __slots__ = ()

    def __float__(self) -> float:
        return -1.0


@pytest.mark.parametrize(
    ("value", "plain"), [(Number.TWO, 2), (Liar("so"), "so"), (Half(0.5), 0.5)]
)
def test_a_subclass_crosses_as_what_it_holds(value: object, plain: object) -> None:
    back = crossed(value)

    assert back == plain
    assert type(back) is type(plain)


@dataclass
class Opaque:
    stands_for: object


def test_what_has_no_form_of_its_own_is_lowered() -> None:
    parts = values.pack([Opaque((1, 2)), Opaque(Held(id=7))], lambda v: v.stands_for)

    back = values.unpack(memoryview(bytearray(b"".join(map(bytes, parts)))), same)

    assert back == [(1, 2), Held(id=7)]


def test_what_lowers_to_itself_is_refused_and_not_tried_for_ever() -> None:
    with pytest.raises(WireError, match="nested"):
        values.pack(object(), same)


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def test_the_deepest_list_crosses() -> None:
    assert crossed(nested(values.MOST_DEPTH)) == nested(values.MOST_DEPTH)


def test_the_deepest_dict_crosses() -> None:
    value: object = 1
    for _ in range(values.MOST_DEPTH):
        value = {"inner": value}

    assert crossed(value) == value


def test_a_deeper_list_is_not_sent() -> None:
    with pytest.raises(WireError, match="nested"):
        values.pack(nested(values.MOST_DEPTH + 1), same)


def test_a_list_that_holds_itself_is_not_sent() -> None:
    ring: list[Any] = []
    ring.append(ring)

    with pytest.raises(WireError, match="nested"):
        values.pack(ring, same)


def test_the_longest_list_crosses() -> None:
    value = [0.5] * (values.MOST_VALUES - 1)

    assert crossed(value) == value


def test_a_longer_list_is_not_sent() -> None:
    with pytest.raises(WireError, match="tensor"):
        values.pack([0] * values.MOST_VALUES, same)


def test_more_text_than_a_header_holds_is_not_sent() -> None:
    with pytest.raises(WireError, match="too much plain data"):
        values.pack("x" * (values.MOST_HEADER_BYTES + 1), same)


def test_text_that_is_no_unicode_is_not_sent() -> None:
    with pytest.raises(WireError, match="Unicode"):
        values.pack("\ud800", same)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        ["?"],
        ["l"],
        ["l", 3],
        ["l", [1], [2]],
        [["l", []], []],
        ["t", "abc"],
        ["d", [["a"]]],
        ["d", ["ab"]],
        ["d", [["a", 1, 2]]],
        ["d", [[["l", []], 1]]],
        ["d", [[["h", 1], 1]]],
        ["h", -1],
        ["h", True],
        ["h", "1"],
        ["k", -1],
        ["n", "p2"],
        ["n", "p2", 3],
        ["c", 1, 2],
        ["c", 1.0],
        ["i", "xyz"],
        ["i", ""],
        ["i", 5],
        ["i", "f" * 5000],
        ["y", -1],
        ["y", 1.5],
        ["y", True],
        ["y", 10],
        ["b", "tensor", "float32"],
        a_block(kind="sparse", shape=[0]),
        a_block(dtype="object", shape=[0]),
        a_block(dtype="float128", shape=[0]),
        ["b", ["tensor"], "float32", [0]],
        ["b", "tensor", ["float32"], [0]],
        a_block(shape=[-1]),
        ["b", "tensor", "float32", [1.0]],
        ["b", "tensor", "float32", [True]],
        ["b", "tensor", "float32", "11"],
        ["b", "tensor", "float32", 3],
        a_block(shape=[2**40 + 1]),
        a_block(shape=[0, 2**39, 2**39]),
        a_block(shape=[2**39, 2**39, 0]),
        a_block(shape=[2**63, 2**63, 4]),
        a_block(shape=[1] * 17),
        a_block(shape=[0] * 17),
        a_block(shape=[1]),
        {"a": 1},
        [{}],
        ["l", [{"a": 1}]],
        b"raw bytes",
        ["l", [b"raw bytes"]],
        msgspec.msgpack.Ext(5, b"x"),
        datetime(2026, 1, 1, tzinfo=UTC),
        ["l", [datetime(2026, 1, 1, tzinfo=UTC)]],
    ],
    ids=repr,
)
def test_a_header_that_is_not_the_protocol_is_refused(tree: object) -> None:
    refuses(with_header(tree))


def test_the_largest_shape_of_a_block_is_sixteen_lengths() -> None:
    tree = a_block(dtype="uint8", shape=[1] * 16)

    block = values.unpack(memoryview(with_header(tree, b"x")), same)

    assert block.shape == (1,) * 16


def test_a_block_longer_than_its_message_is_refused() -> None:
    refuses(with_header(a_block(shape=[5]), bytes(19)))


def test_bytes_after_the_last_block_are_refused() -> None:
    refuses(with_header(a_block(shape=[4]), bytes(17)))


def test_bytes_after_a_header_without_blocks_are_refused() -> None:
    refuses(payload_of([1, 2]) + b"\0")


@pytest.mark.parametrize("cut", range(1, len(payload_of([1, "a", b"bc"]))))
def test_a_message_cut_anywhere_is_refused(cut: int) -> None:
    refuses(payload_of([1, "a", b"bc"])[:-cut])


def test_a_header_longer_than_its_message_is_refused() -> None:
    refuses(bytearray(struct.pack("<I", 100) + b"\x90"))


def test_a_header_over_the_limit_is_refused() -> None:
    size = values.MOST_HEADER_BYTES + 1
    refuses(with_raw_header(b"\x90" + bytes(size - 1)))


def test_a_million_levels_are_refused() -> None:
    refuses(with_raw_header(b"\x91" * 10**6 + b"\xc0"))


def test_a_few_levels_too_many_are_refused() -> None:
    refuses(with_raw_header(b"\x91" * 98 + b"\x90"))


def test_a_map_of_a_million_levels_is_refused() -> None:
    refuses(with_raw_header(b"\x81\xa1a" * 10**5 + b"\xc0"))


def test_text_that_is_no_utf_8_is_refused() -> None:
    refuses(with_raw_header(b"\xa2\xff\xfe"))


@pytest.mark.parametrize("key", [2**64, -(2**63) - 1, 2**1000])
def test_a_number_of_more_than_64_bits_is_no_key(key: int) -> None:
    # As many as one likes have one hash, and a dict of them takes minutes.
    refuses(with_header(["d", [[["i", hex(key)], 1]]]))


@pytest.mark.parametrize("key", [2**64 - 1, -(2**63)])
def test_a_number_of_64_bits_is_a_key(key: int) -> None:
    assert crossed({key: 1}) == {key: 1}


def test_a_map_is_refused_before_a_dict_is_made_of_it() -> None:
    one_hash = [2.0 ** (61 * power) for power in range(-17, 17)]
    keys = list(itertools.islice(itertools.product(one_hash, repeat=4), 20_000))
    body = b"".join(msgspec.msgpack.encode(list(key)) + b"\xc0" for key in keys)
    payload = with_raw_header(b"\xdf" + struct.pack(">I", len(keys)) + body)

    assert len({hash(key) for key in keys}) == 1
    assert peak_of(lambda: refuses(payload)) < 100_000


def test_a_nan_may_be_a_key_and_is_still_nobody_s_equal() -> None:
    back = crossed({math.nan: 1})

    assert [math.isnan(key) for key in back] == [True]


def peak_of(act: Callable[[], object]) -> int:
    """Return the bytes that Python's allocators held at most while *act* ran."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


LYING = {
    "list": b"\xdd\xff\xff\xff\xff",
    "map": b"\xdf\xff\xff\xff\xff",
    "text": b"\xdb\xff\xff\xff\xff",
    "bytes": b"\xc6\xff\xff\xff\xff",
    "extension": b"\xc9\xff\xff\xff\xff\x01",
}


@pytest.mark.parametrize("lie", LYING.values(), ids=LYING)
def test_a_length_that_lies_allocates_nothing(lie: bytes) -> None:
    payload = with_raw_header(lie + b"\xc0" * 10)

    assert peak_of(lambda: refuses(payload)) < 100_000


def test_a_block_that_lies_about_its_size_allocates_nothing() -> None:
    payload = with_header(a_block(shape=[2**40]), bytes(100))

    assert peak_of(lambda: refuses(payload)) < 100_000


def test_the_worst_header_takes_a_bounded_multiple_of_its_size() -> None:
    # Two million empty lists: what the smallest node costs once decoded.
    size = values.MOST_HEADER_BYTES - 5
    payload = with_raw_header(b"\xdd" + struct.pack(">I", size) + b"\x90" * size)

    assert peak_of(lambda: refuses(payload)) < 256 << 20


def a_sample() -> bytearray:
    block = Block(
        kind="tensor", dtype="float32", shape=(2, 3), data=memoryview(bytes(range(24)))
    )
    return payload_of(
        {
            "x": [1, 2.5, None, True, "text", (block, b"raw"), 3 + 4j, 2**70],
            "y": {"h": Held(id=1), 2: Named(module="p2", name="f"), "k": Lent(id=4)},
        }
    )


def mutated(rng: random.Random, payload: bytearray) -> bytearray:
    """Return the payload with a few bytes changed, cut out, doubled or added."""
    copy = bytearray(payload)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(copy))
        match rng.randrange(5):
            case 0:
                copy[place] = rng.randrange(256)
            case 1:
                copy[place] ^= 1 << rng.randrange(8)
            case 2:
                del copy[place : place + rng.randint(1, 8)]
            case 3:
                copy[place:place] = rng.randbytes(rng.randint(1, 8))
            case _:
                copy[place:place] = copy[place : place + 16]
        if not copy:
            break
    return copy


def only_refuses(payload: bytearray) -> None:
    try:
        values.unpack(memoryview(payload), same)
    except WireError:
        return


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_mutated_message_is_read_or_refused_and_nothing_else(seed: int) -> None:
    rng, sample = random.Random(seed), a_sample()  # noqa: S311 (no secret)

    for _ in range(MUTANTS // 3):
        only_refuses(mutated(rng, sample))


@given(st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_random_bytes_are_read_or_refused_and_nothing_else(junk: bytes) -> None:
    only_refuses(bytearray(junk))


@given(st.binary(max_size=200))
@settings(max_examples=1000, deadline=None)
def test_a_random_header_is_read_or_refused_and_nothing_else(junk: bytes) -> None:
    only_refuses(with_raw_header(junk))


TREES = st.recursive(
    st.sampled_from(
        ["l", "t", "d", "b", "h", "n", "k", "c", "i", "y", "tensor", "float32"]
    )
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.none()
    | st.booleans(),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=15,
)


@given(TREES, st.binary(max_size=64))
@settings(max_examples=1500, deadline=None)
def test_a_random_tree_of_tags_is_read_or_refused_and_nothing_else(
    tree: object, blocks: bytes
) -> None:
    only_refuses(with_header(tree, blocks))
