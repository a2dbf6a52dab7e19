"""Frames: whole or not at all, never later than the deadline."""

import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from markstone.wire import frames
from markstone.wire.frames import ClosedError, WireError


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


Ends = tuple[socket.socket, socket.socket]


def soon() -> frames.Wait:
    return frames.until(time.monotonic() + 0.05)


def length(count: int) -> bytes:
    return count.to_bytes(8, "little")


def test_a_frame_arrives_as_it_was_sent(ends: Ends) -> None:
    ours, theirs = ends

    frames.send(theirs, [b"ab", b"", memoryview(b"cd")])

    assert bytes(frames.receive(ours)) == b"abcd"


def test_an_empty_frame_arrives(ends: Ends) -> None:
    ours, theirs = ends

    frames.send(theirs, [])

    assert bytes(frames.receive(ours)) == b""


def test_frames_do_not_run_into_each_other(ends: Ends) -> None:
    ours, theirs = ends

    for content in (b"one", b"two"):
        frames.send(theirs, [content])

    assert [bytes(frames.receive(ours)) for _ in range(2)] == [b"one", b"two"]


@pytest.mark.parametrize("size", [1 << 16, (1 << 20) - 1, 1 << 20, 5 << 20])
def test_a_frame_larger_than_the_socket_s_buffer_crosses(size: int, ends: Ends) -> None:
    ours, theirs = ends
    content = os.urandom(size)
    wait = frames.until(time.monotonic() + 20)
    sender = threading.Thread(target=frames.send, args=(theirs, [content]))

    sender.start()
    got = frames.receive(ours, wait=wait)
    sender.join()

    assert bytes(got) == content


def test_more_buffers_than_one_call_takes_arrive_in_order(ends: Ends) -> None:
    ours, theirs = ends
    parts = [bytes([i % 256]) for i in range(1000)]

    frames.send(theirs, parts)

    assert bytes(frames.receive(ours)) == b"".join(parts)


def test_wide_elements_are_counted_in_bytes(ends: Ends) -> None:
    ours, theirs = ends
    wide = memoryview(bytes(16)).cast("q")

    frames.send(theirs, [wide])

    assert len(frames.receive(ours)) == 16


def test_silence_ends_at_the_deadline(ends: Ends) -> None:
    ours, _ = ends
    start = time.monotonic()

    with pytest.raises(TimeoutError):
        frames.receive(ours, wait=soon())

    assert time.monotonic() - start < 5


def test_a_drip_ends_at_the_deadline(ends: Ends) -> None:
    ours, theirs = ends
    theirs.sendall(length(100) + b"x")

    with pytest.raises(TimeoutError):
        frames.receive(ours, wait=soon())


def test_an_end_that_never_reads_ends_at_the_deadline(ends: Ends) -> None:
    ours, _ = ends

    with pytest.raises(TimeoutError):
        frames.send(ours, [bytes(10 << 20)], wait=soon())


def test_an_end_before_the_frame_is_told(ends: Ends) -> None:
    ours, theirs = ends
    theirs.close()

    with pytest.raises(ClosedError):
        frames.receive(ours, wait=soon())


@pytest.mark.parametrize("sent", [b"\1", length(3), length(3) + b"ab"])
def test_an_end_in_the_middle_is_told(sent: bytes, ends: Ends) -> None:
    ours, theirs = ends
    theirs.sendall(sent)
    theirs.close()

    with pytest.raises(ClosedError):
        frames.receive(ours, wait=soon())


def test_sending_to_nobody_is_told(ends: Ends) -> None:
    ours, theirs = ends
    theirs.close()

    with pytest.raises(ClosedError):
        frames.send(ours, [b"hello"], wait=soon())


@pytest.mark.parametrize("count", [frames.MOST_BYTES + 1, 2**63, 2**64 - 1])
def test_a_length_over_the_limit_is_refused(count: int, ends: Ends) -> None:
    ours, theirs = ends
    theirs.sendall(length(count))

    with pytest.raises(WireError, match="larger than"):
        frames.receive(ours, wait=soon())


def test_a_reader_may_set_a_lower_limit(ends: Ends) -> None:
    ours, theirs = ends
    frames.send(theirs, [b"12345"])

    with pytest.raises(WireError, match="larger than 4"):
        frames.receive(ours, wait=soon(), most=4)


def test_a_frame_over_the_limit_is_not_sent(ends: Ends) -> None:
    ours, _ = ends
    huge = memoryview(bytes(1 << 20))

    with pytest.raises(WireError, match="larger than"):
        frames.send(ours, [huge] * 257, wait=soon())


def resident() -> int:
    """Return the bytes of memory that this process takes up now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_a_length_that_lies_takes_no_memory(ends: Ends) -> None:
    ours, theirs = ends
    theirs.sendall(length(frames.MOST_BYTES) + b"x")
    weighed = [resident()]

    def weigh(_: socket.socket, writing: bool) -> None:  # noqa: FBT001 (a Wait)
        weighed.append(resident())
        raise TimeoutError(writing)

    with pytest.raises(TimeoutError):
        frames.receive(ours, wait=weigh)

    assert weighed[1] - weighed[0] < 32 << 20  # of the 256 MiB that were announced


def test_descriptors_ride_on_a_frame() -> None:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    with ours, theirs:
        frames.send(theirs, [b"take this"], fds=[writing])

        payload, fds = frames.receive_with_fds(ours, 2)
        os.write(fds[0], b"through the other end")

    assert bytes(payload) == b"take this"
    assert os.read(reading, 100) == b"through the other end"
    for fd in (reading, writing, *fds):
        os.close(fd)


def test_descriptors_ride_once_on_a_frame_that_is_sent_in_pieces() -> None:
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    theirs.setblocking(False)
    content = bytes(3 << 20)
    wait = frames.until(time.monotonic() + 20)
    with ours, theirs:
        sender = threading.Thread(
            target=frames.send,
            args=(theirs, [content]),
            kwargs={"fds": [reading, writing], "wait": wait},
        )

        sender.start()
        payload, fds = frames.receive_with_fds(ours, 2)
        sender.join()

    assert (len(payload), len(fds)) == (len(content), 2)
    for fd in (reading, writing, *fds):
        os.close(fd)


def test_a_frame_with_descriptors_may_not_lie_about_its_length() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(length(2**62))

        with pytest.raises(WireError, match="larger than"):
            frames.receive_with_fds(ours, 2)


def test_no_frame_with_descriptors_comes_from_a_closed_end() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()

        with pytest.raises(ClosedError):
            frames.receive_with_fds(ours, 2)


def test_a_blocking_end_waits_for_as_long_as_it_takes() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        late = threading.Timer(0.1, frames.send, args=(theirs, [b"late"]))
        late.start()

        assert bytes(frames.receive(ours)) == b"late"
        late.join()


def test_an_end_that_does_not_block_may_wait_without_a_deadline(ends: Ends) -> None:
    ours, theirs = ends
    late = threading.Timer(0.1, frames.send, args=(theirs, [b"late"]))
    late.start()

    assert bytes(frames.receive(ours, wait=frames.block)) == b"late"
    late.join()
