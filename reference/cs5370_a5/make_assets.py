"""Makes the weights and data of this assignment from nothing.

    python reference/cs5370_a5/make_assets.py --only vae --out /tmp/data

A maker is a function that writes its files into a folder; `MAKERS` names them
all. Each starts from fixed seeds and runs on one thread, so that it writes the
same bytes every time on one machine; another processor may round otherwise,
and then the files agree in what they do. What counts is the shipped file, whose
size and digest `manifest.json` records.
"""

import argparse
import hashlib
import importlib.util
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
MANIFEST = "manifest.json"


class Maker(Protocol):
    """Writes its files into a folder."""

    def __call__(self, folder: Path, *, quick: bool = False) -> None:
        """Write the files; quickly, with the training cut short, for a test."""


def make_vae(folder: Path, *, quick: bool = False) -> None:
    """Train the VAE of question p2 on scikit-learn's 8 x 8 digits.

    Writes `vae_digits.pt`, the state dict of the reference's `VAE`, and
    `test_images.npy`, the 297 binary images that were kept out of training.

    Args:
        folder: where the two files go.
        quick: 3 epochs instead of 300; the files have the same shapes.
    """
    p2_vae = load_module(REFERENCE / "p2_vae.py")
    # Binary pixels make the Bernoulli likelihood, and so the bound, genuine.
    images = torch.from_numpy((load_digits().data > 8).astype(np.float32))  # (n, 64)
    shuffled = images[torch.randperm(len(images), generator=_seeded(0))]
    held_out, train = shuffled[:297], shuffled[297:]

    torch.manual_seed(0)
    vae = p2_vae.VAE()
    optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)
    for _ in range(3 if quick else 300):
        for rows in torch.randperm(len(train)).reshape(-1, 100):
            loss = -_mean_bound(p2_vae, vae, train[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()

    with torch.no_grad():
        bound = _mean_bound(p2_vae, vae, held_out).item()
    print(f"vae: the bound is {bound:.1f} nats an image on the held-out images")
    torch.save(vae.state_dict(), folder / "vae_digits.pt")
    np.save(folder / "test_images.npy", held_out.numpy().astype(np.uint8))


def make_transformer(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write the captions and draw the initial weights of p3's language model.

    Writes `corpus.npz`, captions end to end as word numbers, in lines of 25, and
    `init.pt`, the state dict of the given `TinyLM` without its fixed positions.
    """
    lm_setup = load_module(TEMPLATE / "lm_setup.py")
    scenes = load_module(REFERENCE / "scenes.py")
    rng = random.Random(5)  # noqa: S311  (data, no secret)
    lines = {
        "train": _lines_of_captions(scenes, rng, 1600, lm_setup.T + 1),
        "valid": _lines_of_captions(scenes, rng, 160, lm_setup.T + 1),
    }
    np.savez_compressed(folder / "corpus.npz", **lines)

    torch.manual_seed(0)
    model = lm_setup.TinyLM(torch.nn.TransformerEncoderLayer)
    with torch.no_grad():
        for name, values in model.named_parameters():
            # Fresh norms are 1 and fresh biases 0, and could hide a mistake.
            if "norm" in name and name.endswith("weight"):
                values.copy_(1 + 0.1 * torch.randn_like(values))
            elif values.dim() == 1:
                values.copy_(0.05 * torch.randn_like(values))
    drawn = {
        name: values for name, values in model.state_dict().items() if name != "pe"
    }
    torch.save(drawn, folder / "init.pt")


MAKERS: dict[str, Maker] = {
    "vae": make_vae,
    "transformer": make_transformer,
}


def load_module(path: Path) -> ModuleType:
    """Import one file by its path, whatever the import path is.

    Raises:
        ImportError: the file is no Python module.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported: it is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_manifest(folder: Path) -> None:
    """Record size and SHA-256 of every file of a folder beside them, and print them."""
    entries: dict[str, dict[str, int | str]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != MANIFEST:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            entries[path.name] = {"bytes": path.stat().st_size, "sha256": digest}
            print(f"{path.name:<20} {path.stat().st_size:>9} bytes  sha256 {digest}")
    text = json.dumps(entries, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what was asked for and write the manifest."""
    options = _parser().parse_args(arguments)
    if options.quick and options.out.resolve() == SHIPPED:
        _parser().error(
            "--quick would replace the shipped files by hardly trained ones. "
            "Say where they go with --out FOLDER."
        )
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    for name in [] if options.manifest else [options.only] if options.only else MAKERS:
        # Files are moved in when they are whole: a run that is stopped half-way
        # leaves the folder as it was.
        with tempfile.TemporaryDirectory(dir=options.out) as half_done:
            MAKERS[name](Path(half_done), quick=options.quick)
            for made in Path(half_done).iterdir():
                made.replace(options.out / made.name)
    write_manifest(options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER")
    parser.add_argument("--only", choices=sorted(MAKERS), help="make one thing")
    parser.add_argument("--quick", action="store_true", help="cut the training short")
    parser.add_argument(
        "--manifest", action="store_true", help="make nothing, record what is there"
    )
    return parser


def _mean_bound(p2_vae: ModuleType, vae: torch.nn.Module, x: Tensor) -> Tensor:
    """Return the evidence lower bound of the images x, averaged over them."""
    x_hat, mu, logvar = vae(x)
    bound: Tensor = p2_vae.elbo(x, x_hat, mu, logvar)[0]
    return bound.mean()


def _lines_of_captions(
    scenes: ModuleType, rng: random.Random, count: int, width: int
) -> np.ndarray:
    """Return the captions of random scenes, end to end, cut into lines: uint8."""
    stream: list[int] = []
    while len(stream) < count * width:
        _, words = scenes.scene(rng)
        stream += [scenes.VOCAB[word] for word in ["<start>", *words, "<end>"]]
    return np.array(stream[: count * width], np.uint8).reshape(count, width)


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


if __name__ == "__main__":
    main()
