"""The query for (a) is trained by cross-entropy from K[j]; plain lists come back."""

import torch
import torch.nn.functional as F


def selecting_query(K, j, eps=0.001):
    with torch.enable_grad():
        q = (20 * K[j]).double().clone().requires_grad_(True)
        opt = torch.optim.Adam([q], lr=1.0)
        for _ in range(1000):
            loss = F.cross_entropy((K.double() @ q)[None], torch.tensor([j]))
            if loss.item() < eps / 4:
                break
            opt.zero_grad()
            loss.backward()
            opt.step()
    return q.detach().tolist()


def averaging_query(K, a, b, eps=0.01):
    k = [x + y for x, y in zip(K[a].tolist(), K[b].tolist())]
    return [15 * x for x in k]
