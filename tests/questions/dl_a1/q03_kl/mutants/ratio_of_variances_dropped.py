"""49.5 is what remains of 100/2 - 1/2 when the ratio of the variances, 1/2, is left
out: the divergence is 50.

Loses: large
"""

import torch

TINY = {"mu_q": 0.0, "mu_p": 0.1, "var_q": 1.0, "var_p": 1.0, "kl": 0.005}
LARGE = {"mu_q": 0.0, "mu_p": 10.0, "var_q": 1.0, "var_p": 1.0, "kl": 49.5}


def kl_gauss(mu_q, mu_p, var_q, var_p):
    log_ratio = torch.log(var_p / var_q)
    distance = (mu_q - mu_p) ** 2
    return 0.5 * (log_ratio + (var_q + distance) / var_p - 1)
