"""Answers that a careless comparison takes for right: NaN, nothing, one for all."""
import torch


def h(a):
    return a * float("nan")


def h_prime(a):
    return torch.empty(0, *a.shape)


def q0(z):
    return torch.zeros(len(z), 1)


def f(z, u, w, b):
    return z + float("inf")


def abs_det(z, u, w, b):
    return True


def q1(z, u, w, b):
    return torch.full((len(z),), complex(0, 1))


def q1_mean_std(z, u, w, b):
    return "all right", None
