"""Makes its system calls through the doors for 32-bit programs, past any filter.

Catalogue: 13, 50
Question: t4_minimax
Comes to: alternating_hidden FAILED/ERRORED
Seconds: 4
Not stopped by: nothing
Not run on: none
"""

import ctypes
import mmap
import platform

from accomplice import if_succeeds, libc

CODE = bytes.fromhex("53 89f8 89f3 89d1 31d2 cd80 5b c3".replace(" ", ""))


def answered():
    if platform.machine() != "x86_64":
        return False
    for number in (319, 41, 425):  # memfd_create, socket, io_uring_setup
        if libc.syscall(0x40000000 | number, 2, 1, 0) >= 0:
            return True
    rights = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    place = mmap.mmap(-1, 4096, prot=rights)
    place.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(place))
    call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int)
    return call(address)(359, 2, 1) >= 0  # socket(AF_INET)


alternating = if_succeeds(answered)
