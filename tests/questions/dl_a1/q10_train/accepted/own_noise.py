"""Noise of its own from one generator, the last small batch left out, gradients by
autograd.grad."""

import torch


def train_vae(vae, images, epochs, batch_size=100, lr=1e-3, seed=0):
    g = torch.Generator().manual_seed(seed)
    params = [p for p in vae.parameters() if p.requires_grad]
    adam = torch.optim.Adam(params, lr=lr)
    history = torch.zeros(epochs)
    steps = len(images) // batch_size
    for epoch in range(epochs):
        order = torch.randperm(len(images), generator=g)
        for i in range(steps):
            x = images[order[i * batch_size : (i + 1) * batch_size]]
            eps = torch.randn(len(x), vae.z_dim, generator=g)
            rec, reg, _ = vae(x, eps)
            for p, grad in zip(params, torch.autograd.grad(rec + reg, params)):
                p.grad = grad
            adam.step()
            history[epoch] += (rec + reg).item() / steps
    return history


def image_grid(images, rows, cols):
    s = images.size(-1)
    out = images.new_zeros(rows * s, cols * s)
    for i, image in enumerate(images):
        r, c = divmod(i, cols)
        out[r * s : (r + 1) * s, c * s : (c + 1) * s] = image.squeeze(0)
    return out
