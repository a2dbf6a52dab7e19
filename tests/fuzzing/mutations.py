"""Damage done to bytes, the same for the same seed."""

import random
from collections.abc import Callable, Sequence

Damage = Callable[[random.Random, bytearray], None]


def damaged(
    rng: random.Random, data: bytes, *, words: Sequence[bytes] = (), most: int = 6
) -> bytes:
    """Return the bytes with one to *most* faults; the words are strewn in."""
    copy = bytearray(data)
    for _ in range(rng.randint(1, most)):
        if not copy:
            break
        if words and rng.random() < 0.25:
            place = rng.randrange(len(copy) + 1)
            word = rng.choice(words)
            copy[place : place + rng.choice((0, len(word)))] = word
        else:
            rng.choice(_DAMAGES)(rng, copy)
    return bytes(copy)


def _flip_a_bit(rng: random.Random, data: bytearray) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _set_a_byte(rng: random.Random, data: bytearray) -> None:
    data[rng.randrange(len(data))] = rng.choice(
        (0, 0x7F, 0x80, 0xFF, rng.randrange(256))
    )


def _cut_the_end(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def _cut_out(rng: random.Random, data: bytearray) -> None:
    place = rng.randrange(len(data))
    del data[place : place + rng.choice((1, 2, 4, 8, rng.randint(1, len(data))))]


def _insert(rng: random.Random, data: bytearray) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.randbytes(rng.randint(1, 8))


def _repeat(rng: random.Random, data: bytearray) -> None:
    place = rng.randrange(len(data))
    piece = data[place : place + rng.choice((1, 4, 16, 64, 256))]
    data[place:place] = piece * rng.choice((1, 2, 50))


def _lie_about_a_number(rng: random.Random, data: bytearray) -> None:
    size = rng.choice((2, 4, 8))
    number = rng.choice((0, 1, (1 << 8 * size) - 1, 1 << (8 * size - 1), 65_536))
    place = rng.randrange(len(data))
    data[place : place + size] = (number % (1 << 8 * size)).to_bytes(
        size, rng.choice(("big", "little"))
    )


def _exchange(rng: random.Random, data: bytearray) -> None:
    one, other = rng.randrange(len(data)), rng.randrange(len(data))
    size = rng.randint(1, 16)
    data[one : one + size], data[other : other + size] = (
        data[other : other + size],
        data[one : one + size],
    )


_DAMAGES: tuple[Damage, ...] = (
    *(_flip_a_bit, _set_a_byte, _cut_the_end, _cut_out),
    *(_insert, _repeat, _lie_about_a_number, _exchange),
)
