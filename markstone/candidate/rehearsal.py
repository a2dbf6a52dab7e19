"""What a zygote does once, so that none of its forks is the first to do it.

Python specialises code while it runs and remembers where it found names; torch
fills tables at an operation's first use. In a fork each of these writes copies a page,
and splits a huge one, in every check anew. So a small submission goes through keeper
and worker before any real one: its code is ours, and nothing of it stays but speed.
"""

import os
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import torch

from markstone.candidate import keeper
from markstone.candidate.laying import lay_files
from markstone.candidate.loading import Loader
from markstone.candidate.quarters import Bare
from markstone.candidate.settings import Allowance, Bundle, Tier, ZygoteSettings
from markstone.candidate.worker import serve
from markstone.wire import frames, messages, tensors, values
from markstone.wire.determinism import seed_generators
from markstone.wire.values import Held, Named

_STEM = "markstone_rehearsal"
_SOURCE = """
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.picture = nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.layers = nn.Sequential(
            nn.Linear(18, 8), nn.LayerNorm(8), nn.Tanh(), nn.Dropout(0.1)
        )
        self.heads = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x):
        y = self.layers(self.picture(x).flatten(1))[None]
        return F.softmax(self.heads(y, y, y)[0], dim=-1)


def step(x):
    net = Net()
    loss = (net(x)[0].log() * torch.randn(4, 8)).mean()
    loss.backward()
    with torch.no_grad():
        kl = -0.5 * torch.sum(1 + x - x.pow(2) - x.exp())
        mask = torch.triu(torch.ones(4, 4), diagonal=1).bool()
        scores = (x[:, 0, :4, :4] @ x[:, 0, :4, :4].transpose(-2, -1)) / math.sqrt(4)
        scores = scores.masked_fill(mask, float("-inf")).sigmoid()
    return net, kl, torch.cat([scores, scores]).reshape(-1), np.log(2.0).item()
"""
_ROUNDS = 12
"""Python specialises a function after eight calls."""


def rehearse() -> None:
    """Take a small submission through keeper and worker, and leave nothing of it."""
    # Or each name that a fork looks up would take the place of one from the imports.
    sys._clear_type_cache()  # noqa: SLF001
    with tempfile.TemporaryDirectory(prefix="markstone-") as name:
        folder = Path(name)
        bundle = Bundle(
            files={f"{_STEM}.py": _SOURCE.encode()},
            modules={_STEM: f"{_STEM}.py"},
            given=name,
            given_modules=(),
        )
        for _ in range(_ROUNDS):
            _rehearse_worker(bundle, folder)
        _rehearse_keeper(bundle)
    tempfile.tempdir = None
    seed_generators(0)


def _rehearse_worker(bundle: Bundle, folder: Path) -> None:
    picture = torch.ones(4, 1, 8, 8)
    requests = [
        [1, "load", _STEM],
        [2, "exists", Named(module=_STEM, name="step"), ""],
        [3, "call", Named(module=_STEM, name="step"), "", [picture], {}, 1],
        [4, "call", Held(id=0), "eval", [], {}, 1],
        [5, "call", Held(id=0), "", [picture], {}, 1],
        [6, "call", Named(module=_STEM, name="missing"), "", [], {}, 1],
    ]
    lay_files(folder, bundle)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for request in requests:
            frames.send(ours, values.pack(request, tensors.lower_or_refuse))
        ours.shutdown(socket.SHUT_WR)
        serve(theirs, Loader(bundle, folder))
    sys.modules.pop(_STEM, None)


def _rehearse_keeper(bundle: Bundle) -> None:
    ours, theirs = socket.socketpair()
    examiner = os.fork()
    if examiner == 0:
        theirs.close()
        with suppress(frames.ClosedError):
            _play_examiner(ours, bundle)
        os._exit(0)
    ours.close()
    with theirs:
        settings = ZygoteSettings(tier=Tier.NONE)
        keeper.serve(theirs, Bare(settings), lambda *_: None)
    os.waitpid(examiner, 0)


def _play_examiner(sock: socket.socket, bundle: Bundle) -> None:
    messages.send(sock, bundle.to_plain())
    allowance = Allowance(
        cpu_seconds=10, memory_bytes=1 << 30, file_bytes=1 << 20, processes=8
    )
    line, theirs = socket.socketpair()
    with line, theirs:
        for _ in range(_ROUNDS):
            fds = (theirs.fileno(), theirs.fileno())  # to answer and to print on
            messages.send(sock, ["start", allowance.to_plain()], fds=fds)
            for _ in ("started", "ended"):
                frames.receive(sock)
