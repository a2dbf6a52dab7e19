import torch
from torch.func import jacrev


def token_mixing(f, t, d, seed=0):
    torch.manual_seed(seed)
    x = torch.randn(t, d)
    blocks = jacrev(f)(x).permute(0, 2, 1, 3).reshape(t, t, -1)
    return (blocks.norm(dim=-1) > 1e-6).numpy()
