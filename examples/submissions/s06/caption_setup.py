"""Given code of p1: the network to build on, and the sizes of the given weights.

    from caption_setup import EMBED, HIDDEN, LAYERS, MEAN, SIZE, STD, VOCAB_SIZE
    from caption_setup import shufflenet_v2_x0_5

Import this module before anything of torchvision: where torchvision and torch come
from different builds, it makes the import possible. Images are read with Pillow;
`torchvision.io` may be missing.

Nothing here is yours to change: whatever you hand in, your code is run with the
original of this file.
"""

from pathlib import Path

import torch

try:
    import torchvision
except RuntimeError:
    # torchvision's compiled part could not be loaded, and its import ends at two
    # operators that nothing here calls. It goes through once they are declared.
    for _name in ("nms", "qnms"):
        torch.library.define(
            f"torchvision::{_name}",
            "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
        )
    import torchvision

from torchvision.models import shufflenet_v2_x0_5

__all__ = [
    "DATA",
    "EMBED",
    "HIDDEN",
    "LAYERS",
    "MEAN",
    "SIZE",
    "STD",
    "VOCAB_SIZE",
    "shufflenet_v2_x0_5",
    "torchvision",
]

DATA = Path(__file__).parent / "data"
"""The folder of `encoder.pt`, `decoder.pt`, `vocab.json` and `image3.png`."""

EMBED = 64
"""Width of the features of an image and of an embedded word."""
HIDDEN = 128
"""Width of the decoder's hidden state."""
LAYERS = 1
"""How many layers the decoder's LSTM has."""
VOCAB_SIZE = 17
"""How many words the vocabulary has, the four special ones included."""

SIZE = 64
"""Height and width that the encoder was trained with, in pixels."""
MEAN = (0.485, 0.456, 0.406)
"""What is subtracted from red, green and blue, as numbers between 0 and 1."""
STD = (0.229, 0.224, 0.225)
"""What red, green and blue are then divided by."""
