"""Checks for theory 4: min over p, max over q of p q, by alternating steps.

A cell of the table is right when it has the right value or follows from the
student's own cells before it, so that a slip costs one row and is then carried
forward; the behaviour is right when it is that of the student's own table, too.
"""

import torch

from markstone.comparison import agree

SWEEPS = 6


def test_minmax_value(typed, right, assert_close):
    """The value of min over p of max over q of p q is the right one."""
    value = typed.number("minmax_value")

    assert_close(value, right.number("minmax_value"), metric="abs")


def test_table_q(typed, right, assert_close):
    """Every q of the table follows from the cells before it."""
    q, known = _row(typed, "q"), _row(right, "q")

    if not agree(q, known):
        p = _row(typed, "p")
        own = torch.cat([known[:1], q[:-1] + p[:-1]])
        known = _nearer(q, known, own)
    assert_close(q, known, metric="abs")


def test_table_p(typed, right, assert_close, attach):
    """Every p of the table follows from the cells before it, the new q included."""
    p, known = _row(typed, "p"), _row(right, "p")
    attach.trajectory(
        "The play, sweep by sweep",
        yours=lambda: (p, _row(typed, "q")),
        reference=(known, _row(right, "q")),
        axes=("p", "q"),
    )

    if not agree(p, known):
        q = _row(typed, "q")
        own = torch.cat([known[:1], p[:-1] - q[1:]])
        known = _nearer(p, known, own)
    assert_close(p, known, metric="abs")


def test_alternating_hidden(student, reference, assert_close, rng):
    """The play is right from any start, with any step size, for any length."""
    start = 0.5 + 2 * torch.rand(2, generator=rng, dtype=torch.float64)
    p0, q0 = start[0].item(), -start[1].item()
    lr = 0.3 + 0.4 * torch.rand(1, generator=rng, dtype=torch.float64).item()

    played = student.t4_minimax.alternating(p0, q0, 9, lr)

    assert_close(played, reference.t4_minimax.alternating(p0, q0, 9, lr))


def test_reaches(assert_choice):
    """Whether six sweeps, or more, come to the optimum is answered."""
    assert_choice("reaches_optimum")


def test_other_step(assert_choice):
    """Whether another constant step size comes to the optimum is answered."""
    assert_choice("reaches_optimum_with_another_constant_step")


def test_behaviour(typed, right, assert_choice):
    """What the play does is what the table shows, the right one or your own."""
    said = typed.choice("behaviour_step_1")

    if said in right.accepted_choices("behaviour_step_1") or not _is_seen(
        said, _row(typed, "q"), _row(typed, "p")
    ):
        assert_choice("behaviour_step_1")


def test_equilibrium(typed, right, assert_close):
    """The equilibrium is a pair (p, q) at which neither player moves."""
    pair = [typed.number("equilibrium_p"), typed.number("equilibrium_q")]
    known = [right.number("equilibrium_p"), right.number("equilibrium_q")]

    assert_close(pair, known, metric="abs")


def _row(answers, field):
    """Return a row of the table as a float64 tensor."""
    return torch.tensor(answers.numbers(field, length=SWEEPS + 1), dtype=torch.float64)


def _nearer(row, known, own):
    """Return, cell by cell, the one of two expectations that the row is nearer to."""
    return torch.where((row - known).abs() <= (row - own).abs(), known, own)


def _is_seen(said, q, p):
    """Tell whether the student's own table grows or shrinks as was said of it.

    A table that comes back to where it was does neither, a constant one least.
    """
    cells = list(zip(q.tolist(), p.tolist(), strict=True))
    if len(set(cells)) < len(cells):
        return False
    grown = (q[-1] ** 2 + p[-1] ** 2) - (q[0] ** 2 + p[0] ** 2)
    return said.startswith("diverg" if grown > 0 else "converg")
