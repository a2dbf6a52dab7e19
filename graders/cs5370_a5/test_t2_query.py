"""Checks for theory 2: queries judged by the attention weights that they lead to.

Any query counts. The weights are computed here, in double precision, from the keys
that were handed over.
"""

from typing import NamedTuple

import pytest
import torch


class Keys(NamedTuple):
    """How many keys, how wide, and in which floating type they are handed over."""

    m: int
    d: int
    dtype: torch.dtype


CROWDED = {"public": Keys(5, 8, torch.float32), "hidden": Keys(9, 11, torch.float64)}
FEW = {
    "public": [Keys(4, 7, torch.float32), Keys(12, 16, torch.float32)],
    "hidden": [Keys(5, 6, torch.float64), Keys(10, 13, torch.float64)],
}
MANY = [Keys(6, 9, torch.float64), Keys(64, 80, torch.float64)]
MORE_THAN_AXES = [Keys(12, 6, torch.float32), Keys(20, 9, torch.float64)]

APART, CLOSE = 0.6, 0.9
"""The inner product of the two keys nearest to each other: 53 and 26 degrees."""


@pytest.fixture
def weights(as_tensor):
    """Attend with a query of the student's; returns alpha, (m,)."""

    def attend(K, query):
        q = as_tensor(query, shape=(K.shape[1],))
        assert not q.is_complex(), "The query should be of real numbers."
        return torch.softmax(K.double() @ q, dim=0)

    return attend


@pytest.fixture
def assert_shared(assert_close, attach):
    """Show the weights, and require that the chosen keys share all of it."""

    def judge(alpha, *chosen):
        shares = _shares(len(alpha), *chosen)
        names = [str(j + 1) for j in range(len(alpha))]
        attach.heat(
            f"Attention to {len(alpha)} keys, meant for key "
            f"{' and '.join(names[j] for j in sorted(chosen))}",
            yours=alpha[None],
            reference=shares[None],
            beside="aim",
            names=(["weight"], [f"key {name}" for name in names]),
        )
        assert_close(alpha, shares, metric="abs")

    return judge


def test_select_public(student, weights, assert_shared, rng, instance):
    """The query of (a) gives one key a weight within eps of 1."""
    keys = CROWDED[instance]
    K = _crowded(keys, APART, rng)

    for j in (1, keys.m - 1):
        alpha = weights(K, student.t2_query.selecting_query(K, j))
        assert_shared(alpha, j)


def test_select_hidden(student, weights, assert_close, rng):
    """The same holds for keys close to each other, and for more keys than axes."""
    for keys in MORE_THAN_AXES:
        K = _crowded(keys, CLOSE, rng)
        for j in (0, 1, keys.m - 1):
            alpha = weights(K, student.t2_query.selecting_query(K, j))
            assert_close(alpha, _shares(keys.m, j), metric="abs")


def test_average_public(student, weights, assert_shared, rng, instance):
    """The query of (b) gives each of two keys a weight within eps of 1/2."""
    for keys in FEW[instance]:
        K = _orthonormal(keys, rng)
        alpha = weights(K, student.t2_query.averaging_query(K, 2, 0))
        assert_shared(alpha, 2, 0)


def test_average_hidden(student, weights, assert_close, rng):
    """The same holds for few keys and for many."""
    for keys in MANY:
        K = _orthonormal(keys, rng)
        a, b = 1, keys.m - 1
        alpha = weights(K, student.t2_query.averaging_query(K, a, b))
        assert_close(alpha, _shares(keys.m, a, b), metric="abs")


def test_average_balanced(student, weights, assert_close, rng):
    """The two keys of (b) get the same weight, more than any other."""
    for keys in MANY:
        K = _orthonormal(keys, rng)
        a, b = keys.m - 1, 0
        alpha = weights(K, student.t2_query.averaging_query(K, a, b))
        assert_close(alpha[a] - alpha[b], 0.0, metric="abs")
        # Equal shares alone are what a query of zeros gives.
        assert alpha[[a, b]].min() > alpha[1:-1].max(), (
            "The two keys get the same weight, and other keys get as much."
        )


def _shares(m, *chosen):
    """Return the weights aimed at: all of it shared between the chosen keys."""
    alpha = torch.zeros(m, dtype=torch.float64)
    alpha[list(chosen)] = 1 / len(chosen)
    return alpha


def _unit(K):
    return torch.nn.functional.normalize(K, dim=-1)


def _orthonormal(keys, rng):
    """Draw m orthonormal keys in no particular direction: (m, d)."""
    drawn = torch.randn(keys.d, keys.m, generator=rng, dtype=torch.float64)
    return torch.linalg.qr(drawn).Q.mT.to(keys.dtype).contiguous()


def _crowded(keys, nearest, rng):
    """Draw unit keys, (m, d), of which two, the first, are nearest to each other.

    Args:
        keys: how many, how wide, of which type.
        nearest: the inner product of these two; any other two have a smaller one.
        rng: where everything random comes from.
    """
    K = [_direction(keys, rng)]
    aside = _direction(keys, rng)
    aside = _unit(aside - (aside @ K[0]) * K[0])
    K.append(nearest * K[0] + (1 - nearest**2) ** 0.5 * aside)
    while len(K) < keys.m:
        key = _direction(keys, rng)
        if (torch.stack(K) @ key).max() < nearest:
            K.append(key)
    return torch.stack(K).to(keys.dtype)


def _direction(keys, rng):
    return _unit(torch.randn(keys.d, generator=rng, dtype=torch.float64))
