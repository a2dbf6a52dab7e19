"""``markstone compare``: whose marks changed from one run to another."""

from json import dumps
from pathlib import Path

from cyclopts import App

from markstone import changes
from markstone.cli.flags import Switch, console
from markstone.showing import show_changes


def add_to(app: App, home: Path) -> None:  # noqa: ARG001 (every verb takes it)
    """Add the verb."""

    @app.command(name="compare")
    def compare_(before: Path, after: Path, /, *, json: Switch = False) -> int:
        """Say whose marks changed from one run to another, and because of what.

        Args:
            before: the results of a run: what --out named, or one assignment in it.
            after: the results of another one.
            json: print JSON instead of tables.
        """
        found = changes.between(before.resolve(), after.resolve())
        terminal = console()
        if json:
            text = dumps([one.to_plain() for one in found], indent=1)
            terminal.print(text, markup=False, soft_wrap=True)
            return 0
        for one in found:
            show_changes(terminal, one)
        return 0
