"""Where in a student's files a check's outcome belongs: file and line."""

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from markstone import tape
from markstone.model import Award, Submission
from markstone.wire import values
from markstone.wire.frames import WireError

_SAID = re.compile(r"\((?P<file>[^(),\n]+), line (?P<line>\d+)(?:, in [^()]*)?\)")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the submission; line 0 for the file as a whole."""

    file: str = ""
    line: int = 0


class Places:
    """Finds the place of each check of one submission."""

    def __init__(self, submission: Submission, taped: bytes) -> None:
        """Read from the tape what each check asked the student's code for."""
        self._submission = submission
        self._asked: dict[tuple[str, str], str] = {}
        for case in tape.unpack(taped):
            for asked, _ in case.exchanges:
                for name in _names_in(asked, submission.modules):
                    self._asked.setdefault((case.question, case.check), name)

    def of(self, question: str, award: Award) -> Place:
        """Return where an outcome belongs: where it was raised, or what was asked."""
        for found in _SAID.finditer(award.message):
            if found["file"] in self._submission.files:
                return Place(found["file"], int(found["line"]))
        file = self._submission.modules.get(question, "")
        name = self._asked.get((question, award.check.name), "")
        return Place(file, self._line_of(file, name) if file and name else 0)

    def _line_of(self, file: str, name: str) -> int:
        with suppress(SyntaxError, ValueError, KeyError):
            tree = ast.parse(self._submission.files[file])
            for node in tree.body:
                if getattr(node, "name", "") == name.partition(".")[0]:
                    return node.lineno
        return 0


def _names_in(asked: bytes, modules: Mapping[str, str]) -> Iterator[str]:
    """Return the names of the student's modules that a request is about."""
    found: list[str] = []

    def look(leaf: object) -> object:
        if isinstance(leaf, values.Named) and leaf.module in modules:
            found.append(leaf.name)
        return leaf

    for read in (values.unpack, values.outline):
        with suppress(WireError):
            read(memoryview(asked), look)
            break
    yield from found
