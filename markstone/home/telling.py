"""What was checked, for programs: JSON, and what GitHub shows of a run."""

import json
from pathlib import Path

from markstone.home.checked import Checked
from markstone.home.places import Place, Places
from markstone.model import Award, Outcome, Submission
from markstone.reports import figures, to_github
from markstone.reports.markdown import row, text
from markstone.reports.text import marks_number, marks_text
from markstone.reports.to_github import Annotation
from markstone.reports.words import OUTCOMES

SCHEMA = "markstone/check/1"
_QUIET = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.BLOCKED})


def to_json(checked: Checked) -> str:
    """Return what the public checks found, as JSON."""
    places = Places(checked.submission, checked.evidence.tape)
    told = {
        "schema": SCHEMA,
        "assignment": checked.assignment.name,
        "percent": round(checked.percent, 2),
        "passed": checked.passed,
        "attempted": checked.attempted,
        "public_checks": checked.total,
        "hidden_checks": checked.hidden,
        "left_out": list(checked.left_out),
        "environment": dict(checked.environment),
        "warnings": list(checked.warnings),
        "notices": list(checked.card.notices),
        "checks": [
            _plain(card.question.stem, award, places.of(card.question.stem, award))
            for card in checked.card.questions
            for award in card.awards
        ],
    }
    return json.dumps(told, indent=1) + "\n"


def _plain(stem: str, award: Award, place: Place) -> dict[str, object]:
    return {
        "question": stem,
        "check": award.check.name,
        "claim": award.check.title,
        "outcome": str(award.outcome),
        "marks": marks_number(award.marks),
        "out_of": marks_number(award.check.marks),
        "message": award.message,
        "misconception": award.misconception,
        "explanation": award.explanation,
        "file": place.file,
        "line": place.line,
    }


def annotations(checked: Checked, folder: Path, root: Path) -> list[Annotation]:
    """Return a remark for each check that was attempted and did not pass.

    Args:
        checked: what was found.
        folder: where the work lies.
        root: of the repository; files are named from there.
    """
    places = Places(checked.submission, checked.evidence.tape)
    found = []
    for card in checked.card.questions:
        for award in card.awards:
            if award.outcome in _QUIET:
                continue
            place = places.of(card.question.stem, award)
            file = _from_root(folder, place.file, root, checked.submission)
            slip = f"\n{award.explanation}" if award.explanation else ""
            found.append(
                Annotation(
                    kind="error" if not award.marks else "warning",
                    title=f"{card.question.title}: {award.check.name}",
                    message=f"{figures.claim(award)}\n{award.message}{slip}",
                    file=file,
                    line=place.line if place.file and file.endswith(place.file) else 0,
                )
            )
    return found


def summary(checked: Checked, sentences: list[str]) -> str:
    """Return the summary of a step, in Markdown.

    Args:
        checked: what was found.
        sentences: what to say below the table.
    """
    marks = f"{marks_text(checked.card.marks)} of {marks_text(checked.card.out_of)}"
    lines = [
        f"## {text(checked.assignment.title)}",
        "",
        f"{checked.passed} of {checked.total} public checks passed, {marks} marks.",
        "",
        row("", "check", "marks", "what came out"),
        row("---", "---", "---", "---"),
    ]
    for card in checked.card.questions:
        for award in card.awards:
            word = OUTCOMES[award.outcome]
            said = "" if award.outcome is Outcome.PASSED else figures.told(award)
            slip = f" {award.explanation}" if award.explanation else ""
            lines.append(
                row(
                    f"{word.sign} {word.word}",
                    f"`{card.question.stem}.{award.check.name}`",
                    f"{marks_text(award.marks)}/{marks_text(award.check.marks)}",
                    text(f"{said}{slip}"),
                )
            )
    for sentence in sentences:
        lines += ["", text(sentence)]
    return to_github.bounded("\n".join(lines) + "\n")


def _from_root(folder: Path, file: str, root: Path, submission: Submission) -> str:
    """Return the path of a file from the root, of its notebook if made of one."""
    path = (folder / file).resolve()
    content = submission.files.get(file)
    if not path.is_file() or path.read_bytes() != content:
        path = path.with_suffix(".ipynb")
    if not file or not path.is_file() or not path.is_relative_to(root):
        return ""
    return path.relative_to(root).as_posix()
