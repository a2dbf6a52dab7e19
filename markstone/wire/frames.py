"""Length-prefixed frames over a stream socket, without trust in the other end.

A frame is eight bytes of length (little-endian) and that many bytes. The sockets
of the trusted side do not block: whoever reads or writes passes a *wait* that
returns when the socket is ready and raises when its patience ends.
"""

import mmap
import select
import socket
import struct
import time
from collections.abc import Callable, Sequence

MOST_BYTES = 256 << 20
"""The largest frame that is read or written, in bytes."""

_LENGTH = struct.Struct("<Q")
_AT_ONCE = 64  # buffers handed to one sendmsg; the kernel's limit is 1024
_LARGE = 1 << 20

Wait = Callable[[socket.socket, bool], None]
"""Return once the socket can be read (False) or written (True), or raise."""


class WireError(Exception):
    """The bytes from the other end are not what the protocol allows."""


class TooLargeError(WireError):
    """A message is larger than it may be."""


class ClosedError(Exception):
    """The other end is gone."""


def block(sock: socket.socket, writing: bool) -> None:  # noqa: FBT001 (a Wait)
    """Wait without a deadline; for the side that has nobody to protect."""
    select.select([] if writing else [sock], [sock] if writing else [], [])


def until(deadline: float) -> Wait:
    """Return a wait that raises TimeoutError at *deadline* (monotonic seconds)."""

    def wait(sock: socket.socket, writing: bool) -> None:  # noqa: FBT001 (a Wait)
        left = max(deadline - time.monotonic(), 0)
        reading = [] if writing else [sock]
        if not any(select.select(reading, [sock] if writing else [], [], left)):
            raise TimeoutError

    return wait


def send(
    sock: socket.socket,
    parts: Sequence[bytes | memoryview],
    *,
    wait: Wait = block,
    fds: Sequence[int] = (),
) -> None:
    """Send one frame, with file descriptors riding on its first byte.

    Raises:
        TooLargeError: the frame is larger than :data:`MOST_BYTES`.
        ClosedError: nobody listens any more.
    """
    views = [memoryview(part).cast("B") for part in parts if len(part)]
    total = sum(view.nbytes for view in views)
    if total > MOST_BYTES:
        raise TooLargeError(f"a message of {total} bytes is larger than {MOST_BYTES}")
    queue = [memoryview(_LENGTH.pack(total)), *views]
    ancillary = list(fds)
    while queue:
        try:
            if ancillary:
                sent = socket.send_fds(sock, queue[:1], ancillary)
                ancillary = []
            else:
                sent = _push(sock, queue)
        except BlockingIOError:
            wait(sock, True)
            continue
        except ConnectionError as gone:
            raise ClosedError from gone
        _consume(queue, sent)


def receive(
    sock: socket.socket, *, wait: Wait = block, most: int = MOST_BYTES
) -> memoryview:
    """Receive one frame of at most *most* bytes.

    Raises:
        TooLargeError: the announced length is larger than *most*.
        ClosedError: the stream ended before the frame did.
    """
    (length,) = _LENGTH.unpack(_exactly(sock, _LENGTH.size, wait))
    if length > most:
        raise TooLargeError(f"a message of {length} bytes is larger than {most}")
    return _exactly(sock, length, wait)


def receive_with_fds(
    sock: socket.socket, most_fds: int
) -> tuple[memoryview, list[int]]:
    """Receive one frame and the descriptors that ride on it, blocking.

    Raises:
        TooLargeError: the announced length is larger than :data:`MOST_BYTES`.
        ClosedError: the stream ended.
    """
    head, fds, _, _ = socket.recv_fds(sock, _LENGTH.size, most_fds)
    if not head:
        raise ClosedError
    rest = _exactly(sock, _LENGTH.size - len(head), block)
    (length,) = _LENGTH.unpack(head + bytes(rest))
    if length > MOST_BYTES:
        raise TooLargeError(f"a message of {length} bytes is larger than {MOST_BYTES}")
    return _exactly(sock, length, block), fds


def _room(count: int) -> memoryview:
    """Return room for a frame; what is never received is never taken up."""
    if count < _LARGE or not hasattr(mmap, "MAP_PRIVATE"):
        return memoryview(bytearray(count))
    # Pages of a mapping exist once they are written: a length that lies costs none.
    kind = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    return memoryview(mmap.mmap(-1, count, flags=kind))


def _exactly(sock: socket.socket, count: int, wait: Wait) -> memoryview:
    view = _room(count)
    got = 0
    while got < count:
        try:
            read = sock.recv_into(view[got:])
        except BlockingIOError:
            wait(sock, False)
            continue
        except ConnectionError as gone:
            raise ClosedError from gone
        if read == 0:
            raise ClosedError
        got += read
    return view


def _push(sock: socket.socket, queue: list[memoryview]) -> int:
    if hasattr(sock, "sendmsg"):
        return sock.sendmsg(queue[:_AT_ONCE])
    return sock.send(queue[0])  # Windows


def _consume(queue: list[memoryview], sent: int) -> None:
    while queue and sent >= queue[0].nbytes:
        sent -= queue.pop(0).nbytes
    if sent:
        queue[0] = queue[0][sent:]
