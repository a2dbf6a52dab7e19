"""``markstone show``: what was asked of a student's code and what it answered."""

from pathlib import Path

from cyclopts import App

from markstone import exhibit
from markstone.cli.flags import console
from markstone.showing.exhibits import show_check, show_student


def add_to(app: App, home: Path) -> None:  # noqa: ARG001 (every verb takes it)
    """Add the verb."""

    @app.command(name="show")
    def show_(student: str, check: str = "", /, *, out: Path = Path("results")) -> int:
        """Show what a check asked a student's code, what it answered, how far off.

        Nothing is run: it is read from the results of the last run.

        Args:
            student: the id, as the gradebook has it.
            check: which one, as question.check; a table of all when left out.
            out: the folder of the results.
        """
        terminal = console()
        for seen in exhibit.find(out.resolve(), student, check):
            if not check:
                show_student(terminal, seen)
                continue
            for one in seen.checks:
                show_check(terminal, seen, one)
        return 0
