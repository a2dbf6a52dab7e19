"""Search a handout for what must not be in it: references, hidden checks, seeds.

This looks at the files as they would be handed out and at the course as it is. It
knows nothing of how the handout was made.
"""

import ast
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from markstone.course import Paper
from markstone.model import Visibility

_SHORTEST_LINE = 24
"""Characters without blanks; a shorter line says nothing of an answer."""
_SHORTEST_SEED = 4
_TRIVIAL = 40
"""Characters without blanks of a function's body that anybody would write."""
_COMMON = ("import ", "from ", "@")
"""How lines begin that every module has: imports and decorators."""
_TEST = "test_"


def find(paper: Paper, handout: Path) -> list[str]:
    """Return a sentence about each thing that a handout should not tell.

    Args:
        paper: the course's own.
        handout: the folder to be handed out.
    """
    texts = {
        path.relative_to(handout).as_posix(): text
        for path in sorted(handout.rglob("*"))
        if path.is_file()
        for text in _texts_of(path)
    }
    known = _lines(*_allowed(paper))
    faults = []
    for kind, source in _secrets(paper):
        secret = set(_lines(source)) - set(known)
        faults += [
            f"{name}: holds a line of {kind}: {secret_line}"
            for name, text in texts.items()
            for secret_line in sorted(secret & set(_lines(text)))
        ]
    faults += _bodies_in(paper, texts)
    seed = paper.seed
    faults += [
        f"{name}: holds the course's seed"
        for name, text in texts.items()
        if len(seed) >= _SHORTEST_SEED and seed in text
    ]
    return faults


def _secrets(paper: Paper) -> Iterator[tuple[str, str]]:
    """Return every text of which no line may be handed out."""
    for path in sorted(paper.reference.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            yield f"the reference {path.name}", path.read_text("utf-8")
    for question in paper.assignment.questions:
        path = paper.graders / f"{_TEST}{question.stem}.py"
        hidden = {
            f"{_TEST}{check.name}"
            for check in question.checks
            if check.visibility is not Visibility.PUBLIC
        }
        if path.is_file():
            for name, text in _functions(path.read_text("utf-8")):
                if name in hidden:
                    yield f"the hidden check {question.stem}.{name}", text


def _allowed(paper: Paper) -> Iterator[str]:
    """Return what students receive anyway: the template, and the public checks.

    What a check loads beside a student's code is in that student's hands, too.
    """
    behind = (paper.graders / "behind").rglob("*.py")
    for path in sorted([*paper.template.rglob("*"), *behind]):
        if path.suffix in (".py", ".yaml"):
            yield path.read_text("utf-8")
    for question in paper.assignment.questions:
        path = paper.graders / f"{_TEST}{question.stem}.py"
        hidden = {
            f"{_TEST}{check.name}"
            for check in question.checks
            if check.visibility is not Visibility.PUBLIC
        }
        if path.is_file():
            for name, text in _functions(path.read_text("utf-8")):
                if name not in hidden:
                    yield text


def _functions(source: str) -> Iterator[tuple[str, str]]:
    """Return the name and the text of every function at the top of a module."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _texts_of(path: Path) -> Iterator[str]:
    """Return what a file says, its parts unpacked where it has any."""
    content = path.read_bytes()
    with suppress(zlib.error):
        content = zlib.decompress(content)
    text = content.decode("utf-8", "replace")
    if path.suffix == ".ipynb":
        with suppress(ValueError):
            cells = json.loads(text).get("cells", [])
            text = "\n".join("".join(cell.get("source", "")) for cell in cells)
    yield text


def _lines(*texts: str) -> dict[str, None]:
    """Return the telling lines of some texts, without blanks and comments."""
    found: dict[str, None] = {}
    for text in texts:
        for line in text.splitlines():
            bare = "".join(line.partition("  #")[0].split())
            is_common = line.lstrip().startswith(_COMMON)
            if len(bare) >= _SHORTEST_LINE and not is_common:
                found[bare] = None
    return found


def _bodies_in(paper: Paper, texts: dict[str, str]) -> Iterator[str]:
    """Name the functions of references that stand in a handout, however laid out."""
    allowed = set(_bodies(_allowed(paper)))
    secret = {
        body: name
        for path in sorted(paper.reference.glob("*.py"))
        for body, name in _bodies([path.read_text("utf-8")]).items()
        if body not in allowed
    }
    for file, text in texts.items():
        if file.endswith((".py", ".ipynb")):
            for body in _bodies([text]):
                if body in secret:
                    yield f"{file}: holds the body of {secret[body]} of a reference"


def _bodies(sources: Iterable[str]) -> dict[str, str]:
    found = {}
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = _without_description(node)
                told = "\n".join(ast.unparse(statement) for statement in body)
                if len("".join(told.split())) > _TRIVIAL:
                    found[told] = node.name
    return found


def _without_description(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) is not None else node.body
