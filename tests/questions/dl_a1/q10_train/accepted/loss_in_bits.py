"""Minimises the bits per dimension, which are the same loss on another scale, with
AdamW without decay."""

import math

import torch


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=lr, weight_decay=0.0)
    history = []
    for _ in range(epochs):
        nats = []
        for rows in torch.randperm(images.shape[0]).split(batch_size):
            _, _, bits = vae(images[rows])
            optimizer.zero_grad()
            bits.backward()
            optimizer.step()
            nats.append(bits.item() * images[0].numel() * math.log(2) * len(rows))
        history.append(sum(nats) / images.shape[0])
    return tuple(history)


def image_grid(images, rows, cols):
    lines = images.squeeze(1).split(cols)
    return torch.vstack([torch.hstack(list(line)) for line in lines[:rows]])
