"""The students' own arithmetic: arithmetic.py MARKSTONE CLASS STUDENT...

Prints seconds a submission. One warm process; only what a student's functions compute
is timed, once everything that torch loads late is there. Loading the four files is told
apart, and so is the same with a process for each check: a fork that loads the one file
and computes, with what markstone (in the folder of that name) does to make forks cheap,
and nothing else.
"""

import json
import os
import sys
import time
from pathlib import Path
from statistics import mean, median

sys.path.append(sys.argv[1])
from markstone.candidate.kernel import use_huge_pages
from markstone.wire import memory

memory.begin_loading()

import cases  # noqa: E402 (what is loaded begins here)
import torch  # noqa: E402

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


def seconds_in_fork(path, check):
    start = time.process_time()
    pid = os.fork()
    if pid == 0:
        seconds(lambda: cases.ask(check, load(path), inputs[check]))
        os._exit(0)
    _, _, used = os.wait4(pid, 0)
    return time.process_time() - start + used.ru_utime + used.ru_stime


torch.set_num_threads(1)
root = Path(sys.argv[2])
inputs = {check: cases.inputs(check) for check in cases.QUESTIONS}
computing, loading = [], []
for student in sys.argv[3:]:
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
memory.end_loading()
use_huge_pages()
forks = [
    sum(
        seconds_in_fork(root / student / f"{question}.py", check)
        for check, question in cases.QUESTIONS.items()
    )
    for student in sys.argv[3:]
]
told = {"computing": mean(computing), "loading": mean(loading), "forks": mean(forks)}
print(json.dumps(told))
