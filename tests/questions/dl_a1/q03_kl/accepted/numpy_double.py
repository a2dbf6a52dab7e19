"""numpy in double precision."""

import numpy as np

TINY = {"mu_q": 0.0, "mu_p": 0.05, "var_q": 1.0, "var_p": 1.0, "kl": 0.00125}
LARGE = {"kl": 5e3, "mu_p": 100.0, "mu_q": 0.0, "var_p": 1.0, "var_q": 1.0}


def kl_gauss(mu_q, mu_p, var_q, var_p):
    mu_q, mu_p, var_q, var_p = (
        np.asarray(a, dtype=np.float64) for a in (mu_q, mu_p, var_q, var_p)
    )
    return (
        np.log(var_p) - np.log(var_q) + (var_q + (mu_q - mu_p) ** 2) / var_p - 1
    ) / 2
