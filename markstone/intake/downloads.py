"""Files as learning platforms name them when a whole class is downloaded flat.

Canvas: ``doejane_LATE_4711_90210_p2_vae.py``, with the student's and the file's
number. Moodle: ``Jane Doe_4711_assignsubmission_file_p2_vae.py``. What merely looks
like one is left alone: to put two students together would be worse.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_MOODLE_FOLDER = re.compile(r"(?P<who>.+_\d+)_assignsubmission_file_?")
_MOODLE = re.compile(r"(?P<who>.+?_\d+)_assignsubmission_file_(?P<file>.+)")
_CANVAS = re.compile(
    r"""(?:(?!LATE_|anon_)(?P<name>.*?)_)? (?:(?P<late>LATE)_)?
        (?P<user>\d+|anon_\w+?) _ (?P<number>\d+) _ (?P<file>.+)""",
    re.VERBOSE,
)
_SHORT = re.compile(r"(?P<who>.+?_\d+)_(?P<file>.+)")
_DIGITS = 4
"""From here on a number is one of a platform and not of a homework or a team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file of a student, as a platform renamed it."""

    student: str
    """The name with the number, which is what a platform's lists are joined on."""
    file: str
    """What the student called it."""
    is_late: bool = False


def recognise(name: str, is_work: Callable[[str], bool]) -> Download | None:
    """Tell whose file it is by its name; None where that is not clear.

    Args:
        name: the name of a file.
        is_work: whether a name alone says that a question is answered there.
    """
    if is_work(name):
        return None
    if found := _MOODLE.fullmatch(name):
        return Download(student=found["who"], file=found["file"])
    found = _CANVAS.fullmatch(name)
    if found and (is_work(found["file"]) or _is_platform_s(found)):
        named = [found["name"], found["user"]]
        return Download(
            student="_".join(filter(None, named)),
            file=found["file"],
            is_late=found["late"] is not None,
        )
    found = _SHORT.fullmatch(name)
    if found and is_work(found["file"]):
        return Download(student=found["who"], file=found["file"])
    return None


def student_of_folder(name: str) -> str:
    """Return the student of a folder without what Moodle adds to the name."""
    found = _MOODLE_FOLDER.fullmatch(name)
    return found["who"] if found else name


def _is_platform_s(found: re.Match[str]) -> bool:
    return len(found["number"]) >= _DIGITS and (
        found["user"].startswith("anon_") or len(found["user"]) >= _DIGITS
    )
