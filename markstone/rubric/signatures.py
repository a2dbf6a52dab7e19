"""What a module offers, read from its source and never imported."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A public function, class or method."""

    arguments: str
    """With their defaults and without their types; empty for a class."""
    line: int


def read_public(path: Path) -> Mapping[str, Signature]:
    """Return what a module offers by name; a method is ``Class.method``.

    Raises:
        SyntaxError: it is no Python.
    """
    return dict(_public(_parse(path).body, ""))


def read_tests(path: Path) -> list[tuple[str, int]]:
    """Return the name without ``test_`` and the line of every check of a grader.

    Raises:
        SyntaxError: it is no Python.
    """
    return [
        (node.name.removeprefix("test_"), node.lineno)
        for node in _parse(path).body
        if isinstance(node, _Function) and node.name.startswith("test_")
    ]


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=path.name)


def _public(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Signature]]:
    for node in body:
        if isinstance(node, _Function) and _is_offered(node.name, prefix):
            yield (
                f"{prefix}{node.name}",
                Signature(arguments=_arguments(node.args), line=node.lineno),
            )
        elif isinstance(node, ast.ClassDef) and _is_offered(node.name, prefix):
            name = f"{prefix}{node.name}"
            yield name, Signature(arguments="", line=node.lineno)
            yield from _public(node.body, f"{name}.")


def _is_offered(name: str, prefix: str) -> bool:
    # How an object is made and called is part of what its class offers.
    return not name.startswith("_") or (
        bool(prefix) and name in {"__init__", "__call__"}
    )


def _arguments(arguments: ast.arguments) -> str:
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return f"({ast.unparse(arguments)})"
