"""Imports that a test leaves behind, taken back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def forgotten(folder: Path, *names: str) -> Iterator[None]:
    """Take back the search path, modules below a folder, and modules of these names.

    Nothing else: a library that was loaded meanwhile cannot be loaded twice.
    """
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None) or "/"
            if name in names or Path(file).is_relative_to(folder):
                del sys.modules[name]
