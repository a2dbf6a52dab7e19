"""What students receive: stubs, given code, data, and a notebook of each stub.

Notebooks are generated from the stubs by jupytext and never kept by hand. Every
code cell carries the tag of its question, so that intake finds it again.
"""

import ast
import shutil
from pathlib import Path

import jupytext

from markstone.course import Paper

_NOT_HANDED_OUT = ("manifest.json",)


def write(paper: Paper, out: Path) -> list[Path]:
    """Copy the template of a paper and make its notebooks.

    Args:
        paper: the assignment.
        out: a folder; what is in it under the same names is replaced.

    Returns:
        the files, sorted.

    Raises:
        OSError: the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", *_NOT_HANDED_OUT)
    shutil.copytree(paper.template, out, dirs_exist_ok=True, ignore=ignored)
    for question in paper.assignment.questions:
        stub = paper.template / f"{question.stem}.py"
        if stub.is_file():
            text = notebook(stub.read_text("utf-8"), question.stem, question.title)
            (out / f"{question.stem}.ipynb").write_text(text, "utf-8")
    return sorted(path for path in out.rglob("*") if path.is_file())


def notebook(source: str, stem: str, title: str) -> str:
    """Return the notebook of a module, as the text of an ``.ipynb`` file.

    The module's docstring becomes a markdown cell, its imports and constants one
    code cell, and each function or class a cell of its own.

    Args:
        source: the module.
        stem: the question that it answers; the tag of every code cell.
        title: the heading.

    Raises:
        SyntaxError: *source* is no Python.
    """
    module = ast.parse(source)
    docstring = ast.get_docstring(module) or ""
    heading = "\n".join(f"# {line}".rstrip() for line in docstring.splitlines())
    cells = [f"# %% [markdown]\n# # {title}\n#\n{heading}"]
    cells += [
        f'# %% tags=["{stem}"]\n# question: {stem}\n{piece}'
        for piece in _pieces(module, source)
    ]
    made = jupytext.reads("\n\n".join(cells) + "\n", fmt="py:percent")
    for number, cell in enumerate(made.cells):
        cell["id"] = f"{stem}-{number}"  # the same bytes every time
        cell["metadata"].pop("lines_to_next_cell", None)
    made.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    return str(jupytext.writes(made, fmt="ipynb")) + "\n"


def _pieces(module: ast.Module, source: str) -> list[str]:
    """Cut the source at its top-level definitions, comments staying with them."""
    lines = source.splitlines()
    body = module.body
    if body and isinstance(body[0], ast.Expr) and ast.get_docstring(module):
        body = body[1:]
    if not body:
        return []
    starts = [_first_line(node, lines) for node in body]
    ends = [*starts[1:], len(lines) + 1]
    pieces: list[str] = []
    was_defined = False
    for node, start, end in zip(body, starts, ends, strict=True):
        text = "\n".join(lines[start - 1 : end - 1]).strip("\n")
        defines = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if pieces and not defines and not was_defined:
            pieces[-1] += f"\n{text}"
        else:
            pieces.append(text)
        was_defined = defines
    return pieces


def _first_line(node: ast.stmt, lines: list[str]) -> int:
    """Return the line where a statement begins, decorators and comments included."""
    decorators = getattr(node, "decorator_list", [])
    line: int = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    while line > 1 and lines[line - 2].startswith("#"):
        line -= 1
    return line
