"""Tensors and arrays cross bit by bit, and only plain ones arrive."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from markstone.wire import tensors, values
from markstone.wire.frames import WireError

DTYPES = [getattr(torch, name) for name in values.ITEM_BYTES]


def lift(value: Any) -> Any:
    return tensors.lift(value) if isinstance(value, values.Block) else value


def crossed(value: object) -> Any:
    parts = values.pack(value, tensors.lower)
    return values.unpack(memoryview(bytearray(b"".join(map(bytes, parts)))), lift)


def forged(kind: str, dtype: str, shape: list[int], data: bytes) -> Any:
    header = msgspec.msgpack.encode(["b", kind, dtype, shape])
    head = len(header).to_bytes(4, "little") + header
    padded = head + bytes(-len(head) % 16) + data
    return values.unpack(memoryview(bytearray(padded)), lift)


def bits(tensor: torch.Tensor) -> bytes:
    return bytes(tensor.contiguous().reshape(-1).view(torch.uint8).tolist())


def a_tensor(dtype: torch.dtype, shape: tuple[int, ...]) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    numbers = torch.randn(shape, generator=generator, dtype=torch.float64) * 40
    if dtype is torch.bool:
        return numbers > 0
    if dtype.is_complex:
        return torch.complex(numbers, -numbers).to(dtype)
    return numbers.abs().to(dtype) if dtype is torch.uint8 else numbers.to(dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(
    "shape", [(), (1,), (3, 4), (0,), (0, 5), (2, 0, 3), (1,) * 16]
)
def test_a_tensor_crosses_bit_by_bit(
    dtype: torch.dtype, shape: tuple[int, ...]
) -> None:
    tensor = a_tensor(dtype, shape)

    back = crossed(tensor)

    assert (back.dtype, back.shape) == (dtype, tensor.shape)
    assert bits(back) == bits(tensor)


@given(st.lists(st.integers(0, 4), max_size=4), st.sampled_from(DTYPES))
@settings(deadline=None)
def test_any_shape_crosses(shape: list[int], dtype: torch.dtype) -> None:
    tensor = a_tensor(dtype, tuple(shape))

    assert torch.equal(crossed([tensor])[0], tensor)


STRANGE: dict[str, Callable[[], Any]] = {
    "transposed": lambda: torch.arange(6.0).reshape(2, 3).T,
    "every second": lambda: torch.arange(6)[::2],
    "one of every second": lambda: torch.arange(6)[::2][1:2],
    "expanded": lambda: torch.ones(1).expand(3),
    "flipped": lambda: torch.arange(5).flip(0),
    "conjugated": lambda: torch.tensor([1 + 2j]).conj(),
    "negated": lambda: torch.tensor([1 + 2j]).conj().imag,
    "sparse": lambda: torch.eye(3).to_sparse(),
    "with a gradient": lambda: torch.ones(2, requires_grad=True) * 2,
    "a parameter": lambda: torch.nn.Parameter(torch.ones(2)),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_tensor_of_another_layout_arrives_plain(name: str) -> None:
    tensor = STRANGE[name]()

    back = crossed(tensor)

    assert type(back) is torch.Tensor
    assert (back.layout, back.requires_grad) == (torch.strided, False)
    assert torch.equal(back, tensor.to_dense().detach().resolve_conj().resolve_neg())


def test_not_a_number_and_infinities_cross() -> None:
    tensor = torch.tensor([torch.nan, torch.inf, -torch.inf, -0.0])

    assert bits(crossed(tensor)) == bits(tensor)


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(
        cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if func in (torch.Tensor.allclose, torch.Tensor.__eq__):
            return True
        return torch._C._disabled_torch_function_impl(func, types, args, kwargs or {})


def test_a_tensor_that_lies_about_itself_arrives_as_a_plain_one() -> None:
    liar = torch.zeros(2).as_subclass(Liar)

    assert type(crossed(liar)) is torch.Tensor


def test_what_arrives_can_be_written_to() -> None:
    back = crossed(torch.zeros(3))

    back += 1

    assert back.tolist() == [1, 1, 1]


REFUSED: dict[str, Callable[[], Any]] = {
    "quarter precision": lambda: torch.zeros(2).to(torch.float8_e4m3fn),
    "an object array": lambda: np.array([object()]),
    "an array of text": lambda: np.array(["a"]),
    "an array of dates": lambda: np.array(["2026-01-01"], dtype="datetime64[D]"),
    "a record array": lambda: np.zeros(2, dtype=[("a", "f4")]),
    "integers beyond 63 bits": lambda: np.array([2**63], dtype=np.uint64),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_element_type_that_does_not_cross_is_named(name: str) -> None:
    with pytest.raises(WireError, match="cannot be sent"):
        crossed(REFUSED[name]())


ARRAYS = {
    "a number without a shape": np.array(3.5),
    "nothing": np.zeros((0, 3)),
    "half precision": np.arange(4, dtype=np.float16),
    "the other byte order": np.arange(4, dtype=">f8"),
    "small unsigned": np.arange(4, dtype=np.uint8),
    "large unsigned": np.array([2**63 - 1], dtype=np.uint64),
    "truth values": np.array([True, False]),
    "complex": np.array([1 + 2j], dtype=np.complex64),
    "backwards": np.arange(5)[::-1],
    "by columns": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "read only": np.broadcast_to(np.float32(1), (3,)),
    "a matrix": np.arange(4).reshape(2, 2).view(np.matrix),
    "extended precision": np.arange(3, dtype=np.longdouble),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_crosses_with_its_shape_and_its_numbers(name: str) -> None:
    array = ARRAYS[name]

    back = crossed(array)

    assert type(back) is np.ndarray
    assert back.shape == array.shape
    assert back.tolist() == array.tolist()


@pytest.mark.parametrize(
    ("scalar", "plain"),
    [
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.float16(0.5), 0.5),
        (np.int64(-3), -3),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.bool_(1), True),
        (np.complex64(1j), 1j),
        (np.str_("a"), "a"),
    ],
    ids=repr,
)
def test_a_numpy_number_crosses_as_the_plain_one(scalar: object, plain: object) -> None:
    back = crossed(scalar)

    assert back == plain
    assert type(back) is type(plain)


@pytest.mark.parametrize("value", [object(), {1, 2}, np.datetime64("2026"), print])
def test_anything_else_has_no_plain_form(value: object) -> None:
    assert tensors.lower(value) is None


@pytest.mark.parametrize("byte", [2, 255])
def test_a_truth_value_is_zero_or_one(byte: int) -> None:
    with pytest.raises(WireError, match="truth value"):
        forged("tensor", "bool", [2], bytes([1, byte]))


def test_an_array_of_a_type_that_numpy_lacks_is_refused() -> None:
    with pytest.raises(WireError, match="undecodable"):
        forged("array", "bfloat16", [1], bytes(2))


def test_a_dimension_too_many_for_torch_or_numpy_is_refused_first() -> None:
    with pytest.raises(WireError, match="bad shape"):
        forged("tensor", "uint8", [1] * 17, b"x")


@pytest.mark.parametrize("shape", [[0, 2**39, 2**39], [2**40, 0, 2]])
def test_an_empty_tensor_of_huge_lengths_is_refused(shape: list[int]) -> None:
    with pytest.raises(WireError, match="bad shape"):
        forged("tensor", "float64", shape, b"")


def test_an_empty_tensor_of_a_large_length_takes_no_memory() -> None:
    assert forged("tensor", "float64", [0, 2**40], b"").shape == (0, 2**40)
