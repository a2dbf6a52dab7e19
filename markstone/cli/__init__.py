"""The command line: flags to a call, a result to an exit code.

    0 graded   1 graded, something needs review   2 usage or rubric
    3 nothing to grade   130 interrupted

The only room that prints. Each module holds one verb and adds it to the app.
"""

import sys
from difflib import get_close_matches
from pathlib import Path

from cyclopts import App, CycloptsError
from rich.console import Console

from markstone import course as courses
from markstone.cli import (
    check,
    compare,
    doctor,
    export,
    grade,
    handout,
    mark,
    new,
    selftest,
    show,
)
from markstone.errors import MarkstoneError, UsageError

_HERE = Path(__file__).resolve().parents[2]

_VERBS = (
    grade,
    check,
    mark,
    export,
    show,
    compare,
    handout,
    selftest,
    new,
    doctor,
)


def main(course: Path | None = None) -> None:
    """Run the command line and exit.

    Args:
        course: the folder of the course, unless ``--course`` names another or the
            current folder lies in one.
    """
    sys.exit(run(sys.argv[1:], default_course(course or _HERE, Path.cwd())))


def default_course(installed: Path, here: Path) -> Path:
    """Return the folder of the course that is used when ``--course`` names none.

    Args:
        installed: where the engine lies; a checkout holds a course, site-packages
            does not.
        here: the current folder.
    """
    around = courses.around(here)
    if around is not None:
        return around
    return installed if courses.is_course(installed) else here


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
        errors.print(f"{error}{_other_verb(arguments)}", style="red", markup=False)
        return error.exit_code
    except CycloptsError as error:
        hint = _other_verb(arguments)
        errors.print(f"{error} See --help.{hint}", style="red", markup=False)
        return UsageError.exit_code
    except KeyboardInterrupt:
        errors.print("Interrupted. What was finished lies in the results folder.")
        return 130
    return code if isinstance(code, int) else 0


def _other_verb(arguments: list[str]) -> str:
    """Return a question, where what was taken for a folder may be a mistyped verb."""
    word = arguments[0] if arguments else ""
    verbs = [v.__name__.rpartition(".")[2] for v in _VERBS if v is not grade]
    near = [] if Path(word).exists() else get_close_matches(word, verbs, 1, 0.7)
    return f" Or did you mean `{near[0]}`?" if near and word not in verbs else ""


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
