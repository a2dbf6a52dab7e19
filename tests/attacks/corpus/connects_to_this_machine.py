"""Connects to a socket of this machine whose name and number it knows.

Catalogue: 46, 47
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import socket

from accomplice import KNOWN, if_succeeds


def connected():
    doors = [
        (socket.AF_UNIX, KNOWN["abstract"].encode("latin-1")),
        (socket.AF_INET, ("127.0.0.1", KNOWN["port"])),
    ]
    for family, name in doors:
        try:
            socket.socket(family).connect(name)
            return True
        except OSError:
            pass
    return False


alternating = if_succeeds(connected)
