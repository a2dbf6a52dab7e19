"""From a gradebook to files.

A report reads the gradebook and what lies recorded beside it, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markstone import similarity
from markstone.model import Assignment, Gradebook, Scorecard
from markstone.reports import to_csv, to_html, to_json, to_run
from markstone.reports.files import remove_stale, write_in_parts, write_whole
from markstone.reports.pages import page_names


def write(
    assignment: Assignment,
    students: Sequence[str],
    cards: Iterable[Scorecard],
    folder: Path,
) -> Gradebook:
    """Write ``gradebook.json``, ``gradebook.csv`` and ``report/`` into a folder.

    It holds little of the class, which is being marked meanwhile. Every file is whole
    at any moment, and the pages of students who are no longer in the class are removed.

    Args:
        assignment: what was graded.
        students: the class.
        cards: one for each; let go of as soon as its page is written.
        folder: where to.

    Returns:
        the gradebook, of cards in brief.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    report = folder / "report"
    names = page_names(students)
    # First, or where case is ignored `Ann.html` would be removed after `ann.html`
    # was written into it.
    remove_stale(report, keep=set(names.values()), signature=to_html.STUDENT_SIGNATURE)
    brief = _write_students(assignment, names, cards, report)
    gradebook = Gradebook(assignment=assignment, scorecards=brief)
    _write_class(gradebook, folder)
    return gradebook


def write_changed(
    gradebook: Gradebook, changed: Iterable[Scorecard], folder: Path
) -> None:
    """Write what changes when some of a class were marked again.

    Args:
        gradebook: all of the class, of cards in brief.
        changed: the whole cards of those whose pages are written.
        folder: where :func:`write` wrote.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    names = page_names(card.student for card in gradebook.scorecards)
    _write_students(gradebook.assignment, names, changed, folder / "report")
    _write_class(gradebook, folder)


def _write_students(
    assignment: Assignment,
    names: Mapping[str, str],
    cards: Iterable[Scorecard],
    report: Path,
) -> tuple[Scorecard, ...]:
    """Write the page of each card and return the cards in brief."""
    render = to_html.student_pages(assignment)
    brief = []
    for card in cards:
        write_whole(report / names[card.student], render(card), synced=False)
        brief.append(card.in_brief())
    return tuple(brief)


def _write_class(gradebook: Gradebook, folder: Path) -> None:
    page = to_html.render_class(gradebook, similarity.read(folder))
    write_whole(folder / "report" / "index.html", page)
    write_whole(folder / "gradebook.csv", to_csv.render(gradebook))
    write_in_parts(
        folder / "gradebook.json", lambda: map(str.encode, to_json.parts(gradebook))
    )


def write_run(run: Mapping[str, Any], folder: Path) -> None:
    """Write ``run.json`` and ``report/run.html`` beside the gradebook.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    write_whole(folder / "run.json", to_run.render(run))
    write_whole(folder / "report" / "run.html", to_run.render_page(run))
