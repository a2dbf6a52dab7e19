"""The gradebook for a spreadsheet: RFC 4180, one line a student."""

import csv
import io
from collections.abc import Iterator

from markstone.model import Gradebook, Outcome, PartCard, Scorecard
from markstone.reports.text import marks_text, plain

COLUMNS = ("student", "status", "marks", "machine_marks", "out_of", "needs_review")

# A spreadsheet obeys the wide forms too; tabs and line ends are visible by then.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  (meant)

_OPEN = frozenset({Outcome.AWAITS_MARKER, Outcome.UNFAIR})


def render(gradebook: Gradebook) -> str:
    """Return the gradebook as CSV, with one column for each part of a question.

    A cell is empty where nothing has been decided: there is no submission that
    can be read, or the whole part waits for a person.
    """
    parts = [
        (question.stem, part.id)
        for question in gradebook.assignment.questions
        for part in question.parts
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [*COLUMNS, *(cell(f"{stem}.{part}") for stem, part in parts), "notices"]
    )
    for card in sorted(gradebook.scorecards, key=lambda card: card.student):
        cells = {key: _part_marks(part) for key, part in _parts(card)}
        writer.writerow(
            [
                *_columns(card),
                *(cells.get(part, "") for part in parts),
                cell(" | ".join(card.notices)),
            ]
        )
    return text.getvalue()


def _columns(card: Scorecard) -> tuple[str, ...]:
    """Return the cells of ``COLUMNS``."""
    return (
        cell(card.student),
        card.status.value,
        marks_text(card.marks),
        marks_text(card.machine_marks),
        marks_text(card.out_of),
        "true" if card.needs_review else "false",
    )


def _parts(card: Scorecard) -> Iterator[tuple[tuple[str, str], PartCard]]:
    for question in card.questions:
        for part in question.parts:
            yield (question.question.stem, part.part.id), part


def _part_marks(card: PartCard) -> str:
    if card.awards and all(award.outcome in _OPEN for award in card.awards):
        return ""
    return marks_text(card.marks)


def cell(text: str) -> str:
    """Return somebody's text as a cell: what steers is seen, nothing is a formula."""
    return as_text(plain(text))


def as_text(shown: str) -> str:
    """Return what is shown so that no spreadsheet reads a formula in it."""
    # Excel reads past leading blanks when it looks for a formula.
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
