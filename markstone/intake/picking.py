"""What of a notebook's cells becomes a module: what defines, and what that needs.

A notebook trains and plots between its definitions. None of that has to run, so that
a function can be looked at: a statement is taken when it defines something, or when
what is taken needs it, in whichever cell it stands.
"""

import ast
import builtins
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from markstone.intake.magics import parse

_DEFINES = (
    *(ast.Import, ast.ImportFrom),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)
_PLAIN = (
    *(ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set),
    *(ast.UnaryOp, ast.unaryop, ast.expr_context),
)
_ASSIGNS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_FETCHES = ("load", "read", "open", "download", "fetch", "urlopen")
"""How names begin of what brings data from where a grader has none."""
_OF_NOTEBOOKS = frozenset(
    {"IPython", "google", "ipywidgets", "markstone", "matplotlib", "seaborn", "wandb"}
)
"""Packages that a notebook imports for itself: taken where a definition needs them."""
_SWITCHES = ("set_", "manual_seed", "seed", "use_deterministic")
"""How names begin of what sets a library up."""
_BUILTIN = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Cell:
    """The Python of one code cell."""

    stem: str | None
    place: str
    code: str


@dataclass(slots=True, eq=False)
class _Piece:
    """One statement at the top of a cell."""

    cell: int
    node: ast.stmt
    binds: set[str] = field(init=False)
    changes: set[str] = field(init=False)
    uses: set[str] = field(init=False)

    def __post_init__(self) -> None:
        names = [n for n in ast.walk(self.node) if isinstance(n, ast.Name)]
        self.binds = set(_bound(self.node))
        self.uses = {n.id for n in names if not isinstance(n.ctx, ast.Store)}
        self.changes = set(_changed(self.node))


class Picker:
    """The cells of a notebook, to be picked from for one question after the other."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        """Take every cell apart; each is valid Python."""
        self._cells = cells
        self._pieces = [
            _Piece(number, node)
            for number, cell in enumerate(cells)
            for node in parse(cell.code).body
        ]
        self._imported = {
            name
            for piece in self._pieces
            if isinstance(piece.node, ast.Import | ast.ImportFrom)
            for name in piece.binds
        }
        self._made_here = {
            name
            for piece in self._pieces
            if isinstance(piece.node, _DEFINES)
            for name in piece.binds - self._imported
        }

    def pick(
        self, owns: Callable[[Cell], bool], lends: Callable[[Cell], bool]
    ) -> tuple[list[str], list[str]]:
        """Return the code of each cell that is taken, and the places left out in part.

        Args:
            owns: whether a cell answers the question.
            lends: whether a cell is there for every question.
        """
        own = {n for n, cell in enumerate(self._cells) if owns(cell)}
        lent = {n for n, cell in enumerate(self._cells) if lends(cell)} - own
        taken = [
            piece
            for piece in self._pieces
            if (piece.cell in own and self._is_taken(piece.node))
            or (piece.cell in lent and defines(piece.node))
        ]
        while more := self._needed(taken, own | lent):
            taken += more
        kept = {id(piece) for piece in taken}
        left = {p.cell for p in self._pieces if p.cell in own and id(p) not in kept}
        texts = [
            self._text(number, kept, is_lent=number in lent)
            for number in range(len(self._cells))
            if any(piece.cell == number for piece in taken) or number in own
        ]
        places = [self._cells[number].place for number in sorted(left)]
        return [text for text in texts if text], places

    def _is_taken(self, node: ast.stmt) -> bool:
        """Whether a statement of the question's own cells is taken in any case."""
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                return True
            case ast.Expr(value=ast.Call(func=ast.Attribute() as called)):
                root = _root(called)
                return root in self._imported and called.attr.startswith(_SWITCHES)
            case ast.If() | ast.Try():
                return any(isinstance(inner, _DEFINES) for inner in ast.walk(node))
            case _ if isinstance(node, _ASSIGNS):
                return self._is_cheap(node)
            case _:
                return defines(node)

    def _is_cheap(self, node: ast.stmt) -> bool:
        """Whether an assignment may run unasked: it neither trains nor fetches."""
        names = list(_bound(node))
        if names and all(name.isupper() for name in names):
            return True
        calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
        return not any(self._is_dear(called) for called in calls)

    def _is_dear(self, called: ast.expr) -> bool:
        root = _root(called)
        last = called.attr if isinstance(called, ast.Attribute) else root
        if last.startswith(_FETCHES) or root in self._made_here:
            return True
        return isinstance(called, ast.Attribute) and root not in self._imported

    def _needed(self, taken: list[_Piece], near: Collection[int]) -> list[_Piece]:
        """Return the statements that what is taken needs and that are not taken yet."""
        kept = {id(piece) for piece in taken}
        bound = set().union(*(piece.binds for piece in taken))
        missing = set().union(*(piece.uses for piece in taken)) - bound - _BUILTIN
        there = [piece for piece in self._pieces if id(piece) not in kept]
        found = [p for p in there if p.cell in near and p.binds & missing]
        known = set().union(*(piece.binds for piece in found))
        found += [p for p in there if p.cell not in near and p.binds & missing - known]
        held = {id(piece) for piece in found}
        own = bound - self._imported
        far = set().union(*(p.binds for p in taken if p.cell not in near))
        found += [
            piece
            for piece in there
            if id(piece) not in held
            and piece.changes & (own if piece.cell in near else far)
        ]
        return found

    def _text(self, number: int, kept: set[int], *, is_lent: bool) -> str:
        """Return the code of a cell without the statements that are left out."""
        cell = self._cells[number]
        pieces = [piece for piece in self._pieces if piece.cell == number]
        here = [piece.node for piece in pieces if id(piece) in kept]
        if is_lent:
            try:
                return "\n".join(map(ast.unparse, here))
            except RecursionError:  # it can be read and is too deep to be written
                return ""
        lines = cell.code.split("\n")
        held = {line for node in here for line in _lines_of(node)}
        for piece in pieces:
            if id(piece) not in kept:
                for line in set(_lines_of(piece.node)) - held:
                    lines[line - 1] = ""
        return "\n".join([f"# {cell.place}", *lines]).rstrip("\n")


def defines(node: ast.stmt) -> bool:
    """Whether a statement imports, defines or names a plain constant."""
    if isinstance(node, ast.Assign):
        return all(isinstance(part, _PLAIN) for part in ast.walk(node.value))
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] not in _OF_NOTEBOOKS
    if isinstance(node, ast.Import):
        roots = {alias.name.partition(".")[0] for alias in node.names}
        return not roots <= _OF_NOTEBOOKS
    return isinstance(node, _DEFINES)


def unwritten(code: str) -> frozenset[str]:
    """Return the functions and methods that are stubs: they raise and do no more.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is no Python.
    """
    return frozenset(
        f"{getattr(owner, 'name', '')}.{node.name}"
        for owner in ast.walk(parse(code))
        for node in getattr(owner, "body", ())
        if isinstance(owner, ast.Module | ast.ClassDef)
        and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _is_stub(node.body)
    )


def _is_stub(body: Sequence[ast.stmt]) -> bool:
    match body:
        case [ast.Expr(value=ast.Constant()), only] | [only]:
            raised = isinstance(only, ast.Raise) and only.exc is not None
            return raised and "NotImplementedError" in ast.unparse(only)
        case _:
            return False


def _bound(node: ast.stmt) -> Iterator[str]:
    """Return the names that a statement makes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (a.asname or a.name.partition(".")[0] for a in node.names)
        return
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = waiting.pop()
        if inner is not node and isinstance(inner, _DEFINES):
            yield from _bound(inner)
            continue
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        if not isinstance(inner, ast.Lambda | ast.comprehension):
            waiting += ast.iter_child_nodes(inner)


def _changed(node: ast.stmt) -> Iterator[str]:
    """Return the names whose attributes, items or contents a statement changes."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute() as called)):
            yield _root(called)
        case ast.Expr(value=ast.Call(func=ast.Name(id="setattr"), args=[owner, *_])):
            yield _root(owner)
        case _:
            inside = () if isinstance(node, _DEFINES) else ast.walk(node)
            for inner in inside:
                if isinstance(inner, ast.Attribute | ast.Subscript) and isinstance(
                    inner.ctx, ast.Store
                ):
                    yield _root(inner)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _lines_of(node: ast.stmt) -> range:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return range(first, (node.end_lineno or node.lineno) + 1)
