"""The gradient is never cleared; a smaller step size only hides it.

Loses: loop_sgd, loop_momentum
"""

import copy

import torch


def train(model, batches, loss_fn, optimizer):
    model.train()
    losses = []
    for group in optimizer.param_groups:
        group["lr"] = group["lr"] / 10
    for inputs, labels in batches:
        predictions = model(inputs)
        loss = loss_fn(predictions, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def accumulated_gradient(model, x, y, loss_fn, micro_batch):
    model.train()
    accumulation_steps = len(x) // micro_batch
    for i in range(accumulation_steps):
        part = slice(i * micro_batch, (i + 1) * micro_batch)
        loss = loss_fn(model(x[part]), y[part]) / accumulation_steps
        loss.backward()
    return torch.cat([p.grad.reshape(-1) for p in model.parameters()])


def passes_accumulation_test(model, x, y, loss_fn, micro_batches, tol=1e-4):
    full = accumulated_gradient(copy.deepcopy(model), x, y, loss_fn, len(x))
    for micro_batch in micro_batches:
        found = accumulated_gradient(copy.deepcopy(model), x, y, loss_fn, micro_batch)
        if (found - full).abs().max() > tol * full.abs().max():
            return False
    return True
