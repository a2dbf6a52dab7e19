"""Submissions as the notebooks that otter-grader and nbgrader take."""

import json
from pathlib import Path
from typing import Any

from benchmarks.cohort import CHECKS, Written

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_plain(one: Written, path: Path) -> None:
    """Write a notebook with one code cell for each question."""
    cells = [
        _cell(one.files[f"{question}.py"], tags=[question], name=question)
        for question in CHECKS
    ]
    _write(cells, path)


def write_nbgrader(one: Written, path: Path, *, is_source: bool = False) -> None:
    """Write a notebook with answers to fill in and locked checks after each."""
    cells = []
    for question, checks in CHECKS.items():
        answer = one.files[f"{question}.py"]
        if is_source:
            answer = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(_cell(answer, name=question, nbgrader=_marks(question)))
        for check in checks:
            code = f"import cases\ncases.run({check!r}, globals())"
            cells.append(_cell(code, name=check, nbgrader=_marks(check, points=1)))
    _write(cells, path)


def _marks(name: str, points: int = 0) -> dict[str, Any]:
    told = {
        "grade_id": name,
        "schema_version": 3,
        "task": False,
        "grade": bool(points),
        "locked": bool(points),
        "solution": not points,
    }
    return told | ({"points": points} if points else {})


def _cell(source: str, *, name: str, **metadata: object) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name.replace("_", "-"),
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _write(cells: list[dict[str, Any]], path: Path) -> None:
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1), "utf-8")
