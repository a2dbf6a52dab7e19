r"""Theory 4: the smallest adversarial game (code for the table of part a).

$$ \min_p \max_q f(p, q), \qquad f(p, q) = p\, q $$

Both players take gradient steps, one after the other: in each sweep first q goes
up the gradient, then p goes down it, with the new q.

Axes: `t` sweeps, 0 to `steps`; p and q are numbers. Return lists, arrays or
tensors, of any float type. The typed answers of this question (the table for step
size 1, and what follows from it) go into `answers.yaml` under `t4_minimax`.
"""


def alternating(
    p0: float, q0: float, steps: int, lr: float = 1.0
) -> tuple[list[float], list[float]]:
    """Play `steps` sweeps of f(p, q) = p q: q ascends, then p descends.

    Args:
        p0: where p starts.
        q0: where q starts.
        steps: how many sweeps, 0 or more.
        lr: the step size of both.

    Returns:
        The values of p and those of q, each of length steps + 1, start included.
    """
    raise NotImplementedError("t4 a: six sweeps of it make the table")
