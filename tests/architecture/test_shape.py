"""Sizes, imports and pages that no other tool looks at."""

import ast
import tomllib
from pathlib import Path

import pytest

from markstone.rubric import schema

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "markstone"
MODULES = sorted(ENGINE.rglob("*.py"))
LONGEST_MODULE = 300
"""Lines that are not blank."""
LONGEST_FUNCTION = 40
LONGER = {
    "markstone/cli/check.py": ("add_to",),
    "markstone/cli/export.py": ("add_to", "export_"),
    "markstone/cli/grade.py": ("add_to", "grade"),
    "markstone/cli/handout.py": ("add_to", "handout_"),
    "markstone/cli/mark.py": ("add_to",),
}
"""Verbs: the flags of each, and what ``--help`` says of every one, are lines."""


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_module_is_short_enough_to_read(module: Path) -> None:
    lines = [line for line in module.read_text().splitlines() if line.strip()]

    assert len(lines) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_function_is_short_enough_to_read(module: Path) -> None:
    tree = ast.parse(module.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    long = {
        node.name
        for node in functions
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }

    assert long == set(LONGER.get(_name(module), ()))


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_module_never_imports_its_own_package(module: Path) -> None:
    if module.name == "__init__.py":
        return
    package = ".".join(module.relative_to(ROOT).parts[:-1])
    siblings = {path.stem for path in module.parent.iterdir()}
    taken = [
        alias.name
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    ]

    assert set(taken) <= siblings


def test_the_architecture_names_every_room_of_the_contract() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    floors = told["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {room.strip() for floor in floors for room in floor.split("|")}

    rows = (ROOT / "ARCHITECTURE.md").read_text().splitlines()
    named = {row.split("`")[1] for row in rows if row.startswith("|") and "`" in row}

    assert named == rooms


def test_every_field_of_a_rubric_is_documented() -> None:
    page = (ROOT / "docs/reference/rubric.md").read_text()
    shapes = [schema(), *schema()["$defs"].values()]
    fields = {name for shape in shapes for name in shape.get("properties", {})}

    assert {name for name in fields if f"`{name}`" not in page} == set()


def test_every_flag_and_verb_is_documented() -> None:
    page = (ROOT / "docs/reference/command-line.md").read_text()
    modules = (ENGINE / "cli").glob("*.py")
    nodes = [node for m in modules for node in ast.walk(ast.parse(m.read_text()))]
    flags = {
        f"--{argument.arg.rstrip('_').replace('_', '-')}"
        for node in nodes
        if isinstance(node, ast.FunctionDef)
        and any("app" in ast.unparse(d) for d in node.decorator_list)
        for argument in node.args.kwonlyargs
    }
    verbs = {
        keyword.value.value
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "app.command"
        for keyword in node.keywords
        if isinstance(keyword.value, ast.Constant)
    }

    assert {"--jobs", "selftest"} <= flags | verbs
    assert {word for word in flags | verbs if str(word) not in page} == set()
