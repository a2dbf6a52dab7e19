"""numpy in double precision, plain numbers."""

import numpy as np


def joint(prior, log_lik):
    return np.log(np.asarray(prior, dtype=float)) + np.asarray(log_lik, dtype=float)


def log_evidence(prior, log_lik):
    j = joint(prior, log_lik)
    return float(j.max() + np.log(np.exp(j - j.max()).sum()))


def posterior(prior, log_lik):
    return np.exp(joint(prior, log_lik) - log_evidence(prior, log_lik))


def elbo(q, prior, log_lik):
    q = np.asarray(q, dtype=float)
    safe = np.where(q > 0, q, 1.0)
    return float((q * (joint(prior, log_lik) - np.log(safe))).sum())


def gap(q, prior, log_lik):
    return log_evidence(prior, log_lik) - elbo(q, prior, log_lik)


def change(before, after):
    old = elbo(*before), log_evidence(*before[1:]), gap(*before)
    new = elbo(*after), log_evidence(*after[1:]), gap(*after)
    return np.array(new) - np.array(old)
