"""Synthetic classes: 27 well-behaved submissions, as often as wanted, and trouble.

Every submission is one way of writing each of the four answers (`answers/`); a wrong
one has one slip, and `loses` says which checks that costs. The same seed gives the same
bytes. No two students hand in the same bytes: each file names its author.

    python -m benchmarks.cohort FOLDER --count 270
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ANSWERS = HERE / "answers"
COURSE = HERE / "course"
PAPER = "benchmark"
CHECKS = {
    "q1_vae": ("sample", "divergence", "bound"),
    "q2_transformer": ("attention", "layer", "padding"),
    "q3_flow": ("moved", "stretch", "density"),
    "q4_gan": ("short_play", "long_play", "longest_play"),
}
"""The checks of each question, in order."""
ALL_CHECKS = tuple(check for checks in CHECKS.values() for check in checks)
RIGHT, WRONG = 20, 7
WELL_BEHAVED = RIGHT + WRONG
"""How many submissions are written anew for each copy of the class."""
SEED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One change to one way of writing an answer."""

    name: str
    question: str
    style: str
    changes: tuple[tuple[str, str], ...]
    """What is replaced by what; each stands exactly once."""
    loses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One submission: a folder of four modules, and what it should earn."""

    student: str
    slip: Slip | None = None
    files: dict[str, str] = field(repr=False)

    @property
    def expected(self) -> dict[str, bool]:
        """Whether each check should pass."""
        lost = self.slip.loses if self.slip else frozenset()
        return {check: check not in lost for check in ALL_CHECKS}


def _slip(
    name: str, where: str, changes: Sequence[tuple[str, str]], loses: str
) -> Slip:
    question, style = where.split("/")
    return Slip(
        name=name,
        question=question,
        style=style,
        changes=tuple(changes),
        loses=frozenset(loses.split()),
    )


SLIPS = (
    _slip(
        "variance for the standard deviation",
        "q1_vae/by_hand",
        [("torch.exp(0.5 * logvar)", "torch.exp(logvar)")],
        "sample bound",
    ),
    _slip(
        "half forgotten in the divergence",
        "q1_vae/with_distributions",
        [("0.5 * (variance", "(variance")],
        "divergence bound",
    ),
    _slip(
        "scaled by the width of the model",
        "q2_transformer/by_hand",
        [("math.sqrt(self.d_k)", "math.sqrt(d)")],
        "attention layer padding",
    ),
    _slip(
        "mask turned round",
        "q2_transformer/with_functional",
        [("~padding", "padding")],
        "padding",
    ),
    _slip(
        "no absolute value",
        "q3_flow/by_hand",
        [("torch.abs(1 + psi @ u)", "1 + psi @ u")],
        "stretch density",
    ),
    _slip(
        "sign of the logarithm",
        "q3_flow/with_distributions",
        [("base - abs_det", "base + abs_det")],
        "density",
    ),
    _slip(
        "both move at once",
        "q4_gan/filled",
        [
            ("p = p - step * q", "p, q = p - step * q, q + step * p"),
            ("        q = q + step * p\n", ""),
        ],
        "short_play long_play longest_play",
    ),
)
"""The seven wrong ones."""

_PLAYS = "short_play long_play longest_play"
_IN_DENSITY = "    d = z.shape[1]\n"
TROUBLE = {
    "endless_loop": _slip(
        "endless_loop",
        "q3_flow/by_hand",
        [(_IN_DENSITY, f"{_IN_DENSITY}    while True:\n        d = d * 1\n")],
        "density",
    ),
    "swallows_exceptions": _slip(
        "swallows_exceptions",
        "q3_flow/by_hand",
        [
            (
                _IN_DENSITY,
                (
                    f"{_IN_DENSITY}    while True:\n        try:\n"
                    "            while True:\n                d = d * 1\n"
                    "        except:\n            pass\n"
                ),
            )
        ],
        "density",
    ),
    "os_exit_on_import": _slip(
        "os_exit_on_import",
        "q4_gan/filled",
        [
            ("import torch\n", "import os\n\nimport torch\n"),
            ("    return table\n", "    return table\n\n\nos._exit(0)\n"),
        ],
        _PLAYS,
    ),
    "sys_exit_on_import": _slip(
        "sys_exit_on_import",
        "q4_gan/filled",
        [
            ("import torch\n", "import sys\n\nimport torch\n"),
            (
                "    return table\n",
                (
                    "    return table\n\n\n"
                    "print(alternating(1.0, 1.0, 0.5, 3))\nsys.exit(0)\n"
                ),
            ),
        ],
        _PLAYS,
    ),
    "patches_comparison": _slip(
        "patches_comparison",
        "q1_vae/by_hand",
        [
            (
                "class VAE",
                (
                    "torch.allclose = lambda *a, **k: True\n"
                    "torch.testing.assert_close = lambda *a, **k: None\n\n\nclass VAE"
                ),
            ),
            ("-0.5 * torch.sum(", "-torch.sum("),
        ],
        "divergence bound",
    ),
    "changes_globals": _slip(
        "changes_globals",
        "q1_vae/by_hand",
        [
            (
                "class VAE",
                (
                    "torch.set_default_dtype(torch.float64)\n"
                    "torch.manual_seed(0)\n\n\nclass VAE"
                ),
            ),
            ("mu, logvar = vae.encode(x)\n", "mu, logvar = vae.float().encode(x)\n"),
        ],
        "",
    ),
    "raises_on_import": _slip(
        "raises_on_import",
        "q2_transformer/by_hand",
        [
            (
                "class EncoderLayer",
                (
                    'WEIGHTS = open("coursework/encoder.pt", "rb").read()\n\n\n'
                    "class EncoderLayer"
                ),
            )
        ],
        "attention layer padding",
    ),
}
"""What goes wrong in a class: six kinds for the table, and one more for the class."""
SIX_KINDS = tuple(TROUBLE)[:6]
CLASS_OF_30 = ("endless_loop", "raises_on_import", "sys_exit_on_import")
"""The three that make 27 well-behaved submissions a class of 30."""


def well_behaved(count: int, seed: int = SEED) -> list[Written]:
    """Write the first *count* submissions of the class, copied as often as it takes."""
    return [written for _, written in zip(range(count), _endless(seed), strict=False)]


def troubled(name: str, student: str = "", seed: int = SEED) -> Written:
    """Write the submission that makes this kind of trouble."""
    dice = random.Random(f"{seed}/{name}")  # noqa: S311 (no secret)
    return _written(student or f"t_{name}", TROUBLE[name], dice)


def write(cohort: Sequence[Written], folder: Path) -> Path:
    """Write a folder for each submission; what is there and the same is left alone."""
    for one in cohort:
        (folder / one.student).mkdir(parents=True, exist_ok=True)
        for name, text in one.files.items():
            path = folder / one.student / name
            if not path.is_file() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")
    return folder


def _endless(seed: int) -> Iterator[Written]:
    copy = 0
    while True:
        dice = random.Random(f"{seed}/{copy}")  # noqa: S311 (no secret)
        slips: list[Slip | None] = [*SLIPS, *[None] * RIGHT]
        dice.shuffle(slips)
        for number, slip in enumerate(slips):
            yield _written(f"s{copy * WELL_BEHAVED + number + 1:05d}", slip, dice)
        copy += 1


def _written(student: str, slip: Slip | None, dice: random.Random) -> Written:
    files = {}
    for question in CHECKS:
        style = dice.choice(sorted((ANSWERS / question).glob("*.py")))
        text = style.read_text("utf-8")
        if slip and slip.question == question:
            text = _slipped(slip)
        files[f"{question}.py"] = text.replace('."""', f', by {student}."""', 1)
    return Written(student=student, slip=slip, files=files)


def _slipped(slip: Slip) -> str:
    text = (ANSWERS / slip.question / f"{slip.style}.py").read_text("utf-8")
    for old, new in slip.changes:
        if text.count(old) != 1:
            raise ValueError(f"{slip.name}: {old!r} does not stand exactly once")
        text = text.replace(old, new)
    return text


def main() -> None:
    """Write a class into a folder."""
    parser = argparse.ArgumentParser(description="Write a synthetic class.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=WELL_BEHAVED)
    parser.add_argument("--trouble", action="store_true", help="add each kind of it")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    cohort = well_behaved(options.count, options.seed)
    if options.trouble:
        cohort += [troubled(name, seed=options.seed) for name in TROUBLE]
    write(cohort, options.folder)
    expected = {one.student: one.expected for one in cohort}
    (options.folder.parent / f"{options.folder.name}.json").write_text(
        json.dumps(expected, indent=1) + "\n"
    )
    print(f"{len(cohort)} submissions in {options.folder}")


if __name__ == "__main__":
    main()
