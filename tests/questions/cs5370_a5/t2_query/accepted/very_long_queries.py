"""Very long queries, as lists of Python numbers."""


def selecting_query(K, j, eps=0.001):
    return [1e5 * x for x in K[j].tolist()]


def averaging_query(K, a, b, eps=0.01):
    return [1e3 * (x + y) for x, y in zip(K[a].tolist(), K[b].tolist())]
