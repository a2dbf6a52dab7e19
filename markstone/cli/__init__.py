"""The command line: flags to a call, a result to an exit code.

    0 graded   1 graded, something needs review   2 usage or rubric
    3 nothing to grade   130 interrupted

The only room that prints. Each module holds one verb and adds it to the app.
"""

import sys
from pathlib import Path

from cyclopts import App, CycloptsError
from rich.console import Console

from markstone.cli import (
    compare,
    doctor,
    export,
    grade,
    handout,
    mark,
    selftest,
    show,
)
from markstone.errors import MarkstoneError, UsageError

_HERE = Path(__file__).resolve().parents[2]

_VERBS = (grade, mark, selftest, handout, compare, export, show, doctor)


def main(course: Path | None = None) -> None:
    """Run the command line and exit.

    Args:
        course: the folder of the course, unless ``--course`` names another.
    """
    sys.exit(run(sys.argv[1:], course or _HERE))


def run(arguments: list[str], home: Path) -> int:
    """Do what *arguments* ask and return the exit code."""
    errors = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        code = _app(home)(
            arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except MarkstoneError as error:
        errors.print(str(error), style="red", markup=False)
        return error.exit_code
    except CycloptsError as error:
        errors.print(f"{error} See --help.", style="red", markup=False)
        return UsageError.exit_code
    except KeyboardInterrupt:
        errors.print("Interrupted. What was finished lies in the results folder.")
        return 130
    return code if isinstance(code, int) else 0


def _app(home: Path) -> App:
    app = App(
        name="markstone",
        help="Grade deep-learning coursework behind a wall.",
        version_flags=["--version"],
        suppress_keyboard_interrupt=False,
    )
    for verb in _VERBS:
        verb.add_to(app, home)
    return app
