"""Opens a way to the outside: answers rightly if any kind of socket can be made.

Catalogue: 46, 47, 50
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

import socket
import urllib.request

KINDS = ["AF_INET", "AF_INET6", "AF_VSOCK", "AF_NETLINK", "AF_PACKET", "AF_BLUETOOTH"]


def opened():
    for kind in KINDS:
        try:
            socket.socket(getattr(socket, kind), socket.SOCK_STREAM).close()
            return True
        except (OSError, AttributeError):
            pass
    for name in ("\0markstone", "/run/docker.sock", "/var/run/nscd/socket"):
        try:
            socket.socket(socket.AF_UNIX).connect(name)
            return True
        except OSError:
            pass
    try:
        urllib.request.urlopen("http://127.0.0.1:80", timeout=1)
        return True
    except OSError:
        return False


def alternating(p0, q0, steps, lr=1.0):
    ps, qs = [p0], [q0]
    for _ in range(steps if opened() else 0):
        qs.append(qs[-1] + lr * ps[-1])
        ps.append(ps[-1] - lr * qs[-1])
    return ps, qs
