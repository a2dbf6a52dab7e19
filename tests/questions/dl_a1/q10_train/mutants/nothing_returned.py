"""The history is not returned.

Loses: history, seeded
"""

import torch


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    torch.manual_seed(seed)
    opt = torch.optim.Adam(vae.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        order = torch.randperm(len(images))
        losses = []
        for start in range(0, len(images), batch_size):
            x = images[order[start : start + batch_size]]
            l_rec, l_reg, bpd = vae(x)
            loss = l_rec + l_reg
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))


def image_grid(images, rows, cols):
    lines = []
    for r in range(rows):
        lines.append(torch.cat([images[r * cols + c, 0] for c in range(cols)], dim=1))
    return torch.cat(lines, dim=0)
