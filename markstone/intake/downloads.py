"""Files as learning platforms name them when a whole class is downloaded flat.

Canvas: ``doejane_LATE_4711_90210_p2_vae.py``, with the student's and the file's
number, and ``doejane_4711_text.html`` for what was typed there. Moodle:
``Jane Doe_4711_assignsubmission_file_p2_vae.py``, or folders. What merely looks
like one is left alone: to put two students together would be worse.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from markstone.model import Person

_MOODLE_FOLDER = re.compile(
    r"(?P<who>(?P<name>.+)_(?P<number>\d+))_assignsubmission_(?:file|onlinetext)_?"
)
_MOODLE = re.compile(
    r"(?P<who>(?P<name>.+?)_(?P<number>\d+))_assignsubmission_(?:file|onlinetext)_"
    r"(?P<file>.+)"
)
_TYPED = re.compile(
    r"(?:(?P<name>(?!LATE_).*?)_)? (?:(?P<late>LATE)_)?"
    r"(?P<user>\d{4,}) _ (?P<file>(?:text|link)\.html)",
    re.VERBOSE,
)
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
    person: Person | None = field(default=None, compare=False)
    """Whose it is, as far as the platform's name tells."""


def recognise(name: str, is_work: Callable[[str], bool]) -> Download | None:
    """Tell whose file it is by its name; None where that is not clear.

    Args:
        name: the name of a file.
        is_work: whether a name alone says that a question is answered there.
    """
    if is_work(name):
        return None
    if found := _MOODLE.fullmatch(name):
        person = Person(id=found["number"], name=found["name"])
        return Download(student=found["who"], file=found["file"], person=person)
    found = _CANVAS.fullmatch(name)
    if found and (is_work(found["file"]) or _is_platform_s(found)):
        return _of_canvas(found)
    if found := _TYPED.fullmatch(name):
        return _of_canvas(found)
    found = _SHORT.fullmatch(name)
    if found and is_work(found["file"]):
        return Download(student=found["who"], file=found["file"])
    return None


def student_of_folder(name: str) -> str:
    """Return the student of a folder without what Moodle adds to the name."""
    found = _MOODLE_FOLDER.fullmatch(name)
    return found["who"] if found else name


def person_of_folder(name: str) -> Person | None:
    """Return whose a folder of Moodle is; None where it is not one."""
    found = _MOODLE_FOLDER.fullmatch(name)
    return Person(id=found["number"], name=found["name"]) if found else None


def _of_canvas(found: re.Match[str]) -> Download:
    known = found["user"].isdigit()
    return Download(
        student="_".join(filter(None, [found["name"], found["user"]])),
        file=found["file"],
        is_late=found["late"] is not None,
        person=Person(id=found["user"], name=found["name"] or "") if known else None,
    )


def _is_platform_s(found: re.Match[str]) -> bool:
    return len(found["number"]) >= _DIGITS and (
        found["user"].startswith("anon_") or len(found["user"]) >= _DIGITS
    )
