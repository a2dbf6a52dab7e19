"""Handouts of a course with few of its questions and few of their known slips."""

import io
import shutil
from collections.abc import Collection
from pathlib import Path

from rich.console import Console

from markstone import course, handout
from markstone.course import Paper
from markstone.handout import Trial
from markstone.sandbox.wall import Tier
from markstone.showing import Shown
from tests.questions.small_course import read_rubric, write_rubric

ROOT = Path(__file__).parents[2]
PAPER = "cs5370_a5"
SLIPS = {
    "p2_vae": ("half_forgotten_in_kl", "half_forgotten_in_std"),
    "t3_elbo_terms": ("kl_reversed",),
    "t4_minimax": ("rows_exchanged",),
}
"""Questions of a small handout, with the mutants whose sentences it carries."""
TRIAL = Trial(
    workers=2,
    tier=Tier.NAMESPACES,
    progress=Shown(Console(file=io.StringIO())),
)


def small_course(root: Path, slips: dict[str, tuple[str, ...]] = SLIPS) -> Paper:
    """Copy some questions of the course, with two accepted variants of each."""
    for folder in ("graders", "reference", "student_template"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder / PAPER, root / folder / PAPER, ignore=ignored)
    for stem, names in slips.items():
        source = ROOT / "tests" / "questions" / PAPER / stem
        accepted = sorted((source / "accepted").glob("*.*"))[:2]
        mutants = [p for p in (source / "mutants").glob("*.*") if p.stem in names]
        for path in (*accepted, *mutants):
            target = root / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    rubric = read_rubric(ROOT)
    rubric["questions"] = [q for q in rubric["questions"] if q["stem"] in slips]
    parts = [p for q in rubric["questions"] if not q["optional"] for p in q["parts"]]
    rubric["total"] = sum(part["marks"] for part in parts)
    (root / "rubrics").mkdir(exist_ok=True)
    write_rubric(root, rubric)
    (paper,) = course.load(root)
    return paper


def handed_out(paper: Paper, out: Path) -> Path:
    """Make the whole handout of a paper."""
    handout.write_all(paper, out, TRIAL)
    return out


def work_in(handed: Path, folder: Path, files: dict[str, bytes]) -> Path:
    """Copy a handout, with these files in the place of those of the same name.

    A notebook of the same question is taken away: a file answers it.
    """
    shutil.copytree(handed, folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).with_suffix(".ipynb").unlink(missing_ok=True)
    return folder


def texts_in(folder: Path, without: Collection[str] = ()) -> dict[str, str]:
    """Return every file's text by its name."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in without
    }
