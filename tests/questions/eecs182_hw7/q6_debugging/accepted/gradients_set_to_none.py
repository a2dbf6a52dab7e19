"""Sets gradients to None after each step; divides at the end."""

import copy

import torch


def train(model, batches, loss_fn, optimizer):
    model.train(True)
    out = []
    for p in model.parameters():
        p.grad = None
    for inputs, labels in batches:
        loss = loss_fn(model(inputs), labels)
        out.append(float(loss.detach()))
        loss.backward()
        optimizer.step()
        for p in model.parameters():
            p.grad = None
    return torch.tensor(out)


def accumulated_gradient(model, x, y, loss_fn, micro_batch):
    model.train()
    chunks = len(x) // micro_batch
    for xb, yb in zip(torch.chunk(x, chunks), torch.chunk(y, chunks)):
        loss_fn(model(xb), yb).backward()
    return torch.cat([p.grad.view(-1) for p in model.parameters()]) / chunks


def passes_accumulation_test(model, x, y, loss_fn, micro_batches, tol=1e-4):
    sizes = [len(x), *micro_batches]
    full, *others = [
        accumulated_gradient(copy.deepcopy(model), x, y, loss_fn, s) for s in sizes
    ]
    return all(
        torch.norm(g - full, float("inf")) <= tol * torch.norm(full, float("inf"))
        for g in others
    )
