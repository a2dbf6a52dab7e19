"""Written with standard deviations, as in most books; other examples."""

import torch

TINY = {"mu_q": 2, "mu_p": 2, "var_q": 3, "var_p": 3, "kl": 0}
LARGE = {"mu_q": -4, "mu_p": 5, "var_q": 1, "var_p": 2, "kl": 20.35}


def kl_gauss(mu_q, mu_p, var_q, var_p):
    s_q, s_p = torch.sqrt(var_q), torch.sqrt(var_p)
    return torch.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - 1 / 2
