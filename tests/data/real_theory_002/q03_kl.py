"""The closed form, and the two examples of the answers."""

import torch

TINY = {"mu_q": 0.0, "mu_p": 0.0, "var_q": 1.0, "var_p": 1.0, "kl": 0.0}
LARGE = {"mu_q": 0.0, "mu_p": 10.0, "var_q": 1.0, "var_p": 1.0, "kl": 49.5}


def kl_gauss(mu_q, mu_p, var_q, var_p):
    ratio = torch.log(torch.sqrt(var_p) / torch.sqrt(var_q))
    return ratio + (var_q + (mu_q - mu_p) ** 2) / (2 * var_p) - 1 / 2
