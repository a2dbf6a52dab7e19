"""``markstone doctor``: how student code is walled in on this machine."""

from pathlib import Path

from cyclopts import App

from markstone.cli.flags import console
from markstone.sandbox.diagnosis import diagnose
from markstone.showing import show_diagnosis

_SECRET = ("graders", "reference", "rubrics")


def add_to(app: App, home: Path) -> None:
    """Add the verb."""

    @app.command(name="doctor")
    def doctor_(*, course: Path | None = None) -> int:
        """Say how student code is walled in here, and how to wall it in better.

        Args:
            course: the folder that must not be readable from behind the wall.
        """
        folder = (course or home).resolve()
        secrets = [folder / name for name in _SECRET if (folder / name).exists()]
        found = diagnose(secrets)
        show_diagnosis(console(), found)
        return found.exit_code
