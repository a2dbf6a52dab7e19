"""Planar flow; the Jacobian comes from autograd."""
import torch
from torch.distributions import MultivariateNormal
from torch.func import jacrev, vmap


def h(a):
    return torch.tanh(a)


def h_prime(a):
    shape = a.shape
    return vmap(jacrev(h))(a.reshape(-1)).reshape(shape)


def q0(z):
    d = z.shape[-1]
    base = MultivariateNormal(z.new_zeros(d), torch.eye(d, dtype=z.dtype))
    return base.log_prob(z).exp()


def f(z, u, w, b):
    return z + h(z @ w + b).unsqueeze(-1) * u


def abs_det(z, u, w, b):
    one = lambda point: point + u * h(point @ w + b)
    return torch.linalg.det(vmap(jacrev(one))(z)).abs()


def q1(z, u, w, b):
    return q0(z) / abs_det(z, u, w, b)


def q1_mean_std(z, u, w, b):
    std, mean = torch.std_mean(q1(z, u, w, b))
    return mean, std
