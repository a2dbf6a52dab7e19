"""What was asked, and what the reference says: read as text, never imported."""

import ast
import re
from pathlib import Path

from markstone.course import Paper


def question(paper: Paper, stem: str) -> str:
    """Return what students were told of a question."""
    return _joined(
        _docstring(paper.template / f"{stem}.py"),
        _section(paper.template / "answers.yaml", stem),
    )


def reference(paper: Paper, stem: str) -> str:
    """Return what the right answer says of itself."""
    return _joined(
        _docstring(paper.reference / f"{stem}.py"),
        _text(paper.reference / f"{stem}.yaml"),
    )


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


def _docstring(path: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(_text(path))) or ""
    except SyntaxError:
        return ""


def _section(path: Path, stem: str) -> str:
    """Return a question's own lines of ``answers.yaml``, with the comment above."""
    lines = _text(path).splitlines()
    here = next((i for i, line in enumerate(lines) if line == f"{stem}:"), None)
    if here is None:
        return ""
    start = here
    while start and lines[start - 1].startswith("#"):
        start -= 1
    end = here + 1
    while end < len(lines) and not re.match(r"\S", lines[end]):
        end += 1
    return "\n".join(lines[start:end]).strip()
