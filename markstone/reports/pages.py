"""Which file is a student's page: safe for any id on any file system."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_ITSELF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")

_TAKEN = re.compile(
    # The pages beside the students', then what Windows keeps for its devices.
    r"(index|run)|(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?",
    re.IGNORECASE,
)

_HASH_DIGITS = 10


def page_name(student: str) -> str:
    """Return the file name of a student's page, such as ``s01.html``.

    An id that is no safe file name gives what is safe of it, then ``~`` (which
    no safe id holds) and a hash of the id.
    """
    if _ITSELF.fullmatch(student) and not _TAKEN.fullmatch(student):
        return f"{student}.html"
    return _hashed(student)


def page_names(students: Iterable[str]) -> dict[str, str]:
    """Name the pages of a class, each its own even where case is ignored.

    ``ann`` and ``Ann`` get a hash both; whoever is alone keeps
    :func:`page_name`.
    """
    names = {student: page_name(student) for student in students}
    how_many = Counter(name.casefold() for name in names.values())
    return {
        student: name if how_many[name.casefold()] == 1 else _hashed(student)
        for student, name in names.items()
    }


def _hashed(student: str) -> str:
    # Ids may come from file names, where undecodable bytes are lone surrogates.
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    safe = re.sub(r"[^A-Za-z0-9_]+", "-", student).strip("-")[:40] or "student"
    return f"{safe}~{digest[:_HASH_DIGITS]}.html"
