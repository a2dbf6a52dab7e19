"""An assignment to begin with: one small question in its five places.

The files are templates in this room. What is made from them is an ordinary course,
in a folder of the instructor's own.
"""

import json
import keyword
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from markstone import rubric
from markstone.errors import UsageError

PLACES = ("rubrics", "reference", "student_template", "graders", "tests/questions")
"""Where the parts of a question lie in a course."""

_TEMPLATES = Path(__file__).with_name("templates")
_SUFFIX = ".jinja"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
_SCHEMA = "rubrics/schema.json"


def begin(assignment: str, root: Path) -> list[Path]:
    """Write an assignment with one example question into a course.

    Args:
        assignment: its name.
        root: the folder of the course, made where it is not there.

    Returns:
        the files that were written, sorted.

    Raises:
        UsageError: the name cannot be one, the course has files of that name (none
            of them is touched), or the folder cannot be written.
    """
    _check_name(assignment)
    texts = dict(_texts(assignment))
    _check_free(assignment, root)
    if not (root / _SCHEMA).exists():
        texts[_SCHEMA] = json.dumps(rubric.schema(), indent=2) + "\n"
    try:
        for name, text in texts.items():
            _write(root / name, text)
    except OSError as error:
        raise UsageError(f"{root} cannot be written: {error}") from error
    return sorted(root / name for name in texts)


def _check_name(assignment: str) -> None:
    if not _NAME.fullmatch(assignment) or keyword.iskeyword(assignment):
        raise UsageError(
            f"{assignment!r} is no name for an assignment: it becomes a folder, a "
            "file and a word in YAML. Begin with a small letter and go on with small "
            "letters, digits and underscores, as in `week3_attention`."
        )


def _check_free(assignment: str, root: Path) -> None:
    taken = (f"{place}/{assignment}" for place in PLACES[1:])
    places = (f"{PLACES[0]}/{assignment}.yaml", *taken)
    found = [name for name in places if (root / name).exists()]
    if found:
        raise UsageError(
            f"{root} has {', '.join(found)} already; nothing was written. Choose "
            "another name, or another folder with --course."
        )


def _texts(assignment: str) -> Iterator[tuple[str, str]]:
    """Fill in every template; yield where it goes in a course, and its text."""
    known = {"assignment": assignment, "seed": secrets.token_hex(16)}
    environment = Environment(  # noqa: S701 (no template of ours is HTML)
        undefined=StrictUndefined, keep_trailing_newline=True
    )
    for path in sorted(_TEMPLATES.rglob(f"*{_SUFFIX}")):
        template = environment.from_string(path.read_text("utf-8"))
        yield _target(path, assignment), template.render(known)


def _target(path: Path, assignment: str) -> str:
    name = path.relative_to(_TEMPLATES).as_posix().removesuffix(_SUFFIX)
    (place,) = (place for place in PLACES if name.startswith(f"{place}/"))
    inside = name.removeprefix(f"{place}/")
    if place == "rubrics":
        return f"{place}/{inside.replace('assignment', assignment)}"
    return f"{place}/{assignment}/{inside}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
