"""Never answers: an endless loop that catches whatever would end it.

Catalogue: 84
Question: t4_minimax
Comes to: alternating_hidden TIMED_OUT
Seconds: 6
Not stopped by: nothing
"""


def alternating(p0, q0, steps, lr=1.0):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
