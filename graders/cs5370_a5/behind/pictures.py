"""Files for the student's code: they come across the wall as tensors of bytes."""

import io
from pathlib import Path

from PIL import Image
from torch import Tensor


def opened(content: Tensor) -> Image.Image:
    """Open an image file, as `Image.open` does."""
    return Image.open(io.BytesIO(content.numpy().tobytes()))


def stored(content: Tensor, name: str) -> str:
    """Write a file into the working folder and return its path."""
    path = Path(name).absolute()
    path.write_bytes(content.numpy().tobytes())
    return str(path)
