"""Loaded on the student's side: ways to call a function of the student's."""

import random

import numpy as np
import torch


class Decoder:
    """A decoder whose means are computed elsewhere, with its latent dimension."""

    def __init__(self, function, latent_dim):
        self._function = function
        self.latent_dim = latent_dim

    def __call__(self, z):
        """Return the pixels' means."""
        return self._function(z)


def after_seeding(seed, function, *args):
    """Call a function with the global generators in another state than usual."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 (students use the global one)
    torch.manual_seed(seed)
    return function(*args)


def with_names(function, names, *args):
    """Call a function while names of its module stand for other functions."""
    home = getattr(function, "__globals__", {})
    before = {name: home[name] for name in names if name in home}
    home.update(names)
    try:
        return function(*args)
    finally:
        for name in names:
            home.pop(name, None)
        home.update(before)


def parameters(module):
    """Return the values of a module's parameters, in order of definition."""
    return [parameter.detach() for parameter in module.parameters()]
