"""Answers kept beside a question: right ones in other styles, and mutants.

They lie in ``tests/questions/<assignment>/<question>/{accepted,mutants}``. A
``.py`` is a whole module as a student would hand it in; a mutant's docstring is
one sentence for the student and a line ``Loses: check, check``. A ``.yaml``
holds the typed fields that differ from the right ones, under ``answers``; a
mutant has ``sentence`` and ``loses`` beside them. A ``.json`` holds under ``log``
what is otherwise in ``submission_log.json``, as a JSON merge patch (RFC 7396).
"""

import ast
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markstone import executors
from markstone.briefing import LOG
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.misconceptions import Slip
from markstone.model import Evidence, Outcome, Submission, Typed
from markstone.rubric.keys import load_mapping

TRIVIAL = {
    "zeros": "every answer is zero",
    "ones": "every answer is one",
    "input": "every answer is the first argument",
    "shape": "every answer is right, with one more axis",
}
Key = tuple[str, str]
"""A check: its question and its name."""

_LOSES = re.compile(r"^Loses:\s*(.+?)\s*\Z", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One answer to one question."""

    question: str
    name: str
    code: bytes | None = None
    """A module to hand in instead of the reference."""
    log: bytes | None = None
    """A merge patch to the reference's ``submission_log.json``."""
    answers: dict[str, Typed] = field(default_factory=dict)
    """Typed fields to hand in instead of the right ones."""
    sentence: str = ""
    """What a student who made this slip is told."""
    loses: frozenset[str] = frozenset()
    """Exactly the checks that do not pass; none for an accepted variant."""


def find(paper: Paper, kind: str) -> list[Variant]:
    """Return the ``accepted`` or the ``mutants`` of every question, sorted.

    Raises:
        RubricError: a variant does not say what it has to; lists all of them.
    """
    found: list[Variant] = []
    faults: list[str] = []
    for question in paper.assignment.questions:
        known = {check.name for check in question.checks}
        for path in sorted((paper.variants / question.stem / kind).glob("*.*")):
            variant = _read(question.stem, path)
            found.append(variant)
            if kind == "mutants" and not (variant.sentence and variant.loses):
                faults.append(f"{path}: a mutant needs a sentence and `Loses: ...`.")
            faults += [
                f"{path}: the question has no check `{name}`."
                for name in sorted(variant.loses - known)
            ]
    if faults:
        raise RubricError("\n".join(faults))
    return found


def handed_in(paper: Paper, name: str, variants: list[Variant]) -> Submission:
    """Return the reference with some questions answered by variants.

    Args:
        paper: whose reference.
        name: the student id.
        variants: at most one a question.
    """
    right = paper.right_submission()
    files = dict(right.files)
    answers = {stem: dict(fields) for stem, fields in right.answers.items()}
    for variant in variants:
        if variant.code is not None:
            files[right.modules[variant.question]] = variant.code
        if variant.log is not None:
            log = json.loads(files.get(LOG, b"{}"))
            patched = merge_patch(log, json.loads(variant.log))
            files[LOG] = json.dumps(patched).encode()
        answers.setdefault(variant.question, {}).update(variant.answers)
    return Submission(
        student=name,
        assignment=paper.assignment.name,
        files=files,
        modules=right.modules,
        answers=answers,
    )


def merge_patch(target: Any, patch: Any) -> Any:
    """Return a JSON value with a merge patch applied (RFC 7396, section 2).

    A mapping changes the members it names and removes those it calls null;
    anything else takes the target's place.
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def trivial(paper: Paper, kind: str) -> Submission:
    """Return the reference with every function's answer made trivial."""
    right = paper.right_submission()
    spoiled = Path(__file__).with_name("spoiled.py").read_bytes()
    tail = f'\n\nKIND = "{kind}"\n'.encode() + spoiled
    asked = {question.stem for question in paper.assignment.questions}
    files = {
        name: code + (tail if Path(name).stem in asked else b"")
        for name, code in right.files.items()
        if name != LOG
    }
    return Submission(
        student=f"trivial_{kind}",
        assignment=paper.assignment.name,
        files=files,
        modules=right.modules,
    )


def batches(variants: list[Variant]) -> list[list[Variant]]:
    """Put variants of different questions together, as few batches as can be.

    Their outcomes stay apart: one that changed the outcome of another question in its
    batch would be noticed there.
    """
    by_question: dict[str, list[Variant]] = {}
    for variant in variants:
        by_question.setdefault(variant.question, []).append(variant)
    longest = max(map(len, by_question.values()), default=0)
    return [
        [some[i] for some in by_question.values() if i < len(some)]
        for i in range(longest)
    ]


def failed_checks(seen: Iterable[Evidence]) -> set[Key]:
    """Return the checks that somebody's answer failed."""
    return {
        result.key
        for evidence in seen
        for result in evidence.results
        if result.outcome is Outcome.FAILED
    }


def known_slips(
    paper: Paper,
    grade: Callable[[Submission, Collection[Key]], Evidence],
    failed: Collection[Key],
    *,
    workers: int,
) -> dict[str, list[Slip]]:
    """Learn what the mutants answer to the checks that were failed.

    Args:
        paper: whose mutants.
        grade: examines a submission on some of the checks.
        failed: the checks to ask about; a mutant runs those that it loses.
        workers: how many at a time.

    Returns:
        the slips of each question.
    """
    asked = [
        mutant
        for mutant in find(paper, "mutants")
        if any((mutant.question, check) in failed for check in mutant.loses)
    ]

    def run(mutant: Variant) -> Evidence:
        lost = {(mutant.question, check) for check in mutant.loses}
        name = f"{mutant.question}-{mutant.name}"
        return grade(handed_in(paper, name, [mutant]), lost & set(failed))

    slips: dict[str, list[Slip]] = {}
    for index, evidence in executors.run(run, asked, workers=workers):
        mutant = asked[index]
        slips.setdefault(mutant.question, []).append(slip_of(mutant, evidence))
    return slips


def slip_of(mutant: Variant, evidence: Evidence) -> Slip:
    """Return a mutant with what it came to in its own question."""
    return Slip(
        name=mutant.name,
        sentence=mutant.sentence,
        loses=mutant.loses,
        results={
            result.check: result
            for result in evidence.results
            if result.question == mutant.question
        },
    )


def _read(question: str, path: Path) -> Variant:
    if path.suffix == ".py":
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        lost = _LOSES.search(text)
        names = re.split(r"[,\s]+", lost.group(1)) if lost else []
        return Variant(
            question=question,
            name=path.stem,
            code=path.read_bytes(),
            sentence=" ".join(_LOSES.sub("", text).split("\n\n")[0].split()),
            loses=frozenset(name for name in names if name),
        )
    if path.suffix == ".json":
        told = json.loads(path.read_text("utf-8"))
        return Variant(
            question=question,
            name=path.stem,
            log=json.dumps(told["log"]).encode(),
            sentence=told.get("sentence", ""),
            loses=frozenset(told.get("loses", ())),
        )
    written = load_mapping(path)
    answers = written.get("answers", {})
    loses = written.get("loses", [])
    return Variant(
        question=question,
        name=path.stem,
        answers=answers if isinstance(answers, dict) else {},
        sentence=str(written.get("sentence", "")),
        loses=frozenset(map(str, loses)),
    )
