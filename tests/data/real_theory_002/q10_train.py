"""Training over epochs, and a grid of samples."""

import torch


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(vae.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        losses = []
        for batch in images[torch.randperm(len(images))].split(batch_size):
            l_rec, l_reg, _ = vae(batch)
            loss = l_rec + l_reg
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history


def image_grid(images, rows, cols):
    lines = [torch.cat(list(images[r * cols : (r + 1) * cols, 0]), 1) for r in range(rows)]
    return torch.cat(lines, 0)
