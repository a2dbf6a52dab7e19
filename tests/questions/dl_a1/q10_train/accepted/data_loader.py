"""A DataLoader with a generator; einops-like reshaping for the grid."""

import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    set_seed(seed)
    vae.train()
    loader = DataLoader(TensorDataset(images), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(vae.parameters(), lr)
    history = []
    for _ in range(epochs):
        total, count = 0.0, 0
        for (batch,) in loader:
            optimizer.zero_grad(set_to_none=True)
            l_rec, l_reg, _ = vae(batch)
            (l_rec + l_reg).backward()
            optimizer.step()
            total += (l_rec + l_reg).detach() * len(batch)
            count += len(batch)
        history.append((total / count).item())
    vae.eval()
    return history


def image_grid(images, rows, cols):
    s = images.shape[-1]
    x = images.reshape(rows, cols, s, s)
    return x.transpose(1, 2).reshape(rows * s, cols * s)
