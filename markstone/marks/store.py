"""Where marks lie: ``marks/<student>/<question>.<part>.yaml`` in the results.

Several programs may write at once. Whoever saves says which state was seen; where
another one was quicker nothing is written, and the later one is told.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from markstone.errors import MarkstoneError
from markstone.marks import saved
from markstone.marks.saved import Did, Entry, Saved, Verdict
from markstone.reports.files import write_whole

_SAFE = re.compile(r"[a-z0-9_][a-z0-9._-]{0,79}(?<!\.)")
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One answer of one student, and whose verdict on it."""

    student: str
    question: str
    part: str
    second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a slot holds."""

    slot: Slot
    revision: str = ""
    """Another one after each change; empty while nothing was ever saved."""
    entries: tuple[Entry, ...] = ()
    fault: str = ""
    """Why its file cannot be read, with its name."""

    @property
    def last(self) -> Entry | None:
        """The last act; None where there was none."""
        return self.entries[-1] if self.entries else None

    @property
    def verdict(self) -> Verdict | None:
        """What holds; None where nothing does."""
        return self.entries[-1].verdict if self.entries else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be saved into a slot."""

    seen: Record
    """The state that the marker looked at."""
    did: Did
    answer: str
    verdict: Verdict | None
    settled: str = ""


class OvertakenError(MarkstoneError):
    """Somebody else saved a mark between reading and saving; nothing was written."""

    def __init__(self, record: Record) -> None:
        last = record.last
        who = f"{last.by}, at {last.at:%H:%M} UTC" if last else "somebody"
        super().__init__(f"This answer was marked meanwhile by {who}.")
        self.record = record


def now() -> datetime:
    """Return the time to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """The marks of one assignment in a results folder."""

    def __init__(
        self, folder: Path, assignment: str, clock: Callable[[], datetime] = now
    ) -> None:
        """Look into a folder; nothing is made before something is saved.

        Args:
            folder: of the assignment, in the results.
            assignment: its name.
            clock: what time it is.
        """
        self._folder = folder / "marks"
        self._assignment = assignment
        self._clock = clock
        self._known: dict[Path, tuple[object, Record]] = {}

    def record(self, slot: Slot) -> Record:
        """Return what a slot holds; a broken file comes back with its fault."""
        path = self.path(slot)
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, self._read(path, slot))
                self._known[path] = known
            return known[1]
        except FileNotFoundError:
            return Record(slot=slot)
        except OSError as error:
            return Record(slot=slot, fault=f"{self._shown(path)}: {error.strerror}.")

    def save(self, changes: Sequence[Change], by: str) -> list[Record]:
        """Save all changes or, where one was overtaken, none.

        A verdict that is there already is not saved again.

        Args:
            changes: for one slot each.
            by: the marker's name.

        Raises:
            OvertakenError: a slot holds something else than the marker saw.
            MarkstoneError: a file is broken, or the store stays locked.
            OSError: the folder cannot be written, or the disk is full.
        """
        with self.locked():
            current = [self._fresh(change.seen.slot) for change in changes]
            for change, record in zip(changes, current, strict=True):
                if record.fault:
                    raise MarkstoneError(
                        f"{record.fault} Mend it, or remove it to mark anew."
                    )
                if record.revision != change.seen.revision:
                    raise OvertakenError(record)
            at = self._clock()
            for change, record in zip(changes, current, strict=True):
                if not _says_nothing_new(change, record):
                    self._append(change, record, at, by)
            return [self._fresh(change.seen.slot) for change in changes]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let no other program change marks, or what is made of them.

        Raises:
            MarkstoneError: another one holds on to them.
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / ".lock", timeout=_PATIENCE_SECONDS)
        try:
            with lock:
                yield
        except Timeout as error:
            raise MarkstoneError(
                f"Another program has held {lock.lock_file} for "
                f"{_PATIENCE_SECONDS:.0f} s. Wait for it, or end it."
            ) from error

    def path(self, slot: Slot) -> Path:
        """Return where a slot's file lies, the same on every system."""
        kind = ".second.yaml" if slot.second else ".yaml"
        name = file_name(f"{slot.question}.{slot.part}")
        return self._folder / file_name(slot.student) / f"{name}{kind}"

    def _fresh(self, slot: Slot) -> Record:
        self._known.pop(self.path(slot), None)
        return self.record(slot)

    def _read(self, path: Path, slot: Slot) -> Record:
        content = path.read_bytes()
        revision = hashlib.sha256(content).hexdigest()[:16]
        try:
            held = saved.load(content)
        except ValueError as error:
            fault = f"{self._shown(path)} cannot be read: {error}."
            return Record(slot=slot, revision=revision, fault=fault)
        place = (held.student, held.question, held.part, held.second)
        if place != (slot.student, slot.question, slot.part, slot.second):
            fault = f"{self._shown(path)} is about another answer than its name says."
            return Record(slot=slot, revision=revision, fault=fault)
        return Record(slot=slot, revision=revision, entries=held.entries)

    def _append(self, change: Change, record: Record, at: datetime, by: str) -> None:
        entry = Entry(
            at=at,
            by=by,
            did=change.did,
            answer=change.answer,
            verdict=change.verdict,
            settled=change.settled,
        )
        slot = record.slot
        whole = Saved(
            assignment=self._assignment,
            student=slot.student,
            question=slot.question,
            part=slot.part,
            second=slot.second,
            entries=(*record.entries, entry),
        )
        write_whole(self.path(slot), saved.dump(whole))

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._folder.parent).as_posix()


def _says_nothing_new(change: Change, record: Record) -> bool:
    last = record.last
    return (
        last is not None
        and (last.verdict, last.answer) == (change.verdict, change.answer)
        and last.settled == change.settled
    )


def file_name(text: str) -> str:
    """Name a file after any text, so that no two texts share a name anywhere."""
    if _SAFE.fullmatch(text) and not _belongs_to_windows(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    safe = re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:40] or "student"
    return f"{safe}~{digest[:16]}"


def _belongs_to_windows(text: str) -> bool:
    return re.match(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", text) is not None
