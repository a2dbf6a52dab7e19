"""A copy of the course with one of its questions only, to change at will."""

import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RUBRIC = "rubrics/cs5370_a5.yaml"


def copied(root: Path, stem: str) -> Path:
    """Copy what the question needs into *root* and return it."""
    for folder in ("graders", "reference", "student_template"):
        source = ROOT / folder / "cs5370_a5"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, root / folder / "cs5370_a5", ignore=ignored)
    variants = f"tests/questions/cs5370_a5/{stem}"
    shutil.copytree(ROOT / variants, root / variants)
    rubric = read_rubric(ROOT)
    rubric["questions"] = [q for q in rubric["questions"] if q["stem"] == stem]
    parts = [p for q in rubric["questions"] if not q["optional"] for p in q["parts"]]
    rubric["total"] = sum(part["marks"] for part in parts)
    (root / "rubrics").mkdir()
    write_rubric(root, rubric)
    return root


def read_rubric(root: Path) -> dict:  # type: ignore[type-arg]
    """Read the rubric of a copy."""
    read = yaml.safe_load((root / RUBRIC).read_text())
    assert isinstance(read, dict)
    for question in read["questions"]:
        question.setdefault("optional", False)
    return read


def write_rubric(root: Path, rubric: object) -> None:
    """Write the rubric of a copy."""
    (root / RUBRIC).write_text(yaml.safe_dump(rubric, sort_keys=False))
