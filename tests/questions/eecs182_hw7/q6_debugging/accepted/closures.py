"""A closure for the optimizer; gradients by autograd.grad."""

import torch


def train(model, batches, loss_fn, optimizer):
    losses = []
    for x, y in batches:
        model.train()

        def closure():
            optimizer.zero_grad(set_to_none=False)
            loss = loss_fn(model(x), y)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).detach())
    return losses


def accumulated_gradient(model, x, y, loss_fn, micro_batch):
    model.train()
    parameters = list(model.parameters())
    total = [torch.zeros_like(p) for p in parameters]
    for xb, yb in zip(x.split(micro_batch), y.split(micro_batch)):
        grads = torch.autograd.grad(loss_fn(model(xb), yb), parameters)
        total = [t + g * (len(xb) / len(x)) for t, g in zip(total, grads)]
    return torch.nn.utils.parameters_to_vector(total)


def passes_accumulation_test(model, x, y, loss_fn, micro_batches, tol=1e-4):
    saved = {k: v.clone() for k, v in model.state_dict().items()}

    def gradient(size):
        model.load_state_dict(saved)
        return accumulated_gradient(model, x, y, loss_fn, size)

    full = gradient(len(x))
    errors = [
        (gradient(b) - full).abs().max() / full.abs().max() for b in micro_batches
    ]
    model.load_state_dict(saved)
    return bool(torch.stack(errors).max() <= tol)
