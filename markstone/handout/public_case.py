"""A grader's source with its hidden cases cut out, comments staying where they are.

A public check has a hidden twin (ADR 5), and what is hidden about it stands beside
what is public: ``6 if instance == "public" else 9``, ``SIZES[instance]``. What is
cut is found in the syntax tree and taken out of the text.
"""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from markstone.errors import RubricError

_PUBLIC, _HIDDEN = "public", "hidden"
_BOTH = {_PUBLIC, _HIDDEN}
_CLOSED = (
    *(ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript),
    *(ast.Tuple, ast.List, ast.Dict, ast.Set),
)
"""Expressions that stand anywhere without brackets of their own."""
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def cut(source: str) -> str:
    """Return the source of a grader as it is for public cases alone."""
    while edit := _first_edit(source):
        source = edit.applied(source)
    return source


def require_public(source: str, name: str) -> str:
    """Return a source that was cut, if nothing in it tells the cases apart.

    Args:
        source: what is handed out of a grader.
        name: its file, for messages.

    Raises:
        RubricError: what is hidden could not be told from what is public.
    """
    lines = source.splitlines()
    found = [n.lineno for n in ast.walk(ast.parse(source)) if _tells_apart(n)]
    if found:
        raise RubricError(
            f"{name}: `{lines[found[0] - 1].strip()}` says what a hidden case is, and "
            "a handout must not show that. Write "
            '`A if instance == "public" else B`, `if instance == "public":`, or '
            '`{"public": A, "hidden": B}[instance]`.'
        )
    return source


@dataclass(frozen=True, slots=True)
class _Edit:
    """Characters to be replaced."""

    start: int
    end: int
    text: str

    def applied(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


def _first_edit(source: str) -> _Edit | None:
    tree = ast.parse(source)
    text = _Text(source)
    for node in ast.walk(tree):
        aliases = _aliases(node)
        for edit in _edits(node, text, aliases):
            return edit
    return None


def _edits(node: ast.AST, text: "_Text", aliases: set[str]) -> Iterator[_Edit]:
    match node:
        case ast.Dict(keys=keys, values=values) if _texts(keys) == _BOTH:
            told = [k.value for k in keys if isinstance(k, ast.Constant)]
            kept = values[told.index(_PUBLIC)]
            shown = f'{{"{_PUBLIC}": {text.of(kept)}}}'
            yield _Edit(text.start(node), text.end(node), shown)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            yield from _edits_within(node, text, aliases)
        case _:
            return


def _edits_within(
    function: ast.AST, text: "_Text", aliases: set[str]
) -> Iterator[_Edit]:
    for node in ast.walk(function):
        if isinstance(node, ast.IfExp) and (told := _told(node.test, aliases)):
            kept = node.body if told == _PUBLIC else node.orelse
            shown = text.of(kept)
            bracketed = shown if isinstance(kept, _CLOSED) else f"({shown})"
            yield _Edit(text.start(node), text.end(node), bracketed)
        for block in _blocks(node):
            yield from _edits_of_block(block, text, aliases)


def _edits_of_block(
    block: list[ast.stmt], text: "_Text", aliases: set[str]
) -> Iterator[_Edit]:
    for place, statement in enumerate(block):
        if isinstance(statement, ast.Assign) and _told(statement.value, set()):
            if not _is_read(block[place + 1 :], statement):
                yield text.replaced(statement, statement, [], alone=len(block) == 1)
            continue
        if not isinstance(statement, ast.If):
            continue
        told = _told(statement.test, aliases)
        if not told:
            continue
        kept = statement.body if told == _PUBLIC else statement.orelse
        ends = bool(kept) and isinstance(kept[-1], _ENDS)
        last = block[-1] if ends else statement
        yield text.replaced(statement, last, kept, alone=len(block) == 1 or place == 0)


def _told(test: ast.expr, aliases: set[str]) -> str:
    """Return for which case a condition is true, nothing where it is about others."""
    match test:
        case ast.Compare(
            left=ast.Name(id="instance"),
            ops=[ast.Eq() | ast.NotEq() as operator],
            comparators=[ast.Constant(value=str(said))],
        ) if said in _BOTH:
            is_public = (said == _PUBLIC) is isinstance(operator, ast.Eq)
            return _PUBLIC if is_public else _HIDDEN
        case ast.Name(id=name) if name in aliases:
            return _PUBLIC
        case ast.UnaryOp(op=ast.Not(), operand=inner) if told := _told(inner, aliases):
            return _HIDDEN if told == _PUBLIC else _PUBLIC
        case _:
            return ""


def _aliases(function: ast.AST) -> set[str]:
    """Return the names of a function that say whether its case is public."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _told(node.value, set()) == _PUBLIC
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_read(rest: list[ast.stmt], made: ast.Assign) -> bool:
    names = {target.id for target in made.targets if isinstance(target, ast.Name)}
    inside = (node for statement in rest for node in ast.walk(statement))
    return any(isinstance(node, ast.Name) and node.id in names for node in inside)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def _texts(keys: list[ast.expr | None]) -> set[object]:
    return {key.value if isinstance(key, ast.Constant) else None for key in keys}


def _tells_apart(node: ast.AST) -> TypeGuard[ast.expr | ast.stmt]:
    """Whether a node still asks which case it is, or holds one for each."""
    match node:
        case ast.Compare(left=left, comparators=others):
            return any(map(_is_instance, [left, *others]))
        case ast.Match(subject=subject):
            return _is_instance(subject)
        case ast.Call(keywords=keywords):
            return {keyword.arg for keyword in keywords} >= _BOTH
        case _:
            return False


def _is_instance(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "instance"


class _Text:
    """Finds the characters of a node; columns are bytes of UTF-8."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Where a node begins."""
        return self._place(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Where it ends."""
        return self._place(node.end_lineno or 0, node.end_col_offset or 0)

    def of(self, node: ast.expr) -> str:
        """Return its text."""
        return "".join(self._lines)[self.start(node) : self.end(node)]

    def replaced(
        self, first: ast.stmt, last: ast.stmt, kept: list[ast.stmt], *, alone: bool
    ) -> _Edit:
        """Put some inner statements in the place of whole lines."""
        indent = " " * first.col_offset
        start = self._starts[first.lineno - 1]
        end = self._starts[last.end_lineno or 0]
        shown = f"{indent}pass\n" if alone else ""
        if kept:
            inner = self._lines[kept[0].lineno - 1 : kept[-1].end_lineno]
            shown = textwrap.indent(textwrap.dedent("".join(inner)), indent)
        return _Edit(start, end, shown)

    def _place(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)
