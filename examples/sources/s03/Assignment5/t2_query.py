import torch


def selecting_query(K, j, eps=0.001):
    keep = torch.ones(len(K), dtype=torch.bool)
    keep[j] = False
    s = (K[keep] @ K[j]).max()
    c = torch.log(torch.tensor(len(K) / eps)) / (1 - s)
    return 1.01 * c * K[j]


def averaging_query(K, a, b, eps=0.01):
    others = [i for i in range(len(K)) if i not in (a, b)]
    return 10 * (K[a] + K[b]) - 10 * K[others].sum(dim=0)
