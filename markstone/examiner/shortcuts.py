"""Whether a student's source uses what the question forbids.

Read on this side of the wall, where nothing the student's code does can hide it. A
use that a name asked for by a check leads to is proof; whatever else names the
forbidden thing, or looks names up that it computes, is told to a person.
"""

import ast
import sys
import sysconfig
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import PathFinder
from pathlib import PurePosixPath
from types import ModuleType

from markstone.candidate.shortcuts import lookup
from markstone.examiner.failures import StudentFailure
from markstone.examiner.sources import STAR, Dotted, Reference, Source, text_of
from markstone.model import Outcome

_MOST_BYTES = 1 << 18
_MOST_NAMES = 2_000
"""Names that are followed from one that a check asks for."""
_MOST_NOTICES = 5
_LIBRARIES = [sysconfig.get_path(kind) for kind in ("stdlib", "purelib", "platlib")]
_TOLD_ABOUT = {"__doc__", "__name__", "__qualname__"}
_RUNNERS = {"eval", "exec", "compile"}


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A line that uses a forbidden name."""

    file: str
    line: int
    name: str
    how: str

    @property
    def sentence(self) -> str:
        """What the student is told."""
        place = f"({self.file}, line {self.line})"
        return f"Your code {self.how} `{self.name}`; {BY_HAND} {place}"


BY_HAND = "this question asks for it by hand"


def check_names(forbids: Mapping[str, Sequence[str]]) -> None:
    """Require that everything forbidden is a class or a function that exists.

    Raises:
        ValueError: something is not; the message is for the author of the rubric.
    """
    for stem, names in forbids.items():
        for name in names:
            try:
                found = lookup(name)
            except (AttributeError, KeyError):
                found = None
            if not callable(found):
                told = f"{stem} forbids {name}: there is no class or function there"
                raise ValueError(told)  # noqa: TRY004 (a fault of the rubric)


@dataclass(slots=True)
class Reading:
    """The sources of one submission, read as far as a check asks."""

    files: Mapping[str, bytes]
    modules: Mapping[str, str]
    """Stem to the file that answers it."""
    given: Sequence[str]
    _uses_found: dict[tuple[str, str], Use | None] = field(default_factory=dict)
    _sources: dict[str, Source | None] = field(default_factory=dict)
    _unread: set[str] = field(default_factory=set)
    """Modules that are too long, or nested too deeply, to be followed."""

    def use(self, stem: str, name: str, forbids: Sequence[str]) -> Use | None:
        """Return a forbidden use that a module's name leads to, if there is one."""
        if (stem, name) not in self._uses_found:
            try:
                found = next(self._uses(stem, name, forbids), None)
            except RecursionError:
                self._unread.add(stem)
                found = None
            self._uses_found[stem, name] = found
        return self._uses_found[stem, name]

    def require_by_hand(self, stem: str, name: str, forbids: Sequence[str]) -> None:
        """Require that a name which a check asks for leads to nothing forbidden.

        Raises:
            StudentFailure: it does.
        """
        if not forbids or stem not in self.modules:
            return
        use = self.use(stem, name, forbids)
        if use is not None:
            raise StudentFailure(Outcome.FAILED, use.sentence)

    def notices(
        self, stem: str, names: Sequence[str], forbids: Sequence[str]
    ) -> list[str]:
        """Say what proves nothing and a person may want to look at.

        Args:
            stem: whose module.
            names: what the question asks for; a use that they lead to is proof.
            forbids: what the question forbids.
        """
        uses = [self.use(stem, name, forbids) for name in names]
        proven = {use.name for use in uses if use}
        try:
            found = sorted(set(self._suspicions(stem, proven, forbids)))
        except RecursionError:
            self._unread.add(stem)
            found = []
        if stem in self._unread:
            found.append((1, "is too long or too deep to be followed"))
        file = self.modules.get(stem, "")
        return [
            f"{file}, line {line}, {what}; {stem} forbids some names. No mark depends "
            "on this line; a person may look."
            for line, what in found[:_MOST_NOTICES]
        ]

    def _uses(self, stem: str, name: str, forbids: Sequence[str]) -> Iterator[Use]:
        waiting, seen = [(stem, name)], {(stem, name)}
        while waiting:
            stem, name = waiting.pop()
            if len(seen) > _MOST_NAMES:
                raise RecursionError
            source = self._source(stem)
            if source is None:
                continue
            for reference in source.references_of(name):
                for path in _completed(reference, source):
                    yield from _forbidden(path, reference, source, forbids)
                    if len(path) > 1 and path[:2] not in seen:
                        seen.add((path[0], path[1]))
                        waiting.append((path[0], path[1]))

    def _suspicions(
        self, stem: str, proven: Collection[str], forbids: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        source = self._source(stem)
        if source is None:
            return
        for reference in source.references(source.tree):
            for path in _completed(reference, source):
                for use in _forbidden(path, reference, source, forbids):
                    if use.name not in proven:
                        yield use.line, f"names `{use.name}`"
        yield from _computed(source, forbids)

    def _source(self, stem: str) -> Source | None:
        if stem not in self._sources:
            self._sources[stem] = self._read(stem)
        return self._sources[stem]

    def _read(self, stem: str) -> Source | None:
        file = self._file(stem)
        if not file:
            return None
        content = self.files[file]
        if len(content) > _MOST_BYTES:
            self._unread.add(stem)
            return None
        try:
            return Source(stem, file, ast.parse(content))
        except (SyntaxError, ValueError, MemoryError):
            return None  # nor will Python import it

    def _file(self, stem: str) -> str:
        """Return the file that an import of this name would find, or nothing."""
        if stem in self.modules:
            return self.modules[stem]
        if stem in self.given or PathFinder.find_spec(stem, _LIBRARIES) is not None:
            return ""
        folders = [
            "",
            *(str(PurePosixPath(file).parent) for file in self.modules.values()),
        ]
        for folder in dict.fromkeys(folders):
            file = str(PurePosixPath(folder, f"{stem}.py"))
            if file in self.files:
                return file
        return ""


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists what is forbidden."""
    quoted = [f"`{name}`" for name in names]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _completed(reference: Reference, source: Source) -> list[Dotted]:
    """Return the paths that a name may stand for that is bound nowhere in sight."""
    first, *rest = reference.path
    return (
        [(*star, *rest) for star in source.stars] if first == STAR else [reference.path]
    )


def _forbidden(
    path: Dotted, reference: Reference, source: Source, forbids: Sequence[str]
) -> Iterator[Use]:
    forbidden = {id(lookup(name)): name for name in forbids}
    for i, found in enumerate(_walked(path, forbids)):
        name = forbidden.get(id(found))
        if name and not _TOLD_ABOUT.intersection(path[i + 1 :]):
            how = "subclasses" if reference.is_base else "uses"
            yield Use(source.file, reference.line, name, how)


def _walked(path: Dotted, forbids: Sequence[str]) -> Iterator[object]:
    """Return what each beginning of a path stands for, as far as modules go.

    From a forbidden name's library only: a module of the student's may have the name
    of one that is loaded here.
    """
    libraries = {name.partition(".")[0] for name in forbids}
    found = sys.modules[path[0]] if libraries.intersection(path[:1]) else None
    yield found
    for part in path[1:]:
        if not isinstance(found, ModuleType):
            return
        found = vars(found).get(part)
        yield found


def _computed(source: Source, forbids: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Find what looks a name up that is not written out, where one is forbidden."""
    homes = {id(lookup(name.rpartition(".")[0])) for name in forbids}
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _RUNNERS:
                yield node.lineno, f"calls `{name}`"
            case ast.Call(func=ast.Name(id="getattr"), args=[owner, key, *_]):
                (*_, home) = _walked(source.path_of(owner), forbids)
                if not text_of(key) and id(home) in homes:
                    yield node.lineno, "looks up a name that it computes"
            case _:
                continue
