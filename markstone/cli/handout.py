"""``markstone handout``: what students receive."""

from pathlib import Path

from cyclopts import App

from markstone import course as courses
from markstone import handout
from markstone.cli.flags import console


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="handout")
    def handout_(
        assignment: str,
        /,
        *,
        out: Path = Path("handout"),
        course: Path | None = None,
    ) -> int:
        """Write what students receive: stubs, notebooks, given code and data.

        Args:
            assignment: which one.
            out: the folder to write into.
            course: the folder of rubrics, graders, references and templates.
        """
        papers = courses.load((course or home).resolve())
        _handout(courses.choose(papers, assignment), out.resolve())
        return 0


def _handout(paper: courses.Paper, out: Path) -> None:
    files = handout.write(paper, out)
    terminal = console()
    for path in files:
        terminal.print(str(path.relative_to(out)), soft_wrap=True, markup=False)
    terminal.print(f"{len(files)} files in {out}", soft_wrap=True, markup=False)
