"""``markstone show``: what was asked of a student's code and what it answered."""

from pathlib import Path

from cyclopts import App

from markstone import exhibit
from markstone.cli.flags import console
from markstone.errors import UsageError
from markstone.showing.exhibits import show_check, show_misconceptions, show_student


def add_to(app: App, home: Path) -> None:  # noqa: ARG001 (every verb takes it)
    """Add the verb."""

    @app.command(name="show")
    def show_(
        student: str = "",
        check: str = "",
        /,
        *,
        misconceptions: bool = False,
        out: Path = Path("results"),
    ) -> int:
        """Show what a check asked a student's code, what it answered, how far off.

        Nothing is run: it is read from the results of the last run.

        Args:
            student: the id, as the gradebook has it.
            check: which one, as question.check; a table of all when left out.
            misconceptions: show the class's known slips instead, and who made each.
            out: the folder of the results.
        """
        if misconceptions == bool(student):
            raise UsageError(
                "Name one student, or ask for --misconceptions of the whole class."
            )
        terminal = console()
        if misconceptions:
            for assignment, found in exhibit.misconceptions(out.resolve()).items():
                show_misconceptions(terminal, assignment, found)
            return 0
        for seen in exhibit.find(out.resolve(), student, check):
            if not check:
                show_student(terminal, seen)
                continue
            for one in seen.checks:
                show_check(terminal, seen, one)
        return 0
