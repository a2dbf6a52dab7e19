"""``markstone check``: the public checks on one's own work.

0 all public checks that were attempted passed, or --fail-under was reached
1 one did not, or --fail-under was missed   2 usage   3 nothing to check
"""

import os
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from markstone.cli.flags import Switch, console
from markstone.errors import MarkstoneError, NothingToGradeError, UsageError
from markstone.home import Desk, telling
from markstone.home.checked import Checked
from markstone.model import Outcome
from markstone.reports import to_github
from markstone.reports.files import write_whole
from markstone.sandbox.wall import Tier
from markstone.showing.checks import page, show_checked, still_to_come

_PAGE = "check.html"
_WATCHED = (".py", ".ipynb", ".yaml", ".yml", ".json")
_PAUSE_SECONDS = 0.5


class Form(StrEnum):
    """How the result is told."""

    TEXT = "text"
    GITHUB = "github"
    """Annotations at the lines, and a summary of the step."""
    JSON = "json"


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="check")
    def check_(  # noqa: PLR0913 (each is a flag)
        work: Path = Path(),
        /,
        *,
        question: Annotated[str, Parameter(name=["--question", "-q"])] = "",
        watch: Switch = False,
        form: Annotated[Form, Parameter(name="--format")] = Form.TEXT,
        fail_under: float | None = None,
        out: Path | None = None,
        isolation: Tier | None = None,
        course: Path | None = None,
    ) -> int:
        """Run the public checks on your own work, on your own machine.

        Nothing is sent anywhere.

        Args:
            work: the folder, notebook or archive; by default the folder you are in.
            question: only this one, such as p2_vae.
            watch: run them again each time a file is saved.
            form: how the result is told: text, github or json.
            fail_under: exit with 1 if fewer percent of the public marks are earned.
            out: the folder of the page that is written.
            isolation: how the code is walled in; by default by the strongest that
                starts at once, or not at all.
            course: the folder of a course, where the work lies in no handout.
        """
        if watch and form is not Form.TEXT:
            raise UsageError("--watch is for --format text.")
        folder = work.resolve()
        desk = Desk(folder, (course or home).resolve(), isolation)
        try:
            if watch:
                return _watch(desk, folder, question, out)
            return _check(desk, folder, question, form=form, out=out, least=fail_under)
        finally:
            desk.close()


def _check(
    desk: Desk,
    folder: Path,
    question: str,
    *,
    form: Form = Form.TEXT,
    out: Path | None = None,
    least: float | None = None,
) -> int:
    submission = desk.submission()
    checked = desk.check(submission, question)
    written = (out or desk.report_folder(submission)).resolve() / _PAGE
    write_whole(written, page(checked))
    terminal = console()
    match form:
        case Form.TEXT:
            show_checked(terminal, checked)
            terminal.print(f"Page: {written}", soft_wrap=True, markup=False)
        case Form.JSON:
            _print_raw(terminal, telling.to_json(checked))
        case Form.GITHUB:
            _tell_github(terminal, checked, folder)
    return _code(checked, least)


def _tell_github(terminal: Console, checked: Checked, folder: Path) -> None:
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    base = folder if folder.is_dir() else folder.parent
    found = telling.annotations(checked, base, root)
    _print_raw(terminal, to_github.render_annotations(found))
    told = telling.summary(checked, [*checked.warnings, *still_to_come(checked)])
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(told)
    else:
        _print_raw(terminal, told)


def _print_raw(terminal: Console, text: str) -> None:
    terminal.print(text, end="", soft_wrap=True, markup=False)


def _code(checked: Checked, least: float | None) -> int:
    if least is not None:
        return 0 if checked.percent >= least else 1
    if not checked.attempted:
        return NothingToGradeError.exit_code
    outcomes = {a.outcome for card in checked.card.questions for a in card.awards}
    return 0 if outcomes <= _NO_FAULT else 1


_NO_FAULT = {
    *(Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.MISSING, Outcome.AWAITS_MARKER)
}


def _watch(desk: Desk, folder: Path, question: str, out: Path | None) -> int:
    terminal = console()
    for _ in _saves(folder):
        terminal.clear()
        try:
            _check(desk, folder, question, out=out)
        except MarkstoneError as error:  # half a file was saved: wait for the rest
            terminal.print(str(error), style="red", markup=False)
        terminal.print("Waiting for the next save; Ctrl-C ends.", style="dim")
    return 0


def _saves(folder: Path) -> Iterator[None]:
    """Yield at once, and whenever something in the folder was saved."""
    seen: dict[Path, int] | None = None
    while True:
        now = _times(folder)
        if now != seen:
            seen = now
            yield
        time.sleep(_PAUSE_SECONDS)


def _times(folder: Path) -> dict[Path, int]:
    found = {}
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    for path in paths:
        inside = path.relative_to(folder).parts[:-1]
        hidden = any(p.startswith(".") or p == "public_checks" for p in inside)
        if path.suffix in _WATCHED and not hidden:
            try:
                found[path] = path.stat().st_mtime_ns
            except OSError:
                continue  # it is being saved
    return found
