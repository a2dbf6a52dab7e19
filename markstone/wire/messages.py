"""Plain data as bytes: what our own processes tell each other."""

from typing import Any

from markstone.wire import values


def pack(value: object) -> bytes:
    """Encode plain data.

    Raises:
        WireError: too deep, too many values, too large, or not plain.
    """
    return b"".join(values.pack(value, values.as_is))


def unpack(content: bytes | memoryview) -> Any:
    """Decode what :func:`pack` made.

    Raises:
        WireError: it is nothing that was packed.
    """
    return values.unpack(memoryview(content), values.as_is)
