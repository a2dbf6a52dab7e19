"""The files of one submission, read into memory within limits, never extracted.

Folders, zips and tars all come down to a stream of members; what may be taken
is decided here, once, for all of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markstone.intake.names import fold, is_junk, printable, refusal, tidy
from markstone.intake.notices import Notices
from markstone.model import Status

FILES = 500
FILE_BYTES = 32 << 20
TOTAL_BYTES = 64 << 20
ENTRIES = 20_000
"""How many entries are looked at, junk and folders included."""


class RefusedError(Exception):
    """A submission of which nothing can be graded; the text says why."""

    def __init__(self, reason: str, *, status: Status = Status.UNREADABLE) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry of a folder or an archive, not read yet."""

    name: str
    """As it stands there, not to be trusted."""
    oddity: str = ""
    """What it is if it is neither a plain file nor a folder."""
    is_folder: bool = False
    read: Callable[[int], bytes] = lambda _: b""
    """Returns at most that many bytes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was taken of a submission, by relative POSIX path."""

    files: Mapping[str, bytes]
    notices: Notices


def gather(members: Iterable[Member]) -> Bundle:
    """Read what may be taken, and note what was not.

    Raises:
        RefusedError: nothing was there, nothing could be taken, or a limit on
            number or size was passed (real bytes, whatever a header says).
    """
    tray = _Tray()
    for count, member in enumerate(members, start=1):
        if count > ENTRIES:
            raise RefusedError(
                f"It holds more than {ENTRIES} entries. Hand in your own files only."
            )
        if not member.is_folder and not is_junk(member.name):
            tray.take(member)
    if tray.files:
        return Bundle(files=_unwrap(tray.files), notices=tray.notices)
    dropped = tray.notices.sentences()
    if dropped:
        raise RefusedError(f"None of its files could be taken. {' '.join(dropped)}")
    raise RefusedError("It holds no file.", status=Status.NOT_SUBMITTED)


def joined(one: Bundle, other: Bundle) -> Bundle:
    """Put two bundles of one student together; of one name the first file counts."""
    for name in other.files:
        if name in one.files:
            one.notices.gather("Not taken, a second file of the same name", f"`{name}`")
    for sentence in other.notices.sentences():
        one.notices.say(sentence)
    return Bundle(files={**other.files, **one.files}, notices=one.notices)


class _Tray:
    """Files as they are taken, with the limits they share."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.notices = Notices()
        self._left = TOTAL_BYTES
        self._names: set[str] = set()
        self._folders: set[str] = set()

    def take(self, member: Member) -> None:
        why = member.oddity or refusal(member.name)
        path = "" if why else tidy(member.name)
        why = why or self._clash(path)
        if why:
            self.notices.gather(f"Not taken, {why}", f"`{printable(member.name)}`")
            return
        if len(self.files) == FILES:
            raise RefusedError(
                f"It holds more than {FILES} files. Hand in your own files only."
            )
        self.files[path] = self._read(member)
        self._names.add(fold(path))
        self._folders.update(_folders_of(path))
        if path != member.name.removeprefix("./"):
            self.notices.gather(
                "Renamed to letters, digits, `.`, `_` and `-`",
                f"`{printable(member.name)}` to `{path}`",
            )

    def _clash(self, path: str) -> str:
        name = fold(path)
        if name in self._names:
            return "a second file of the same name"
        if name in self._folders or not self._names.isdisjoint(_folders_of(path)):
            return "a file and a folder of the same name"
        return ""

    def _read(self, member: Member) -> bytes:
        limit = min(FILE_BYTES, self._left)
        content = member.read(limit + 1)
        if len(content) > limit:
            raise RefusedError(
                f"`{printable(member.name)}` does not fit: a file may have "
                f"{FILE_BYTES >> 20} MB, a submission {TOTAL_BYTES >> 20} MB. "
                "Hand in your own files only."
            )
        self._left -= len(content)
        return content


def _folders_of(path: str) -> set[str]:
    return {fold(str(folder)) for folder in PurePosixPath(path).parents[:-1]}


def _unwrap(files: dict[str, bytes]) -> dict[str, bytes]:
    """Take off the folders that wrap everything, as most archivers add one.

    A folder that is a package keeps its name, because imports say it, and so
    does ``data``, which is not the student's.
    """
    while True:
        tops = {path.partition("/")[0] for path in files}
        top = tops.pop()
        if tops or top in files or fold(top) == "data" or f"{top}/__init__.py" in files:
            return files
        files = {path.partition("/")[2]: body for path, body in files.items()}
