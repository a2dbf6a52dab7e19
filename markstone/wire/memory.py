"""The memory of a process that loads much and then forks often.

A fork shares every page until one side writes to it, and each page written to costs a
copy: half of what a check takes, where it computes little. So new objects shall lie
together, and a fork shall do nothing that it need not.
"""

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from itertools import repeat

Hook = Callable[[], object]

_register_at_fork = os.register_at_fork
_hooks_sleep = False

_POOL_BYTES = 16 << 10
_POOL = _POOL_BYTES - 48
"""Bytes of a pool of Python's small objects, its header apart."""
_POOLS = 48
"""So many free pools in a row has none but a new arena, which has 62 or more."""
_FEW = 4
"""So many pools that fill up one after the other were free."""
_MOST_TIMES = 100
_LARGEST = 512
"""The largest of the small objects, in bytes."""
_SIZE_OF_OBJECT, _SIZE_OF_COMPLEX, _EMPTY_BYTES = 16, 32, 33
_LARGEST_FILLER = 64 << 10
_fillers: list[object] = []


def begin_loading() -> None:
    """Look for no garbage until :func:`end_loading`: nearly all of it stays.

    What Python's own modules ask for at a fork is put off until :func:`wake_hooks`.
    They make locks anew that other threads might hold, and draw a seed: a process of
    one thread that seeds its generators itself has no use for it, and it takes 1 ms.
    """
    global _hooks_sleep  # noqa: PLW0603 (of the process, as its hooks are)
    gc.disable()
    _hooks_sleep = True
    vars(os)["register_at_fork"] = _register


def end_loading() -> None:
    """Leave what is there out of every later search, which would write to all of it.

    Room that is free between older objects is filled, so that a fork's own objects
    lie on pages of their own.
    """
    vars(os)["register_at_fork"] = _register_at_fork
    gc.collect()
    _fill_pools()
    _fill_heap()
    gc.freeze()
    gc.enable()


def wake_hooks() -> None:
    """Let the forks of this process do all that modules have asked for."""
    global _hooks_sleep  # noqa: PLW0603
    _hooks_sleep = False


def _register(**hooks: Hook) -> None:
    _register_at_fork(**{when: _put_off(hook) for when, hook in hooks.items()})


def _put_off(hook: Hook) -> Hook:
    module = getattr(hook, "__module__", None) or "threading"  # a method of a lock
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return hook

    def awake() -> None:
        if not _hooks_sleep:
            hook()

    return awake


def _fill_pools() -> None:
    """Fill Python's free pools of small objects, then those in use, size by size.

    Sizes, pools and arenas are those of CPython's Objects/obmalloc.c (3.10 and later).
    """
    # A new arena begins once no older one has a free pool left.
    _fill_until(_LARGEST, _POOLS, lambda pools: max(pools) - min(pools) <= len(pools))
    for size in range(_SIZE_OF_OBJECT, _LARGEST + 1, 16):
        _fill_until(size, _FEW, lambda pools: len(pools) <= _FEW + 1)


def _fill_until(size: int, pools: int, were_free: Callable[[set[int]], bool]) -> None:
    # Another allocator has no pools and would never have enough.
    for _ in range(_MOST_TIMES):
        if were_free(_fill(size, pools)):
            return


def _fill(size: int, pools: int) -> set[int]:
    """Make as many objects as so many pools hold; return the pools they came to."""
    fillers = [_filler(size) for _ in repeat(None, pools * (_POOL // size))]
    _fillers.extend(fillers)
    return {id(filler) // _POOL_BYTES for filler in fillers}


def _filler(size: int) -> object:
    if size == _SIZE_OF_OBJECT:
        return object()
    return complex(size) if size == _SIZE_OF_COMPLEX else bytes(size - _EMPTY_BYTES)


class _HeapFigures(ctypes.Structure):
    """What mallinfo2(3) of the GNU C library tells."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def _fill_heap() -> None:
    """Take every free piece of the C library's heap but its end, largest first."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallinfo2"):
        return  # another C library; its forks copy more
    libc.mallinfo2.restype = _HeapFigures
    libc.malloc.restype = libc.sbrk.restype = ctypes.c_void_p
    libc.free.argtypes = [ctypes.c_void_p]
    libc.malloc_trim(0)
    size = _LARGEST_FILLER
    while size >= ctypes.sizeof(ctypes.c_void_p):
        end = libc.sbrk(0) - libc.mallinfo2().keepcost
        while (filler := libc.malloc(size)) < end:
            pass
        libc.free(filler)
        size -= size >> 2 if size > 1 << 10 else 16
