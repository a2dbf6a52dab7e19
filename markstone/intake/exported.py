"""Folders as platforms export a whole class: who is who is told beside the work.

Gradescope: ``submission_301`` folders, and ``submission_metadata.yml`` says whose.
GitHub and Classroom 50: a clone of each repository, ``hw5-octocat``, in a folder that
is called after the assignment.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

import yaml

from markstone.errors import UsageError
from markstone.model import Person

METADATA = "submission_metadata.yml"
_METADATA_BYTES = 256 << 20

_CLONES = re.compile(r"(?P<slug>.+?)[-_]submissions(?:[-_].*)?")
_FEWEST = 3
"""From so many repositories on, what their names have in common is no accident."""

# libyaml reads a class of a thousand in seconds; Python alone takes minutes.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

People = tuple[Person, ...]


def submitters(folder: Path) -> Mapping[str, People]:
    """Return the people of each submission that a Gradescope export names.

    Raises:
        UsageError: its list cannot be read.
    """
    path = folder / METADATA
    if not path.is_file():
        return {}
    try:
        # Nodes only: no tag of Ruby's makes an object here.
        told = yaml.compose(_head(path), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(
            f"{path} cannot be read ({type(error).__name__}). Export the submissions "
            "from Gradescope again, or take the file away to name students by folder."
        ) from error
    people = {name: _people(one) for name, one in _fields(told).items()}
    return {name: some for name, some in people.items() if some}


def name_of(people: People) -> str:
    """Return the id of a submission by its people: that of each, joined by ``+``."""
    ids = (person.id or person.email or person.name for person in people)
    return "+".join(filter(None, ids))


def owners(folder: Path, paths: Sequence[Path]) -> Mapping[str, str]:
    """Return whose each repository is, where all entries are clones of one assignment.

    What the names have in common is the assignment where the folder says so, or where
    it is of two words at least, as ``course-hw5-``.
    """
    clones = [path.name for path in paths if (path / ".git").exists()]
    if not clones or any(path.is_dir() and path.name not in clones for path in paths):
        return {}
    called = _CLONES.fullmatch(folder.name)
    prefix = f"{called['slug']}-" if called else ""
    if not prefix or not all(name.startswith(prefix) for name in clones):
        prefix = _common(clones).rpartition("-")[0] + "-"
        if len(clones) < _FEWEST or prefix.count("-") < 2:
            return {}
    found = {name: name.removeprefix(prefix) for name in clones}
    return found if all(found.values()) else {}


def _common(names: Sequence[str]) -> str:
    """Return what all names begin with; the first and the last of them decide it."""
    first, last = min(names), max(names)
    same = (one == other for one, other in zip(first, last, strict=False))
    return first[: sum(takewhile(bool, same))]


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_METADATA_BYTES)


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: value for key, value in pairs if _text(key)}


def _text(node: yaml.Node | None) -> str:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def _people(one: yaml.Node) -> People:
    told = _fields(one).get(":submitters")
    listed = told.value if isinstance(told, yaml.SequenceNode) else ()
    people = (_person(_fields(person)) for person in listed)
    return tuple(person for person in people if person != Person())


def _person(told: Mapping[str, yaml.Node]) -> Person:
    return Person(
        id=_text(told.get(":sid")),
        name=_text(told.get(":name")),
        email=_text(told.get(":email")),
    )
