"""Makes the picture that stands in for the quiz's lost Figure 1.

    python reference/ie643_quiz2/make_assets.py --only figure1 --out /tmp/data

`figure1.json` says which two mixtures of normals are drawn; it is written
here too, so that the picture and the numbers that the checks use cannot part. The
picture's bytes depend on the version of matplotlib, what it shows does not. What
counts is the shipped file, whose size and digest `manifest.json` records.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
sys.path.insert(0, str(REFERENCE.parent))

import making  # noqa: E402

NOTE = (
    "stands in for Figure 1, which is an image missing from the seed: densities of "
    "two mixtures of normals on the real line"
)
STD = 0.6
DATA = {-6: 0.25, -2: 0.25, 2: 0.25, 6: 0.25}
"""The mean and the weight of every bump of P_r."""
GENERATOR = {-2: 0.5, 6: 0.5}


def make_figure1(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write the two mixtures as `figure1.json` and draw them as `figure1.png`."""
    mixtures = {"note": NOTE, "P_r": _bumps(DATA), "P_theta": _bumps(GENERATOR)}
    text = json.dumps(mixtures, indent=1)
    (folder / "figure1.json").write_text(text, encoding="utf-8")

    x = np.linspace(-9, 9, 1801)
    with mpl.rc_context({"font.size": 11, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(7, 3.2), dpi=150, layout="constrained")
        axes = figure.subplots()
        axes.plot(x, _density(x, DATA), label=r"$P_r(x)$, the data")
        axes.plot(
            x, _density(x, GENERATOR), "--", label=r"$P_\theta(x)$, the generator"
        )
        axes.set(xlabel="x", ylabel="density", xlim=(-9, 9), ylim=(0, 0.4))
        axes.set_xticks(range(-8, 9, 2))
        axes.legend(frameon=False, loc="upper left", ncols=2)
        axes.spines[["top", "right"]].set_visible(False)
        # Without the name of the program, whose version would change the bytes.
        figure.savefig(folder / "figure1.png", metadata={"Software": None})


def _bumps(weights: dict[int, float]) -> list[dict[str, float]]:
    """Return a mixture as the file spells it."""
    return [{"weight": p, "mean": mean, "std": STD} for mean, p in weights.items()]


def _density(x: np.ndarray, weights: dict[int, float]) -> np.ndarray:
    """Return the density of a mixture at the points x."""
    means = np.array(list(weights))[:, None]
    shares = np.array(list(weights.values()))[:, None]
    bumps = np.exp(-(((x - means) / STD) ** 2) / 2) / (STD * np.sqrt(2 * np.pi))
    return (shares * bumps).sum(axis=0)


if __name__ == "__main__":
    making.main({"figure1": make_figure1}, SHIPPED)
