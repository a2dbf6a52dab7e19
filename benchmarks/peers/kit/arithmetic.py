"""The students' own arithmetic: arithmetic.py CLASS STUDENT... prints seconds each.

One warm process; only what a student's functions compute is timed, once everything
that torch loads late is there. Loading the four files is told apart.
"""

import json
import sys
import time
from pathlib import Path
from statistics import mean, median

import cases
import torch

ROUNDS = 3


def seconds(function):
    start = time.process_time()
    try:
        function()
    except Exception:
        pass
    return time.process_time() - start


def load(path):
    names = {"__name__": path.stem}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return names


torch.set_num_threads(1)
root = Path(sys.argv[1])
inputs = {check: cases.inputs(check) for check in cases.QUESTIONS}
computing, loading = [], []
for student in sys.argv[2:]:
    files = [
        root / student / f"{question}.py" for question in set(cases.QUESTIONS.values())
    ]
    loading.append(seconds(lambda: [load(path) for path in files]))
    answers = {path.stem: load(path) for path in files}
    rounds = []
    for _ in range(ROUNDS + 1):
        rounds.append(
            sum(
                seconds(lambda: cases.ask(check, answers[question], inputs[check]))
                for check, question in cases.QUESTIONS.items()
            )
        )
    computing.append(median(rounds[1:]))
told = {"computing": mean(computing), "loading": mean(loading)}
print(json.dumps(told))
