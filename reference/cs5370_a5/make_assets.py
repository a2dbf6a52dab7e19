"""Makes the weights and data of this assignment from nothing.

python reference/cs5370_a5/make_assets.py --only vae --out /tmp/data
"""

import random
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor

REFERENCE = Path(__file__).resolve().parent
TEMPLATE = REFERENCE.parents[1] / "student_template" / REFERENCE.name
SHIPPED = TEMPLATE / "data"
sys.path[:0] = [str(REFERENCE), str(TEMPLATE), str(REFERENCE.parent)]

import lm_setup  # noqa: E402
import making  # noqa: E402
import p2_vae  # noqa: E402
import scenes  # noqa: E402
from make_captioning import make_captioning  # noqa: E402


def make_vae(folder: Path, *, quick: bool = False) -> None:
    """Train the VAE of question p2 on scikit-learn's 8 x 8 digits.

    Writes `vae_digits.pt`, the state dict of the reference's `VAE`, and
    `test_images.npy`, the 297 binary images that were kept out of training.

    Args:
        folder: where the two files go.
        quick: 3 epochs instead of 300; the files have the same shapes.
    """
    # Binary pixels make the Bernoulli likelihood, and so the bound, genuine.
    images = torch.from_numpy((load_digits().data > 8).astype(np.float32))  # (n, 64)
    shuffled = images[torch.randperm(len(images), generator=_seeded(0))]
    held_out, train = shuffled[:297], shuffled[297:]

    torch.manual_seed(0)
    vae = p2_vae.VAE()
    optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)
    for _ in range(3 if quick else 300):
        for rows in torch.randperm(len(train)).reshape(-1, 100):
            loss = -_mean_bound(vae, train[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()

    with torch.no_grad():
        bound = _mean_bound(vae, held_out).item()
    print(f"vae: the bound is {bound:.1f} nats an image on the held-out images")
    torch.save(vae.state_dict(), folder / "vae_digits.pt")
    np.save(folder / "test_images.npy", held_out.numpy().astype(np.uint8))


def make_transformer(folder: Path, *, quick: bool = False) -> None:  # noqa: ARG001  (nothing is trained here)
    """Write the captions and draw the initial weights of p3's language model.

    Writes `corpus.npz`, captions end to end as word numbers, in lines of 25, and
    `init.pt`, the state dict of the given `TinyLM` without its fixed positions.
    """
    rng = random.Random(5)  # noqa: S311  (data, no secret)
    lines = {
        "train": _lines_of_captions(rng, 1600, lm_setup.T + 1),
        "valid": _lines_of_captions(rng, 160, lm_setup.T + 1),
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


MAKERS = {
    "captioning": make_captioning,
    "vae": make_vae,
    "transformer": make_transformer,
}


def _mean_bound(vae: torch.nn.Module, x: Tensor) -> Tensor:
    """Return the evidence lower bound of the images x, averaged over them."""
    x_hat, mu, logvar = vae(x)
    bound: Tensor = p2_vae.elbo(x, x_hat, mu, logvar)[0]
    return bound.mean()


def _lines_of_captions(rng: random.Random, count: int, width: int) -> np.ndarray:
    """Return the captions of random scenes, end to end, cut into lines: uint8."""
    stream: list[int] = []
    while len(stream) < count * width:
        _, words = scenes.scene(rng)
        stream += [scenes.VOCAB[word] for word in ["<start>", *words, "<end>"]]
    return np.array(stream[: count * width], np.uint8).reshape(count, width)


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


if __name__ == "__main__":
    making.main(MAKERS, SHIPPED)
