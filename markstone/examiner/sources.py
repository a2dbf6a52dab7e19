"""What names in a student's source stand for: read, never run.

A name is followed through imports, aliases, ``getattr`` with a written-out name and
the student's other modules to a dotted path. What is computed at run time is not
seen here.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_MOST_ALIASES = 20
_IMPORTS = {("import_module",), ("__import__",)}
_NAMES_OF = "__dict__"
"""What is read of a module by its names is read of the module."""
_ABOUT_TYPES = {"isinstance", "issubclass"}
_GUARDS = {"TYPE_CHECKING", "typing.TYPE_CHECKING", "__name__ == '__main__'"}
"""What is false where a module is imported."""

Dotted = tuple[str, ...]
"""A path from a module down: ``("torch", "nn", "Linear")``."""
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
STAR = "*"
"""The first part of a path that one of :attr:`Source.stars` may complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a name is bound to: an import, another name, or something made here."""

    line: int = 1
    path: Dotted = ()
    alias: ast.expr | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where the source reads what a path stands for."""

    path: Dotted
    line: int
    is_base: bool = False
    """Whether a class is built on it."""


@dataclass(slots=True)
class Source:
    """One module of the student's."""

    stem: str
    file: str
    tree: ast.Module
    names: dict[str, Bound] = field(init=False)
    stars: list[Dotted] = field(default_factory=list)
    """Modules all of whose names are imported."""
    _changes: dict[str, list[ast.stmt]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        body = list(_flat(self.tree.body))
        self.names = dict(_bound_by(body))
        for statement in body:
            for name in _changed_by(statement):
                self._changes.setdefault(name, []).append(statement)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                self.stars.append(_origin(node))

    def references_of(self, name: str) -> Iterator[Reference]:
        """Return every reading by what makes or changes a name of the module."""
        path = self._path_of_name(name, (), _MOST_ALIASES)
        if path[:1] != (self.stem,) and name in self.names:
            yield Reference(path, self.names[name].line)
        for statement in self._changes.get(name, ()):
            yield from self.references(statement)

    def references(self, node: ast.AST) -> Iterator[Reference]:
        """Return every reading of a path below *node*, annotations apart."""
        yield from self._below(node, (), is_base=False)

    def path_of(
        self, node: ast.expr, scopes: tuple[Mapping[str, Bound], ...] = ()
    ) -> Dotted:
        """Return the path that an expression stands for, or an empty one."""
        return self._path(node, scopes, _MOST_ALIASES)

    def _path(
        self, node: ast.expr, scopes: tuple[Mapping[str, Bound], ...], left: int
    ) -> Dotted:
        if not left:
            return ()
        if isinstance(node, ast.Name):
            return self._path_of_name(node.id, scopes, left)
        owner, last = _read_by(node)
        if owner is not None:
            path = self._path(owner, scopes, left)
            return path if last == _NAMES_OF else _longer(path, last)
        match node:
            case ast.Call(func=called, args=[key, *_]) if text_of(key):
                last_of = self._path(called, scopes, left)[-1:]
                return tuple(text_of(key).split(".")) if last_of in _IMPORTS else ()
            case _:
                return ()

    def _path_of_name(
        self, name: str, scopes: tuple[Mapping[str, Bound], ...], left: int
    ) -> Dotted:
        for depth in range(len(scopes), 0, -1):
            bound = scopes[depth - 1].get(name)
            if bound is not None and bound.alias is not None:
                return self._path(bound.alias, scopes[:depth], left - 1)
            if bound is not None:
                return bound.path
        bound = self.names.get(name)
        if bound is None:
            return (STAR, name)
        if bound.alias is not None:
            return self._path(bound.alias, (), left - 1) or (self.stem, name)
        return bound.path or (self.stem, name)

    def _below(
        self, node: ast.AST, scopes: tuple[Mapping[str, Bound], ...], *, is_base: bool
    ) -> Iterator[Reference]:
        if isinstance(node, ast.expr) and (path := self.path_of(node, scopes)):
            yield Reference(path, node.lineno, is_base)
            return
        if isinstance(node, Function):
            scopes = (*scopes, _locals_of(node))
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        for child in _run_below(node):
            yield from self._below(child, scopes, is_base=child in bases)


def text_of(node: ast.expr) -> str:
    """Return a string that is written out, in one piece or several."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left) + text_of(right)
        case _:
            return ""


def _read_by(node: ast.expr) -> tuple[ast.expr | None, str]:
    """Return whose name an expression reads, and which; no owner where none is."""
    match node:
        case ast.Attribute(value=owner, attr=last):
            return owner, last
        case ast.Subscript(value=owner, slice=key):
            return owner, text_of(key)
        case ast.Call(func=ast.Name(id="getattr"), args=[owner, key, *_]):
            return owner, text_of(key)
        case ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return owner, _NAMES_OF
        case _:
            return None, ""


def _longer(path: Dotted, last: str) -> Dotted:
    return (*path, last) if path and last else ()


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Return what an import runs, in order, out of its `if`s, `try`s and `with`s."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function):
            yield node
            continue
        inner = [child for child in _run_below(node) if isinstance(child, ast.stmt)]
        handlers = node.handlers if isinstance(node, ast.Try) else []
        inner += [statement for handler in handlers for statement in handler.body]
        if not inner:
            yield node
        yield from _flat(inner)


def _run_below(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that run: no annotation, and no type that is asked."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *_defaults(node.args), *node.body]
        case ast.Lambda():
            return [*_defaults(node.args), node.body]
        case ast.AnnAssign():
            return [node.target, *([node.value] if node.value else [])]
        case ast.If() if ast.unparse(node.test) in _GUARDS:
            return list(node.orelse)
        case ast.Call(func=ast.Name(id=name), args=[asked, *_]) if name in _ABOUT_TYPES:
            return [asked]
        case _:
            return list(ast.iter_child_nodes(node))


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(value for value in arguments.kw_defaults if value)]


def _locals_of(function: Function) -> dict[str, Bound]:
    """Return what a function binds, its arguments included."""
    arguments = [
        node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)
    ]
    found = dict.fromkeys(arguments, Bound())
    if isinstance(function, ast.Lambda):
        return found
    inside = [node for statement in function.body for node in ast.walk(statement)]
    for node in inside:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = Bound()
    found |= _bound_by(node for node in inside if isinstance(node, ast.stmt))
    for node in inside:
        if isinstance(node, ast.Global):
            for name in node.names:
                found.pop(name, None)
    return found


def _bound_by(nodes: Iterable[ast.stmt]) -> Iterator[tuple[str, Bound]]:
    for node in nodes:
        match node:
            case ast.Import(names=imported):
                for alias in imported:
                    whole = tuple(alias.name.split("."))
                    path = whole if alias.asname else whole[:1]
                    bound = Bound(line=node.lineno, path=path)
                    yield alias.asname or whole[0], bound
            case ast.ImportFrom(names=imported):
                for alias in imported:
                    path = (*_origin(node), alias.name)
                    yield alias.asname or alias.name, Bound(line=node.lineno, path=path)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, Bound(line=node.lineno, alias=value)
            case _:
                for name in _changed_by(node):
                    yield name, Bound(line=node.lineno)


def _origin(node: ast.ImportFrom) -> Dotted:
    return tuple((node.module or "").split("."))


def _changed_by(node: ast.stmt) -> set[str]:
    """Return the names that a statement makes, or whose attributes it sets."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Assign():
            return {name for target in node.targets for name in _roots(target)}
        case ast.AnnAssign() | ast.AugAssign():
            return _roots(node.target)
        case ast.Expr(value=ast.Call(func=ast.Name(id="setattr"), args=[owner, *_])):
            return _roots(owner)
        case _:
            return set()


def _roots(target: ast.expr) -> set[str]:
    match target:
        case ast.Name():
            return {target.id}
        case ast.Attribute() | ast.Subscript() | ast.Starred():
            return _roots(target.value)
        case ast.Tuple() | ast.List():
            return {name for part in target.elts for name in _roots(part)}
        case _:
            return set()
