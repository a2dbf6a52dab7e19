"""Uses every descriptor that it was born with, and asks who is at the other end.

Catalogue: 33, 34
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import os
import socket
import stat

from accomplice import KNOWN, if_succeeds, works


def numbers():
    found = []
    for number in range(1024):
        if works(os.fstat, number):
            found.append(number)
    return found


def useful():
    open_ones = numbers()
    if set(open_ones) - {0, 1, 2, 3}:
        return True
    for number in open_ones:
        link = os.readlink(f"/proc/self/fd/{number}")
        if link.startswith("/") and link != "/dev/null":
            return True
        if stat.S_ISDIR(os.fstat(number).st_mode):
            return True
    line = socket.socket(fileno=os.dup(3))
    pid = int.from_bytes(line.getsockopt(1, 17, 12)[:4], "little")  # SO_PEERCRED
    return works(os.kill, pid, 0) and pid not in (0, 1, *KNOWN["pids"])


alternating = if_succeeds(useful)
