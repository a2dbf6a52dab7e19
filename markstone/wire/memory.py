"""The memory of a process that loads much and then forks often."""

import gc


def begin_loading() -> None:
    """Look for no garbage until :func:`end_loading`: nearly all of it stays."""
    gc.disable()


def end_loading() -> None:
    """Leave what is there out of every later search, which would write to all of it.

    A fork shares what neither side writes to.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
