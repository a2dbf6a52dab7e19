"""What a notebook's cell says in IPython and not in Python, taken out of it.

A line is dropped only where Python itself stumbles over it, because a line
that begins with ``%`` may as well continue a remainder or stand in a string.
"""

import ast
import re
import warnings
from dataclasses import dataclass

_PYTHON_CELLS = frozenset(
    {"capture", "lprun", "memit", "mprun", "prun", "time", "timeit", "writefile"}
)
"""Cell magics under which the cell is still Python."""

_LINE_MAGIC = re.compile(
    r"""[%!?] | .*\?$ | [\w.,\s]+=\s*[%!]
         | (?:pip|pip3|conda|cd|ls|cat|mkdir|cp|mv|rm|wget|git)\s""",
    re.VERBOSE,
)
"""For a line without the blanks around it: a long row of them would take hours."""
_ONE_BY_ONE = 20
"""Lines dropped on Python's word; a cell with more loses all that look like it."""

_NEEDS_A_FUNCTION = (
    *(ast.Await, ast.AsyncFor, ast.AsyncWith),
    *(ast.Return, ast.Yield, ast.YieldFrom),
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_BODIES = frozenset({"body", "orelse", "finalbody", "handlers", "cases"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The Python of one cell."""

    code: str = ""
    had_magics: bool = False
    fault: str = ""
    """Why it is no Python, as Python says it; the code is empty then."""


def clean(source: str) -> Cell:
    """Return the cell without IPython's own lines; line numbers stay."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    had_magics = lines[first].startswith("%%")
    if had_magics:
        if lines[first][2:].split(" ")[0].strip() not in _PYTHON_CELLS:
            return Cell(had_magics=True)
        lines[first] = ""
    try:
        dropped = _drop_magics(lines)
        if "get_ipython" in source:
            dropped = _drop_get_ipython(lines) or dropped
        _require_module_code(parse("\n".join(lines)))
    except SyntaxError as error:
        return Cell(fault=f"{error.msg} in its line {error.lineno}")
    except (MemoryError, RecursionError, ValueError):
        return Cell(fault="nested too deep, or not text")
    return Cell(code="\n".join(lines).strip("\n"), had_magics=had_magics or dropped)


def parse(code: str) -> ast.Module:
    """Parse without telling anybody of the student's odd escapes.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code)


def _is_magic(line: str) -> bool:
    return _LINE_MAGIC.match(line.strip()) is not None


def _drop_magics(lines: list[str]) -> bool:
    """Replace the lines on which Python stumbles and IPython would not."""
    for count in range(_ONE_BY_ONE):
        try:
            parse("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines) and _is_magic(lines[at])):
                raise
            _blank(lines, at, at)
        else:
            return count > 0
    for at, line in enumerate(lines):
        if _is_magic(line):
            _blank(lines, at, at)
    return True


def _drop_get_ipython(lines: list[str]) -> bool:
    """Replace the statements that speak to IPython; headers go with their body."""
    doomed = list(_speaking(parse("\n".join(lines)).body))
    for statement in doomed:
        _blank(lines, statement.lineno - 1, (statement.end_lineno or 0) - 1)
    return bool(doomed)


def _speaking(statements: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in statements:
        inner: list[ast.stmt] = []
        heads: list[ast.AST] = []
        for name, value in ast.iter_fields(statement):
            nodes = value if isinstance(value, list) else [value]
            if name in _BODIES and isinstance(value, list):
                inner += _statements(nodes)
            else:
                heads += [node for node in nodes if isinstance(node, ast.AST)]
        if any(_names_ipython(head) for head in heads):
            found.append(statement)
        else:
            found += _speaking(inner)
    return found


def _statements(nodes: list[ast.AST]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for node in nodes:
        if isinstance(node, ast.stmt):
            found.append(node)
        else:  # an `except` or a `case`, which is no statement and has a body
            found += getattr(node, "body", [])
    return found


def _names_ipython(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == "get_ipython"
        for part in ast.walk(node)
    )


def _blank(lines: list[str], start: int, end: int) -> None:
    indent = lines[start][: -len(lines[start].lstrip()) or None]
    lines[start : end + 1] = [f"{indent}pass", *[""] * (end - start)]


def _require_module_code(tree: ast.Module) -> None:
    """Raise for what Python parses in a cell and refuses in a module."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, _NEEDS_A_FUNCTION):
            outside = (None, node.lineno, node.col_offset, None)
            raise SyntaxError("this stands outside a function", outside)  # noqa: TRY004
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))
