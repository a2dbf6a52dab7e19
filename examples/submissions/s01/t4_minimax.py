"""Theory 4: the smallest adversarial game."""


def alternating(
    p0: float, q0: float, steps: int, lr: float = 1.0
) -> tuple[list[float], list[float]]:
    """Play `steps` sweeps of f(p, q) = p q: q ascends, then p descends."""
    ps, qs = [p0], [q0]
    for _ in range(steps):
        q = qs[-1] + lr * ps[-1]
        p = ps[-1] - lr * q  # the new q
        ps.append(p)
        qs.append(q)
    return ps, qs
