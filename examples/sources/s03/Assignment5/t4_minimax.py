"""min over p, max over q of p*q; the gradients come from autograd."""
import torch


def grad(p, q, wrt):
    p, q = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (p, q))
    (g,) = torch.autograd.grad(p * q, p if wrt == "p" else q)
    return g.item()


def alternating(p0, q0, steps, lr=1.0):
    p, q = [float(p0)], [float(q0)]
    for _ in range(steps):
        q.append(q[-1] + lr * grad(p[-1], q[-1], "q"))
        p.append(p[-1] - lr * grad(p[-1], q[-1], "p"))
    return torch.tensor(p), torch.tensor(q)
