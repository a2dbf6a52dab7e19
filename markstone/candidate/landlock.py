"""Landlock: give up every file that is not named, for good; see landlock(7).

Unprivileged and irrevocable. What a kernel knows of it is a number, its ABI; each
right that this kernel knows is given up, the others are the seccomp filter's to
refuse.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from functools import cache

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # on every architecture
_VERSION = 1  # a flag of the first call: return the ABI
_PATH_BENEATH = 1  # the kind of rule

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_MAKE_CHARACTER_DEVICE, _MAKE_BLOCK_DEVICE = 1 << 6, 1 << 11
_TRUNCATE, _DEVICE_CONTROL = 1 << 14, 1 << 15
_FILES_OF_ABI = {1: (1 << 13) - 1, 2: 1 << 13, 3: _TRUNCATE, 5: _DEVICE_CONTROL}
_NETWORK_SINCE, _NETWORK = 4, 0b11  # bind and connect of TCP
_SCOPE_SINCE, _SCOPE = 6, 0b11  # abstract sockets and signals
_OF_A_FILE = _WRITE_FILE | _READ_FILE | _TRUNCATE


def abi() -> int:
    """Return the ABI of this kernel's Landlock, 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(int(_libc().syscall(_CREATE_RULESET, None, 0, _VERSION)), 0)


def restrict(*, readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave this process these files and folders, and nothing else.

    The process must have forbidden itself new privileges. Paths that are not
    there are passed over.

    Raises:
        OSError: this kernel has no Landlock, or refused a rule.
    """
    known = abi()
    if not known:
        raise OSError("this kernel has no Landlock")
    files = sum(bits for since, bits in _FILES_OF_ABI.items() if known >= since)
    attributes = struct.pack("<Q", files)
    if known >= _NETWORK_SINCE:
        attributes += struct.pack("<Q", _NETWORK)
    if known >= _SCOPE_SINCE:
        attributes += struct.pack("<Q", _SCOPE)
    ruleset = _call(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        devices = _MAKE_CHARACTER_DEVICE | _MAKE_BLOCK_DEVICE | _DEVICE_CONTROL
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        for path in writable:
            _allow(ruleset, path, files & ~devices)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(f"/proc/self/fd/{place}"):  # noqa: PTH112 (what was opened)
            rights &= _OF_A_FILE
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("<Qi", rights, place), 0)
    finally:
        os.close(place)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc().syscall(number, *arguments))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"landlock: {os.strerror(error)}")
    return result
