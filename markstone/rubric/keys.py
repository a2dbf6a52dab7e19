"""The right typed answers of an assignment, and the text of a course's claims."""

import ast
from pathlib import Path

import yaml

from markstone.errors import RubricError
from markstone.model import Assignment, Typed


def load_keys(assignment: Assignment, reference: Path) -> dict[str, dict[str, Typed]]:
    """Read ``reference/<assignment>/<question>.yaml`` of every question that has one.

    Args:
        assignment: whose questions.
        reference: the folder ``reference/<assignment>``.

    Returns:
        stem to field to what is written there, every scalar a string.

    Raises:
        RubricError: a file is no mapping of fields; the message lists all faults.
    """
    keys: dict[str, dict[str, Typed]] = {}
    faults = []
    for question in assignment.questions:
        path = reference / f"{question.stem}.yaml"
        if path.is_file():
            try:
                keys[question.stem] = load_mapping(path)
            except RubricError as error:
                faults.append(str(error))
    if faults:
        raise RubricError("\n".join(faults))
    return keys


def load_mapping(path: Path) -> dict[str, Typed]:
    """Read one of the course's own YAML files, every scalar as a string.

    Raises:
        RubricError: it is no mapping.
    """
    try:
        # As text: `no` is an answer here, not a truth value.
        read = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise RubricError(f"{path.name}: {error}") from error
    if not isinstance(read, dict):
        raise RubricError(f"{path.name}: it should be a mapping, `name: value`.")
    return read


def right_answers(keys: dict[str, dict[str, Typed]]) -> dict[str, dict[str, Typed]]:
    """Return the key as a student would have typed it: one form a field."""
    return {
        stem: {
            name: field["right"] if isinstance(field, dict) else field
            for name, field in key.items()
        }
        for stem, key in keys.items()
    }


def load_claims(assignment: Assignment, graders: Path) -> dict[tuple[str, str], str]:
    """Return what each check claims: the first line of its docstring.

    Args:
        assignment: whose checks.
        graders: the folder ``graders/<assignment>``.
    """
    claims = {}
    for question in assignment.questions:
        path = graders / f"test_{question.stem}.py"
        if not path.is_file():
            continue  # a question that only a human marks
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = ast.get_docstring(node) or ""
                name = node.name.removeprefix("test_")
                claims[question.stem, name] = text.split("\n\n")[0].replace("\n", " ")
    return claims
