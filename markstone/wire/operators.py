"""Make torchvision importable beside a build of torch that lacks its operators.

torchvision's compiled part links against CUDA; where it cannot be loaded, the
import of its Python parts (models, transforms) fails over two operators that
these parts never call. Declaring them is enough. ``torchvision.io`` stays out of
reach: images are read with Pillow.
"""

import importlib.util
from pathlib import Path

import torch

_SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def declare_missing() -> None:
    """Declare torchvision's ``nms`` and ``qnms`` where its own cannot be loaded."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return
    for compiled in Path(spec.origin).parent.glob("_C*"):
        try:
            torch.ops.load_library(compiled)  # type: ignore[no-untyped-call]
        except OSError:
            continue
        return  # it brings its own operators
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            torch.library.define(f"torchvision::{name}", _SIGNATURE)
