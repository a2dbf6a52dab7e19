"""The arguments are both means first, then both variances.

Loses: kl_gauss, zero
"""

import torch

TINY = {"mu_q": 0.0, "mu_p": 0.1, "var_q": 1.0, "var_p": 1.0, "kl": 0.005}
LARGE = {"mu_q": 0.0, "mu_p": 10.0, "var_q": 1.0, "var_p": 1.0, "kl": 50.0}


def kl_gauss(mu_q, var_q, mu_p, var_p):
    log_ratio = torch.log(var_p / var_q)
    distance = (mu_q - mu_p) ** 2
    return 0.5 * (log_ratio + (var_q + distance) / var_p - 1)
