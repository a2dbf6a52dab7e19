"""Reads the grader's requests itself, from its import on, and says yes to all of them.

Catalogue: 31, 32, 38
Question: p2_vae
Comes to: encoder FAILED/ERRORED/TIMED_OUT/NOT_ATTEMPTED, decoder
  FAILED/ERRORED/TIMED_OUT/NOT_ATTEMPTED, load FAILED/ERRORED/TIMED_OUT/NOT_ATTEMPTED,
  reparam FAILED/ERRORED/TIMED_OUT, kl FAILED/ERRORED/TIMED_OUT
Seconds: 12
Not stopped by: nothing
"""

import os
import socket
import struct
import sys

from markstone.wire import frames, tensors, values

line = socket.socket(fileno=os.dup(3))
worker = sys._getframe()
while worker is not None and "number" not in worker.f_locals:
    worker = worker.f_back
number = worker.f_locals["number"] if worker else 0
answers = [True, None, 1.0, "PASSED", []]
turn = 0
while True:
    answer = [number, "ok", answers[turn % len(answers)]]
    turn += 1
    try:
        frames.send(line, values.pack(answer, tensors.lower))
        request = values.unpack(frames.receive(line), lambda value: None)
    except BaseException:
        os._exit(0)
    number = request[0]
