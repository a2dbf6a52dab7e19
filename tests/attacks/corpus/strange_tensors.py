"""Answers with tensors that hold no numbers, or not those that they show.

Catalogue: 16, 74, 78
Question: p4_planar_flow
Comes to: h_fn FAILED/ERRORED, h_prime_fn FAILED/ERRORED, base_density FAILED/ERRORED,
  transform FAILED/ERRORED, det_invertible FAILED/ERRORED, density FAILED/ERRORED,
  stats FAILED/ERRORED
Seconds: 6
Not stopped by: nothing
"""

import torch


def h(a):
    return torch.empty(a.shape, dtype=a.dtype, device="meta")


def h_prime(a):
    index = torch.zeros(a.dim(), 0, dtype=torch.long)
    return torch.sparse_coo_tensor(index, torch.zeros(0, dtype=a.dtype), a.shape)


def q0(z):
    return torch.nested.nested_tensor([torch.zeros(n) for n in range(1, len(z) + 1)])


def f(z, u, w, b):
    return torch.quantize_per_tensor(torch.zeros(z.shape), 1e-30, 0, torch.quint8)


def abs_det(z, u, w, b):
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        return torch.zeros(len(z), dtype=z.dtype)


def q1(z, u, w, b):
    kept = []
    torch.vmap(lambda row: kept.append(row) or row)(z)
    return kept[0]


def q1_mean_std(z, u, w, b):
    torch.set_default_device("meta")
    return torch.zeros(()), torch.zeros(()).to_mkldnn() if False else torch.zeros(())
