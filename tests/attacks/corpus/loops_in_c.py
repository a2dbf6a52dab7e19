"""Never answers: a loop in C that holds the interpreter, with every signal ignored.

Catalogue: 85
Question: t4_minimax
Comes to: alternating_hidden TIMED_OUT
Seconds: 6
Not stopped by: nothing
"""

import re
import signal


def alternating(p0, q0, steps, lr=1.0):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    return re.match("(a+)+$", "a" * 64 + "b")
