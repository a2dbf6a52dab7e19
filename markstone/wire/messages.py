"""Plain data as bytes: what our own processes tell each other."""

import socket
from collections.abc import Sequence
from typing import Any

from markstone.wire import frames, values


def pack(value: object) -> bytes:
    """Encode plain data.

    Raises:
        WireError: too deep, too many values, too large, or not plain.
    """
    return b"".join(values.pack(value, values.as_is))


def unpack(content: bytes | bytearray | memoryview) -> Any:
    """Decode what :func:`pack` made.

    Raises:
        WireError: it is nothing that was packed.
    """
    return values.unpack(memoryview(content), values.as_is)


def send(
    sock: socket.socket,
    value: object,
    *,
    wait: frames.Wait = frames.block,
    fds: Sequence[int] = (),
) -> None:
    """Send plain data as one frame; see :func:`.frames.send`.

    Raises:
        WireError: as :func:`pack`.
        ClosedError: nobody listens any more.
    """
    frames.send(sock, values.pack(value, values.as_is), wait=wait, fds=fds)
