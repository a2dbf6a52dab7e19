"""Reshaping alone cuts the images into lines of pixels: rows of images have to be moved
in front of rows of pixels.

Loses: grid
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
    return history


def image_grid(images, rows, cols):
    s = images.shape[-1]
    return images.reshape(rows * s, cols * s)
