"""Submissions as students hand them in, and as nobody should."""

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markstone.intake import collect
from markstone.model import Assignment, Submission
from tests.unit.builders import a_check, a_part, a_question

Files = Mapping[str, str | bytes]


def a_paper(name: str, *stems: str, given: Sequence[str] = ()) -> Assignment:
    questions = tuple(a_question(a_part(a_check()), stem=stem) for stem in stems)
    return Assignment(
        name=name,
        title=name,
        total=sum((q.marks for q in questions), start=questions[0].marks * 0),
        source="somewhere",
        questions=questions,
        given=tuple(given),
    )


A5 = a_paper("cs5370_a5", "p2_vae", "p3_transformer", "t1_complexity", given=["setup"])
QUIZ = a_paper("ie643_quiz2", "q1_gan_coverage", "q3_unet_video")


def collect_from(
    folder: Path, assignment: str | None = "cs5370_a5"
) -> list[Submission]:
    return collect(folder, papers=[A5, QUIZ], assignment=assignment)


def only(folder: Path, assignment: str | None = "cs5370_a5") -> Submission:
    (submission,) = collect_from(folder, assignment)
    return submission


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))


def zipped(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo()
            info.filename = name  # not through the constructor, which mends names
            archive.writestr(info, _bytes(content))
    return packed.getvalue()


def tarred(files: Files, mode: str = "w:gz") -> bytes:
    return tarred_members(
        [(tarfile.TarInfo(name), _bytes(body)) for name, body in files.items()], mode
    )


def tarred_members(
    members: Sequence[tuple[tarfile.TarInfo, bytes]], mode: str = "w"
) -> bytes:
    packed = io.BytesIO()
    opened: Callable[..., tarfile.TarFile] = tarfile.open
    with opened(fileobj=packed, mode=mode) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def code(source: str, *tags: str) -> dict[str, Any]:
    return _cell("code", source, tags) | {"outputs": [], "execution_count": None}


def text(source: str, *tags: str) -> dict[str, Any]:
    return _cell("markdown", source, tags)


def raw(source: str, *tags: str) -> dict[str, Any]:
    return _cell("raw", source, tags)


def a_notebook(*cells: dict[str, Any]) -> str:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    )


def notices_of(submission: Submission) -> str:
    return "\n".join(submission.notices)


def _cell(kind: str, source: str, tags: Sequence[str]) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    return {"id": "x", "cell_type": kind, "source": source, "metadata": metadata}


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
