"""What a student wrote to a question for a person to read: text, and files with it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from markstone.model.submission import Submission, Typed

PROSE = "prose"
"""The field of ``answers.yaml`` that a person reads."""
FILES = "files"
"""The field that names files which belong to it."""
_FOLDER = "answers"
_KINDS = frozenset({".gif", ".jpeg", ".jpg", ".md", ".pdf", ".png", ".txt", ".webp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The answer to the parts of one question that a person marks."""

    text: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By their paths in the submission, sorted."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.text or self.files)

    @property
    def digest(self) -> str:
        """The same for answers that differ in blanks and line ends alone."""
        whole = hashlib.sha256(" ".join(self.text.split()).encode())
        for path, body in self.files.items():
            whole.update(b"\0" + PurePosixPath(path).suffix.lower().encode())
            whole.update(hashlib.sha256(body).digest())
        return whole.hexdigest()[:32]


def written(submission: Submission, stem: str) -> Written:
    """Return what a submission holds for a person to read to one question.

    A file belongs to it that the field ``files`` or the prose names, or whose name
    in the folder ``answers`` begins with the question's stem.
    """
    fields = submission.answers.get(stem, {})
    prose = fields.get(PROSE)
    text = prose if isinstance(prose, str) and prose.strip() else ""
    naming = "\n".join([text, *_words(fields.get(FILES, ""))])
    files = {
        path: submission.files[path]
        for path in sorted(submission.files)
        if _is_named(PurePosixPath(path), stem, naming)
    }
    return Written(text=text, files=files)


def _words(value: Typed) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)


def _is_named(path: PurePosixPath, stem: str, naming: str) -> bool:
    if path.suffix.lower() not in _KINDS:
        return False
    if path.parent.name == _FOLDER and path.name.startswith(stem):
        return True
    name = rf"(?<![\w.-]){re.escape(path.name)}(?![\w-])"
    return path.name in naming and re.search(name, naming) is not None
