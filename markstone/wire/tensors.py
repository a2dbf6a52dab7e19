"""Tensors and arrays as blocks of bytes, for the two processes that have torch."""

import numpy as np
import torch

from markstone.wire.frames import WireError
from markstone.wire.values import ITEM_BYTES, Block

_DTYPES = {name: getattr(torch, name) for name in ITEM_BYTES}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


def lower(value: object) -> Block | bool | int | float | complex | str | None:
    """Return the block of a tensor or array, the number of a numpy scalar.

    Returns:
        None when *value* is none of these.

    Raises:
        WireError: a tensor or array of a kind that does not cross.
    """
    if isinstance(value, torch.Tensor):
        return _block(value, "tensor")
    if isinstance(value, np.generic) and not isinstance(value, np.void):
        number = value.item()
        return (
            number if isinstance(number, bool | int | float | complex | str) else None
        )
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biufc":
            raise WireError(f"an array of {value.dtype} cannot be sent; use numbers")
        return _block(_from_numpy(value), "array")
    return None


def lower_or_refuse(value: object) -> Block | bool | int | float | complex | str:
    """Return what :func:`lower` does.

    Raises:
        TypeError: there is nothing for such an object.
        WireError: as :func:`lower`.
    """
    plain = lower(value)
    if plain is None:
        raise TypeError(f"a check sent an object of {type(value)}, which cannot cross")
    return plain


def lift(block: Block) -> torch.Tensor | np.ndarray:
    """Make a plain tensor (or array) that shares memory with the message.

    Raises:
        WireError: a truth value that is neither 0 nor 1.
    """
    tensor = _tensor(block)
    return tensor.numpy() if block.kind == "array" else tensor


def _block(tensor: torch.Tensor, kind: str) -> Block:
    plain = tensor.detach()
    if plain.layout is not torch.strided:
        plain = plain.to_dense()
    if plain.dtype not in _NAMES:
        raise WireError(f"a tensor of {plain.dtype} cannot be sent; use a usual type")
    plain = plain.resolve_conj().resolve_neg().cpu().contiguous()
    shape = tuple(plain.shape)
    if plain.numel():
        # One element may be contiguous with any stride; a view of bytes wants 1.
        flat = plain.as_strided((plain.numel(),), (1,))
        raw = flat.view(torch.uint8).numpy().data.cast("B")
    else:
        raw = memoryview(b"")
    return Block(kind=kind, dtype=_NAMES[plain.dtype], shape=shape, data=raw)


def _from_numpy(array: np.ndarray) -> torch.Tensor:
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    if array.dtype.kind == "u" and array.dtype.itemsize > 1:
        if array.dtype.itemsize == 8 and (array >> 63).any():
            raise WireError("an array with integers from 2**63 up cannot be sent")
        array = array.astype(np.int64)
    native = array.dtype.newbyteorder("=")
    return torch.from_numpy(np.array(array, dtype=native, order="C"))


def _tensor(block: Block) -> torch.Tensor:
    dtype = _DTYPES[block.dtype]
    if block.data.nbytes == 0:
        return torch.empty(block.shape, dtype=dtype)
    raw = torch.frombuffer(block.data, dtype=torch.uint8)
    if dtype is torch.bool and int(raw.max()) > 1:
        raise WireError("a truth value that is neither 0 nor 1")
    return raw.view(dtype).reshape(block.shape)
