"""Opens files, sockets and pipes and fills their buffers; succeeds with a thousand.

Catalogue: 93, 99
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 6
Not stopped by: nothing
"""

import os
import socket

from accomplice import if_succeeds

kept = []


def opened():
    try:
        while len(kept) < 1000:
            for end in socket.socketpair():
                kept.append(end)
                end.setblocking(False)
                try:
                    while True:
                        end.send(b"x" * 65536)
                except OSError:
                    pass
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    count = len(kept)
    kept.clear()
    return count >= 1000


alternating = if_succeeds(opened)
