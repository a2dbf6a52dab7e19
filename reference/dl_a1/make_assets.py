"""Makes the data of this assignment from nothing.

python reference/dl_a1/make_assets.py --out /tmp/data
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
sys.path.insert(0, str(REFERENCE.parent))

import making  # noqa: E402


def make_digits8(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write `digits8.npz`, scikit-learn's 8 x 8 digits as binary images.

    Two arrays of uint8: `train`, (1500, 8, 8), and `test`, (297, 8, 8).
    """
    images = load_digits().images / 16 > 0.5  # (n, 8, 8)
    shuffled = images[np.random.default_rng(0).permutation(len(images))]
    arrays = {"train": shuffled[:1500], "test": shuffled[1500:]}
    np.savez_compressed(
        folder / "digits8.npz",
        **{name: some.astype(np.uint8) for name, some in arrays.items()},
    )


if __name__ == "__main__":
    making.main({"digits8": make_digits8}, SHIPPED)
