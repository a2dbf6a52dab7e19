"""A course of one question, as small as a rubric allows, laid into a folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

NAME = "tiny"
STEM = "q1_line"

REFERENCE = '''\
"""The right answer."""


def double(x):
    return 2 * x
'''
TEMPLATE = '''\
"""What students receive."""


def double(x):
    raise NotImplementedError
'''
GRADER = '''\
import torch


def test_doubles(student, reference, assert_close, rng):
    """double(x) is twice x.

    More that no student reads.
    """
    x = torch.randn(3, generator=rng)

    assert_close(student.q1_line.double(x), reference.q1_line.double(x))
'''


def lay_course(  # noqa: PLR0913 (one a file)
    root: Path,
    *,
    grader: str = GRADER,
    reference: str = REFERENCE,
    template: str = TEMPLATE,
    checks: Mapping[str, Mapping[str, Any]] | None = None,
    rubric: Mapping[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
) -> Path:
    """Write a course and return its folder.

    Args:
        root: where.
        grader: the text of ``graders/tiny/test_q1_line.py``.
        reference: the text of ``reference/tiny/q1_line.py``.
        template: the text of ``student_template/tiny/q1_line.py``.
        checks: what the rubric says of each check; each is worth one mark.
        rubric: keys of the rubric to add or replace.
        files: more files, by their path in the course.
    """
    named = {"doubles": {}} if checks is None else checks
    part = {
        "id": "a",
        "title": "The line",
        "marks": len(named),
        "marked_by": "machine",
        "checks": {name: {"marks": 1} | dict(more) for name, more in named.items()},
    }
    question = {"stem": STEM, "title": "A line", "parts": [part]}
    written = {
        "assignment": NAME,
        "title": "A tiny assignment",
        "total": len(named),
        "source": "made for a test",
        "questions": [question],
    }
    texts = {
        f"rubrics/{NAME}.yaml": yaml.safe_dump(written | dict(rubric or {})),
        f"graders/{NAME}/test_{STEM}.py": grader,
        f"reference/{NAME}/{STEM}.py": reference,
        f"student_template/{NAME}/{STEM}.py": template,
    }
    for name, text in (texts | dict(files or {})).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
