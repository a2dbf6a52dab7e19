"""Checks for q4: an attention block for images of 4096 x 4096.

Operations are counted on the student's side; which tokens a block lets a token see
is found here, from what comes back when single tokens are changed.
"""

import math

import pytest
import torch

from markstone.answers.magnitude import UndefinedValueError, value
from markstone.answers.symbolic import function_deviation

DIM = 32
GRIDS = (16, 32, 64)
TOKENS_PATCH_8 = 2**18
MOST = 10**15
SIDE = 16
ROUNDING = 1e-9
SEEN = 1e-5
"""Of the largest output: a change above it is one. Rounding stays below 2e-6."""


@pytest.fixture
def block(student):
    """Make the student's block, without dropout."""
    made = student.q4_highres_vit.Block(DIM)
    assert callable(made), "Block should be a module: a class with a forward."
    made.eval()
    return made


@pytest.fixture
def counted(student, block, rng):
    """Count the operations of the block on a square grid."""
    running = student.bring("running")

    def count(side):
        x = torch.randn(1, side, side, DIM, generator=rng)
        counts = student.flops(running.plainly, block, x)
        assert isinstance(counts, int), "The operations could not be counted."
        assert 0 < counts < MOST, (
            "The counter saw no operation. Write products as @, matmul or einsum, or "
            "use torch's own attention."
        )
        return counts

    return count


@pytest.fixture
def seen_by(block, as_tensor, rng):
    """Tell which outputs change when single tokens of a grid of 16 x 16 do."""
    x = torch.randn(SIDE, SIDE, DIM, generator=rng)
    change = 3 * torch.randn(DIM, generator=rng)

    def ask(tokens):
        batch = x.repeat(len(tokens) + 1, 1, 1, 1)
        for row, (i, j) in enumerate(tokens):
            batch[row, i, j] += change
        y = as_tensor(block(batch), shape=tuple(batch.shape))
        assert not y.is_complex(), "The output should be real."
        assert torch.isfinite(y).all(), "The output has a NaN or an infinity."
        off = (y[:-1] - y[-1]).abs().amax(dim=-1)  # (tokens, 16, 16)
        return off > SEEN * y.abs().max()

    return ask


def test_token_counts(typed, right, assert_close):
    """The numbers of tokens for both patch sizes are right."""
    for field in ("tokens_patch_8", "tokens_patch_128"):
        assert_close(typed.number(field), right.number(field))


def test_attention_size(typed, right, assert_close):
    """The size of one attention matrix is right, in entries and in GiB."""
    for field in ("attention_entries_patch_8", "attention_gib_fp32_patch_8"):
        assert_close(typed.number(field), right.number(field))


def test_full_cost(typed, assert_function):
    """The cost of full attention with its projections is right."""
    cost = typed.expression("full_cost", "N d")

    assert_function(cost, "full_cost", "N d")


def test_claim_matches(typed, right, counted, assert_close):
    """Your block does as many operations as you claim, on three grids."""
    cost = typed.expression("my_cost", "N d")
    claims = torch.tensor([_at(cost, side**2) for side in GRIDS], dtype=torch.float64)

    counts = torch.tensor([counted(side) for side in GRIDS], dtype=torch.float64)

    ratio = claims / counts
    # Where `full_cost` does not tell the unit, the one that fits better.
    unit = _unit(typed, right)
    units = (1.0, 2.0) if unit is None else (unit,)
    nearest = min(units, key=lambda each: (each * ratio - 1).abs().max().item())
    assert_close(nearest * ratio, torch.ones(len(GRIDS)), metric="abs")


def test_cheaper(right, counted, seen_by, assert_close):
    """Your block mixes tokens, for a quarter of full attention's operations at most."""
    tokens = [(0, 0), (5, 9), (8, 8), (15, 3)]
    seen = seen_by(tokens)
    assert (seen.flatten(1).sum(dim=1) > 1).all(), (
        "A token changes no output but its own: the block lets no token see another."
    )

    full = _at(right.expression("full_cost", "N d"), GRIDS[-1] ** 2)

    assert_close(counted(GRIDS[-1]) / full, 0.0, metric="abs")


def test_local_context(block, seen_by, as_tensor, assert_close, rng):
    """Every token sees two or more of its eight neighbours, on grids of any shape."""
    x = torch.randn(2, SIDE, 2 * SIDE, DIM, generator=rng)
    as_tensor(block(x), shape=tuple(x.shape))
    cells = [(i, j) for i in range(SIDE) for j in range(SIDE)]

    seen = torch.cat([seen_by(cells[row : row + 64]) for row in range(0, 256, 64)])

    by_cell = seen.reshape(SIDE, SIDE, SIDE, SIDE)  # changed token, looked at token
    blind = [cell for cell in cells if _neighbours_seen(by_cell, *cell) < 2]
    assert_close(len(blind) / len(cells), 0.0, metric="abs")


def test_speedup(typed, right, assert_close):
    """The speed-up is full attention's cost over your own claimed cost."""
    speedup = typed.number("my_speedup_patch_8")
    mine = _at(typed.expression("my_cost", "N d"), TOKENS_PATCH_8)

    ratios = [full / mine for full in _full_costs(typed, right)]

    own = _value(typed.expression_or_none("full_cost", "N d"), TOKENS_PATCH_8)
    if own is not None and abs(own / mine - 1) > 0.05:
        ratios.append(own / mine)
    assert_close(speedup, min(ratios, key=lambda ratio: abs(speedup - ratio)))


def _unit(typed, right):
    """Return how many counted operations one of the student's stands for.

    The counter counts 2 for each multiplication with its addition; `full_cost` says
    whether the student does. None where it is right in neither.
    """
    own = typed.expression_or_none("full_cost", "N d")
    forms = right.accepted_expressions("full_cost", "N d")
    for unit, form in zip((1.0, 2.0), forms, strict=True):
        if own is not None and function_deviation(own, form, "N d") < ROUNDING:
            return unit
    return None


def _full_costs(typed, right):
    """Return what full attention costs in the student's unit, or in both."""
    full = _at(right.expression("full_cost", "N d"), TOKENS_PATCH_8)
    unit = _unit(typed, right)
    return [full, full / 2] if unit is None else [full / unit]


def _at(cost, tokens):
    """Return a cost for so many tokens; it has to be a positive number."""
    found = _value(cost, tokens)
    assert found is not None, (
        f"`my_cost` is no positive number at N = {tokens}, d = {DIM}."
    )
    return found


def _value(cost, tokens):
    """Return a cost for so many tokens, or None where it is no positive number."""
    if cost is None:
        return None
    try:
        found = value(cost, {"N": math.log(tokens), "d": math.log(DIM)})
    except UndefinedValueError:
        return None
    return found if found > 0 else None


def _neighbours_seen(seen, i, j):
    """Return how many of its eight neighbours change the output at a token."""
    around = [(a, b) for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1)]
    return sum(
        bool(seen[a, b, i, j])
        for a, b in around
        if (a, b) != (i, j) and a in range(SIDE) and b in range(SIDE)
    )
