"""Write ``docs/reference/fixtures.md`` from the code: ``python docs/fixtures.py``.

The source is read, never imported, so that this needs no torch.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "fixtures.md"
ROOMS = ROOT / "markstone"
TOOLS = ("examiner/tools.py", "Tools")
OBJECTS = {
    "student": (("examiner/student.py", "Student"),),
    "typed": (("examiner/fields.py", "TypedFields"),),
    "right": (("answers/key.py", "AnswerKey"),),
    "attach": (("examiner/attaching.py", "Attach"),),
}
"""Fixtures that are objects, and the classes of those."""
INTERNAL = {"request", "register", "call", "outward", "inward", "lend"}
"""What the engine asks of these objects, and no check does."""
MORE = {
    "student": (
        "`student.<stem>.<name>(...)` is a remote call of the student's function,\n"
        "`student.given.<stem>` the given module of that stem, the original one.\n"
    ),
    "reference": (
        "`reference.<stem>.<name>(...)` calls the reference; floating-point tensors\n"
        "in its arguments are turned into float64.\n"
    ),
    "lend": (
        "`lend(function)` is passed as an argument; `.calls` holds the\n"
        "`(args, kwargs)` of every call that the student's code made of it.\n"
    ),
}
_SEE = re.compile(r", see :func:`\.(\w+)\.(\w+)`")
_SECTIONS = {"Args:": "Takes", "Returns:": "Returns", "Raises:": "Ends the check with"}

_HEAD = """\
# Fixtures of a check

What a check may ask for, by the name of its argument. This page is written from the
docstrings of the code (`python docs/fixtures.py`); how to use them is told in
[write a check](../how-to/write-a-check.md).
"""


def page() -> str:
    """Return the page as it should be."""
    tools = _methods(*TOOLS)
    pieces = [_HEAD]
    for fixture in _methods("examiner/fixtures.py", "Fixtures").values():
        pieces.append(f"## `{fixture.name}`\n")
        tool = tools.get(fixture.name)
        if tool is None or _is_property(tool):
            pieces.append(f"{_told(fixture)}\n")
        else:
            pieces.append(f"`{_call(tool)}`\n\n{_told(tool)}\n")
        pieces.extend(MORE.get(fixture.name, "").splitlines(keepends=False))
        if fixture.name in MORE:
            pieces.append("")
        for place in OBJECTS.get(fixture.name, ()):
            pieces.extend(_table(fixture.name, _methods(*place)))
    pieces.append(_instance())
    return "\n".join(pieces)


def _instance() -> str:
    return (
        "## `instance`\n\n"
        '`"public"` or `"hidden"`: which case of the check this is. A check that asks '
        "for it, or for `rng`, and is public in the rubric runs as both.\n"
    )


def _methods(path: str, name: str) -> dict[str, ast.FunctionDef]:
    module = ast.parse((ROOMS / path).read_text("utf-8"))
    (found,) = (
        node
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    return {
        node.name: node
        for node in found.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (name != "Student" or node.name not in INTERNAL)
    }


def _elsewhere(method: ast.FunctionDef) -> ast.FunctionDef | None:
    """Return the function that a method hands its arguments to, if it says so."""
    found = _SEE.search(ast.get_docstring(method) or "")
    if found is None:
        return None
    source = (ROOMS / "examiner" / f"{found.group(1)}.py").read_text("utf-8")
    return next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == found.group(2)
    )


def _is_property(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one) == "property" for one in function.decorator_list)


def _call(function: ast.FunctionDef) -> str:
    arguments = ast.unparse(function.args).removeprefix("self").removeprefix(", ")
    return f"{function.name}({arguments})"


def _told(function: ast.FunctionDef) -> str:
    """Return a docstring as Markdown: its sections become lists."""
    text = ast.get_docstring(function) or ""
    return "\n".join(_lines(text)).replace("``", "`")


def _lines(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if line in _SECTIONS:
            inside = True
            yield from (f"*{_SECTIONS[line]}*", "")
        elif inside and line.startswith("    ") and not line.startswith("     "):
            name, colon, rest = line.strip().partition(": ")
            yield f"- `{name}`: {rest}" if colon else f"- {line.strip()}"
        elif inside and line.strip():
            yield f"  {line.strip()}"
        else:
            yield line


def _table(name: str, methods: dict[str, ast.FunctionDef]) -> Iterator[str]:
    if not methods:
        return
    yield "| name | what it is |\n|---|---|"
    for method in methods.values():
        first = (ast.get_docstring(method) or "").split("\n\n")[0]
        first = _SEE.sub("", first)
        told = " ".join(first.split()).replace("``", "`").replace("|", "\\|")
        what = (
            method.name if _is_property(method) else _call(_elsewhere(method) or method)
        )
        what = what.replace("|", "\\|")
        yield f"| `{name}.{what}` | {told} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE}\n")
