"""Starts threads as long as it can; succeeds with more than two hundred.

Catalogue: 93
Question: t4_minimax
Comes to: alternating_hidden FAILED/ERRORED/OUT_OF_MEMORY
Seconds: 6
Not stopped by: landlock, none
"""

import threading

from accomplice import if_succeeds

gate = threading.Event()


def started():
    threading.stack_size(1 << 16)
    count = 0
    try:
        while count <= 200:
            threading.Thread(target=gate.wait, daemon=True).start()
            count += 1
    except RuntimeError:
        pass
    return count > 200


alternating = if_succeeds(started)
