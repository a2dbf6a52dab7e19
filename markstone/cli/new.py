"""``markstone new``: an assignment of one's own to begin with."""

import shlex
from pathlib import Path

from cyclopts import App

from markstone import beginning
from markstone import course as courses
from markstone.cli.flags import console

_STEPS = (
    "selftest {0}",
    "handout {0} --out handout/{0}",
    "check handout/{0}",
    "SUBMISSIONS",
)


def add_to(app: App, home: Path) -> None:  # noqa: ARG001 (every verb takes it)
    """Add the verb."""

    @app.command(name="new")
    def new_(assignment: str, /, *, course: Path | None = None) -> int:
        """Begin an assignment: one example question, ready to grade and to replace.

        Args:
            assignment: its name: small letters, digits and underscores.
            course: the folder to write into; the course around the current folder
                when left out, or the current folder itself.
        """
        here = Path.cwd()
        root = (course or courses.around(here) or here).resolve()
        _new(assignment, root, beginning.begin(assignment, root))
        return 0


def _new(assignment: str, root: Path, files: list[Path]) -> None:
    terminal = console()
    for path in files:
        terminal.print(str(path.relative_to(root)), soft_wrap=True, markup=False)
    steps = [] if root == Path.cwd() else [f"cd {shlex.quote(str(root))}"]
    steps += [f"markstone {step.format(assignment)}" for step in _STEPS]
    told = "\n  ".join(steps)
    terminal.print(
        f"{len(files)} files in {root}\n\n"
        f"Whatever is run in that folder finds the course in it:\n  {told}",
        soft_wrap=True,
        markup=False,
    )
