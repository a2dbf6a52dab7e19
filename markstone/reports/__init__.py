"""From a gradebook to files. A report reads the gradebook and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markstone.model import Gradebook
from markstone.reports import to_csv, to_html, to_json, to_run
from markstone.reports.files import remove_stale, write_whole
from markstone.reports.pages import page_names


def write(gradebook: Gradebook, folder: Path) -> None:
    """Write ``gradebook.json``, ``gradebook.csv`` and ``report/`` into a folder.

    Same gradebook, same bytes. Every file is whole at any moment, and the pages
    of students who are no longer in the gradebook are removed.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    report = folder / "report"
    names = page_names(card.student for card in gradebook.scorecards)
    # First, or where case is ignored `Ann.html` would be removed after `ann.html`
    # was written into it.
    remove_stale(report, keep=set(names.values()), signature=to_html.STUDENT_SIGNATURE)
    for card in gradebook.scorecards:
        page = to_html.render_student(card, gradebook.assignment)
        write_whole(report / names[card.student], page)
    write_whole(report / "index.html", to_html.render_class(gradebook))
    write_whole(folder / "gradebook.csv", to_csv.render(gradebook))
    write_whole(folder / "gradebook.json", to_json.render(gradebook))


def write_run(run: Mapping[str, Any], folder: Path) -> None:
    """Write ``run.json`` and ``report/run.html`` beside the gradebook.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    write_whole(folder / "run.json", to_run.render(run))
    write_whole(folder / "report" / "run.html", to_run.render_page(run))
