"""Kills a process of this machine whose number it knows.

Catalogue: 98
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import os
import signal
import time

from accomplice import KNOWN, if_succeeds


def killed():
    try:
        os.kill(KNOWN["decoy"], signal.SIGKILL)
    except OSError:
        return False
    time.sleep(0.1)
    return True


alternating = if_succeeds(killed)
