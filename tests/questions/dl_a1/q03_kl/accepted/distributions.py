"""torch.distributions; the examples are computed when the file is loaded."""

import torch
from torch.distributions import Normal, kl_divergence


def kl_gauss(mu_q, mu_p, var_q, var_p):
    return kl_divergence(Normal(mu_q, var_q.sqrt()), Normal(mu_p, var_p.sqrt()))


def example(mu_q, mu_p, var_q, var_p):
    numbers = {"mu_q": mu_q, "mu_p": mu_p, "var_q": var_q, "var_p": var_p}
    tensors = [torch.tensor(float(number)) for number in numbers.values()]
    return {**numbers, "kl": kl_gauss(*tensors)}


TINY = example(0.0, 0.0, 1.0, 1.1)
LARGE = example(0.0, 0.0, 30.0, 1.0)
