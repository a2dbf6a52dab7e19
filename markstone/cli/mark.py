"""``markstone mark``: people mark what machines do not."""

import getpass
import sys
from importlib.util import find_spec
from pathlib import Path

from cyclopts import App
from rich.console import Console

from markstone import course as courses
from markstone.cli.flags import Switch, console
from markstone.errors import UsageError
from markstone.marks import table
from markstone.marks.counting import Counting
from markstone.marks.desk import Desk
from markstone.showing import show_gradebook

_EXTRA = ("latex2mathml", "pypdfium2", "starlette", "uvicorn")


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="mark")
    def mark_(  # noqa: PLR0913 (each is a flag)
        results: Path = Path("results"),
        /,
        *,
        assignment: str | None = None,
        marker: str | None = None,
        double: float = 0.0,
        names: Switch = False,
        port: int = 0,
        csv: Path | None = None,
        from_: Path | None = None,
        course: Path | None = None,
    ) -> int:
        """Mark prose and pictures on a page of this machine, or in a table.

        Args:
            results: what --out of the last run named, or one assignment in it.
            assignment: which one, where there are several.
            marker: your name, which each mark keeps; by default your login's.
            double: the share of answers, from 0 to 1, that two markers mark; every
                marker names the same.
            names: name the students from the start.
            port: where the page listens; by default any that is free.
            csv: write the answers into a table, and start no page.
            from_: read marks from such a table, and start no page.
            course: the folder of rubrics, graders, references and templates.
        """
        folder, paper = _find(results.resolve(), assignment, (course or home).resolve())
        desk = Desk(paper.assignment, folder, _name(marker), share=_share(double))
        terminal = console()
        if csv is not None:
            csv.write_text(table.render(desk, names=names), "utf-8", newline="")
            terminal.print(f"Answers: {csv}", markup=False, soft_wrap=True)
        if from_ is not None:
            return _take(desk, from_, folder, terminal)
        if csv is not None:
            return 0
        return _serve(desk, folder, paper, (names, port))


def _find(results: Path, name: str | None, root: Path) -> tuple[Path, courses.Paper]:
    """Return the folder of the assignment to mark, and its paper."""
    papers = courses.load(root)
    known = {paper.assignment.name: paper for paper in papers}
    folders = [results, *(path for path in sorted(results.glob("*")) if path.is_dir())]
    found = {
        folder.name: folder
        for folder in folders
        if folder.name in known and (folder / "written").is_dir()
    }
    if name is not None:
        courses.choose(papers, name)
        found = {n: folder for n, folder in found.items() if n == name}
    if not found:
        raise UsageError(
            f"{results} holds no results of {name or 'this course'} to mark. Grade a "
            "class first, and name what --out named."
        )
    if len(found) > 1:
        raise UsageError(
            f"{results} holds results of {', '.join(found)}. Name one of them with "
            "--assignment."
        )
    ((chosen, folder),) = found.items()
    return folder, known[chosen]


def _name(asked: str | None) -> str:
    name = (getpass.getuser() if asked is None else asked).strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise UsageError("--marker takes a name of 1 to 100 letters.")
    return name


def _share(asked: float) -> float:
    if not 0 <= asked <= 1:
        raise UsageError("--double takes a share from 0 to 1, such as 0.2.")
    return asked


def _take(desk: Desk, path: Path, folder: Path, terminal: Console) -> int:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8: {error}") from error
    taken = table.take(desk, text)
    gradebook = Counting(desk.assignment, folder).update()
    show_gradebook(terminal, gradebook, folder)
    terminal.print(f"Marked: {taken.saved} answers", markup=False)
    for sentence in taken.refused:
        terminal.print(sentence, style="red", markup=False)
    return 1 if taken.refused else 0


def _serve(
    desk: Desk, folder: Path, paper: courses.Paper, how: tuple[bool, int]
) -> int:
    if missing := [name for name in _EXTRA if find_spec(name) is None]:
        raise UsageError(
            f"The marking page needs {' and '.join(missing)}, which this Python does "
            f"not have. Install what it takes: {sys.executable} -m pip install "
            "'markstone[marking]' (in a checkout: '.[marking]'). Without it, --csv and "
            "--from mark by table."
        )
    from markstone.marking_page import serve  # noqa: PLC0415 (an extra)

    terminal = console()
    names, port = how

    def tell(address: str) -> None:
        terminal.print("The marking page, for this machine only:")
        terminal.print(f"  {address}", markup=False, soft_wrap=True)
        terminal.print("Every mark is saved at once. Ctrl+C ends.")

    serve(desk, paper, folder, tell, names=names, port=port)
    show_gradebook(terminal, Counting(desk.assignment, folder).update(), folder)
    return 0
