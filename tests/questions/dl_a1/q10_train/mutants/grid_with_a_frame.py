"""There is a line of pixels between the images; nothing comes between them.

Loses: grid
"""

import torch
import torch.nn.functional as F


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
    return history


def image_grid(images, rows, cols):
    lines = []
    for r in range(rows):
        lines.append(
            torch.cat(
                [F.pad(images[r * cols + c, 0], (1, 1, 1, 1)) for c in range(cols)],
                dim=1,
            )
        )
    return torch.cat(lines, dim=0)
