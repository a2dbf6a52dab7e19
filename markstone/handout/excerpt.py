"""Cut from a grader what its public checks need, by line, so that comments stay."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from markstone.handout import public_case

_ABOUT_HIDDEN = re.compile(
    r"\bhidden\s+(?:cases?|ones?|checks?|is|are|has|have|with)\b"
)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_HOOK = "pytest_"

Text = Mapping[str, str]
"""Files of a grader's folder by their name."""


def excerpts(
    files: Text, behind: Text, wanted: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Return the files that the public checks of an assignment need.

    Args:
        files: ``test_*.py`` and ``conftest.py`` with their source.
        behind: what lies in ``behind``.
        wanted: the public checks of each ``test_*.py``.

    Raises:
        RubricError: a hidden case cannot be cut out.
    """
    kept: dict[str, str] = {}
    for name, checks in wanted.items():
        if checks:
            tests = {f"test_{check}" for check in checks}
            module = _Module(public_case.cut(files[name]))
            kept[name] = module.excerpt(tests, _title(name))
    if "conftest.py" in files:
        module = _Module(public_case.cut(files["conftest.py"]))
        asked = set().union(*(_words(ast.parse(text)) for text in kept.values()))
        shared = module.excerpt(asked - module.tests, "What several checks share.")
        if module.is_needed:
            kept["conftest.py"] = shared
    for name, source in behind.items():
        words = set().union(*(_words(ast.parse(text)) for text in kept.values()))
        if name.removesuffix(".py") in words:
            module = _Module(public_case.cut(source), keeps_methods=True)
            told = "Loaded beside your code by a public check."
            kept[f"behind/{name}"] = module.excerpt(words, told)
    for name, text in kept.items():
        public_case.require_public(text, f"graders/{name}")
    return kept


def _title(name: str) -> str:
    stem = name.removeprefix("test_").removesuffix(".py")
    return f"The public checks of {stem}: what is looked at, and how."


@dataclass(slots=True)
class _Piece:
    """A statement of a module and the lines that belong to it."""

    node: ast.stmt
    first: int
    last: int


class _Module:
    """A module whose top-level statements can be kept or left out."""

    def __init__(self, source: str, *, keeps_methods: bool = False) -> None:
        """Take a module apart.

        Args:
            source: its text.
            keeps_methods: whether others than its own functions call its methods.
        """
        self._keeps_methods = keeps_methods
        self._lines = source.splitlines()
        body = ast.parse(source).body
        self._pieces = list(self._cut(body[1:] if _is_text(body[0]) else body))
        self._names: dict[str, _Piece] = {}
        for piece in self._pieces:
            self._names.update(dict.fromkeys(_bound(piece.node), piece))
        self.is_needed = False
        """Whether anything of it but imports is in the excerpt."""

    @property
    def tests(self) -> set[str]:
        """The checks in it."""
        return {name for name in self._names if name.startswith("test_")}

    def excerpt(self, wanted: Collection[str], title: str) -> str:
        """Return the source of these names and of all that they lead to."""
        words = set(wanted)
        kept: list[_Piece] = []
        while found := self._next(words, kept):
            kept += found
            for piece in found:
                words |= self._words_of(piece, words)
        # A method is kept where its name occurs; that may be in a later piece.
        while (more := words.union(*(self._words_of(p, words) for p in kept))) != words:
            words = more
            kept += self._next(words, kept)
        self.is_needed = any(not _is_import(piece.node) for piece in kept)
        kept.sort(key=lambda piece: piece.first)
        parts = [f'"""{title}"""\n']
        for before, piece in zip([None, *kept], kept, strict=False):
            parts.append(self._gap(before, piece) + self._text(piece, words))
        return "".join(f"{part}\n" for part in parts)

    def _gap(self, before: _Piece | None, piece: _Piece) -> str:
        """Return the blank lines between two pieces, in the usual style."""
        if before is None:
            return ""
        both = _is_import(before.node), _is_import(piece.node)
        if all(both):
            apart = not self._lines[piece.first - 2].strip()
            return "\n" if apart else ""
        is_close = both[0] or (_is_small(before.node) and _is_small(piece.node))
        return "\n" if is_close and _is_small(piece.node) else "\n\n"

    def _next(self, words: set[str], kept: list[_Piece]) -> list[_Piece]:
        places = [id(piece) for piece in kept]
        return [
            piece
            for piece in self._pieces
            if id(piece) not in places and self._is_wanted(piece, words)
        ]

    def _is_wanted(self, piece: _Piece, words: set[str]) -> bool:
        names = _bound(piece.node)
        if _is_future(piece.node) or _is_always_on(piece.node):
            return True
        if any(name.startswith("test_") for name in names):
            return bool(names & words)
        return bool(names & words) or any(n.startswith(_HOOK) for n in names)

    def _words_of(self, piece: _Piece, words: set[str]) -> set[str]:
        if _is_import(piece.node):
            return set()
        found = _words(piece.node, without=self._unused(piece.node, words))
        return found - self.tests

    def _unused(self, node: ast.stmt, words: Collection[str]) -> set[str]:
        """Return the methods of a class that nothing names.

        What overrides a method is called by whoever calls that.
        """
        if self._keeps_methods or not isinstance(node, ast.ClassDef) or node.bases:
            return set()
        return {
            inner.name
            for inner in node.body
            if isinstance(inner, _FUNCTION)
            and not inner.name.startswith("__")
            and inner.name not in words
        }

    def _text(self, piece: _Piece, words: set[str]) -> str:
        match piece.node:
            case ast.Import() | ast.ImportFrom() as node if not _is_future(node):
                used = [a for a in node.names if _name_of(a) in words]
                return ast.unparse(_with_names(node, used))
            case _:
                left_out = self._unused(piece.node, words)
                return _scrubbed(self._without(piece, left_out))

    def _without(self, piece: _Piece, left_out: set[str]) -> str:
        gone: set[int] = set()
        if isinstance(piece.node, ast.ClassDef):
            for node in piece.node.body:
                if isinstance(node, _FUNCTION) and node.name in left_out:
                    first = self._first_line(node)
                    gone |= set(range(first, (node.end_lineno or 0) + 1))
                    if first > 1 and not self._lines[first - 2].strip():
                        gone.add(first - 1)
        lines = range(piece.first, piece.last + 1)
        return "\n".join(self._lines[n - 1] for n in lines if n not in gone)

    def _cut(self, body: list[ast.stmt]) -> Iterator[_Piece]:
        piece: _Piece | None = None
        for node in body:
            if _is_text(node) and piece is not None:
                piece.last = node.end_lineno or 0  # what is said of a constant
                continue
            if piece is not None:
                yield piece
            piece = _Piece(node, self._first_line(node), node.end_lineno or 0)
        if piece is not None:
            yield piece

    def _first_line(self, node: ast.stmt) -> int:
        decorators = getattr(node, "decorator_list", [])
        line: int = min([node.lineno, *(each.lineno for each in decorators)])
        while line > 1 and self._lines[line - 2].lstrip().startswith("#"):
            line -= 1
        return line


def _words(node: ast.AST, without: Collection[str] = ()) -> set[str]:
    """Return every name, attribute, argument and word of text in a node."""
    found: set[str] = set()
    for inner in _walk(node, without):
        match inner:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                found.add(word)
            case ast.Constant(value=str(word)) if word.isidentifier():
                found.add(word)
            case _:
                continue
    return found


def _walk(node: ast.AST, without: Collection[str]) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        is_method = isinstance(node, ast.ClassDef) and isinstance(child, _FUNCTION)
        if not (is_method and getattr(child, "name", "") in without):
            yield from _walk(child, ())


def _bound(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Import() | ast.ImportFrom():
            return set(map(_name_of, node.names))
        case _:
            return {
                inner.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            }


def _name_of(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _with_names(
    node: ast.Import | ast.ImportFrom, names: Iterable[ast.alias]
) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names=list(names))
    return ast.ImportFrom(module=node.module, names=list(names), level=node.level)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_small(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_always_on(node: ast.stmt) -> bool:
    """Whether it is a fixture that every check uses unasked."""
    decorators = getattr(node, "decorator_list", [])
    return any("autouse=True" in ast.unparse(decorator) for decorator in decorators)


def _scrubbed(text: str) -> str:
    """Take out of comments and descriptions what they say of hidden cases."""
    lines = []
    for line in text.splitlines():
        found = _ABOUT_HIDDEN.search(line)
        if found is None:
            lines.append(line)
            continue
        before = line[: found.start()]
        clause = max(before.rfind(mark) for mark in (";", ".", ",", "#", '"""'))
        kept = before[:clause].rstrip() + _closing(line, before[:clause])
        if kept.strip():
            lines.append(kept)
    return "\n".join(lines)


def _closing(line: str, kept: str) -> str:
    """Return the end of a description whose last words were taken out."""
    if line.rstrip().endswith('"""') and '"""' in kept:
        return '."""'
    return ""
