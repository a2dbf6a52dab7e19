"""Loops over the points in plain Python; lists of 0 and 1 and a float come back."""


def in_omega_density(p_r, p_theta, delta=0.1):
    answer = []
    for a, b in zip(p_r.tolist(), p_theta.tolist()):
        if a == 0:
            answer.append(0)
        elif b / a <= delta:
            answer.append(1)
        else:
            answer.append(0)
    return answer


def in_omega_discriminator(d, delta=0.1):
    return [int(value >= 1 / (1 + delta)) for value in d.tolist()]


def coverage(d_on_T, delta=0.1):
    covered = 0
    for value in d_on_T.tolist():
        if value < 1 / (1 + delta):
            covered += 1
    return covered / len(d_on_T)
