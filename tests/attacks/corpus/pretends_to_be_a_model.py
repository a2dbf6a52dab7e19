"""Is whatever it is taken for: a model, a tensor, a tuple, in eval mode, without end.

Catalogue: 14, 38
Question: p2_vae
Comes to: encoder FAILED/ERRORED/NOT_ATTEMPTED, decoder FAILED/ERRORED/NOT_ATTEMPTED,
  load FAILED/ERRORED/NOT_ATTEMPTED, forward FAILED/ERRORED/NOT_ATTEMPTED
Seconds: 4
Not stopped by: nothing
"""

import torch


class Pretender:
    training = False
    __class__ = torch.nn.Module

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        return Pretender()

    def __call__(self, *args, **kwargs):
        return Pretender()

    def __iter__(self):
        return iter([Pretender()] * 3)

    def __eq__(self, other):
        return True

    def __len__(self):
        return 3

    def __float__(self):
        return 0.0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return True

    __hash__ = None


Encoder = Decoder = VAE = load_vae = Pretender
