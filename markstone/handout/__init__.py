"""What students receive: stubs, notebooks, given code, data, and the public checks.

Everything is made from the course's own files. What is cut out is cut by the syntax
tree, and what was made is searched for the references and the hidden checks before
it is anybody's.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import jinja2

from markstone import course, takehome
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.handout import leaks, student_rubric
from markstone.handout.excerpt import excerpts
from markstone.handout.notebooks import notebook
from markstone.handout.taping import Trial, tape
from markstone.model import Question, Visibility
from markstone.reports.text import marks_text
from markstone.takehome import FACTS, FOLDER, NOTES, TakeHome

__all__ = ["Trial", "notebook", "public_checks", "write", "write_all"]

_NOT_HANDED_OUT = ("manifest.json",)
_IGNORED = shutil.ignore_patterns("__pycache__", *_NOT_HANDED_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A handout that was written."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]
    """Public checks that cannot run at home, as question.check."""


def write_all(paper: Paper, out: Path, trial: Trial) -> Handout:
    """Write everything that students receive.

    Args:
        paper: the assignment.
        out: a folder; what is in it under the same names is replaced.
        trial: how the public checks are tried.

    Raises:
        RubricError: a check cannot be handed out, or something would be handed out
            that must not be; nothing then lies in *out* that was not there before.
        SandboxError: no wall can be built.
        OSError: the folder cannot be written.
    """
    unfinished = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        write(paper, unfinished)
        left_out = write_checks(paper, unfinished, trial)
        write_pages(paper, unfinished, len(left_out))
        found = leaks.find(paper, unfinished)
        if found:
            told = "\n".join(found)
            raise RubricError(f"No handout was made: it would tell too much.\n{told}")
        shutil.rmtree(out / FOLDER, ignore_errors=True)
        shutil.copytree(unfinished, out, dirs_exist_ok=True)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Handout(files=_files_in(out), left_out=left_out)


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
    shutil.copytree(paper.template, out, dirs_exist_ok=True, ignore=_IGNORED)
    for question in paper.assignment.questions:
        stub = paper.template / f"{question.stem}.py"
        if stub.is_file():
            text = notebook(stub.read_text("utf-8"), question.stem, question.title)
            (out / f"{question.stem}.ipynb").write_text(text, "utf-8")
    return list(_files_in(out))


def write_checks(paper: Paper, out: Path, trial: Trial) -> tuple[str, ...]:
    """Write the public checks, and what stands in for the references.

    Args:
        paper: the assignment.
        out: the handout.
        trial: how the public checks are tried.

    Returns:
        the public checks that cannot run without the references.

    Raises:
        RubricError: a public check cannot be handed out.
        SandboxError: no wall can be built.
    """
    root = out / FOLDER
    _write_course(paper, root)
    (handed_out,) = course.load_without_references(root)
    public = replace(
        handed_out, assignment=handed_out.assignment.public_part(), keys=paper.keys
    )
    taped = tape(paper, public, root / NOTES, trial)
    left_out = tuple(f"{question}.{check}" for question, check in taped.left_out)
    facts = TakeHome(
        assignment=paper.assignment.name,
        hidden=paper.assignment.count_hidden(),
        left_out=left_out,
        made_with=takehome.environment(),
        preload=tuple(paper.preload),
        slips=taped.slips,
    )
    (root / FACTS).write_bytes(takehome.dump(facts))
    return left_out


def _write_course(paper: Paper, root: Path) -> None:
    """Write what of a course its students may have, laid out like a course."""
    name = paper.assignment.name
    for file, text in _excerpts(paper).items():
        _put(root / "graders" / name / file, text)
    _put(root / "rubrics" / f"{name}.yaml", student_rubric.render(paper.assignment))
    for path in paper.given:
        target = root / "student_template" / name / path.name
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True, ignore=_IGNORED)
        else:
            _put(target, path.read_text("utf-8"))


def write_pages(paper: Paper, out: Path, left_out: int = 0) -> None:
    """Write the page that explains the handout, and a workflow that checks it.

    Args:
        paper: the assignment.
        out: the handout.
        left_out: how many public checks cannot run at home.
    """
    public = paper.assignment.public_part()
    told = {
        "assignment": paper.assignment,
        "code": [q for q in paper.assignment.questions if _has_stub(paper, q)],
        "given": [path.name for path in paper.given],
        "public": sum(len(list(q.checks)) for q in public.questions) - left_out,
        "hidden": sum(paper.assignment.count_hidden().values()) + left_out,
        "total": marks_text(paper.assignment.total),
        "folder": FOLDER,
    }
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 (Markdown of the course's own words)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    templates = files("markstone.handout") / "templates"
    page = environment.from_string((templates / "README.md").read_text("utf-8"))
    _put(out / "README.md", page.render(told))
    # Its braces are GitHub's.
    workflow = (templates / "check.yml").read_text("utf-8")
    _put(out / ".github" / "workflows" / "check.yml", workflow)


def public_checks(question: Question) -> list[str]:
    """Return the checks of a question whose source students may read."""
    return [c.name for c in question.checks if c.visibility is Visibility.PUBLIC]


def _excerpts(paper: Paper) -> dict[str, str]:
    wanted = {
        f"test_{question.stem}.py": public_checks(question)
        for question in paper.assignment.questions
    }
    return excerpts(_sources(paper.graders), _sources(paper.graders / "behind"), wanted)


def _sources(folder: Path) -> Mapping[str, str]:
    paths = sorted(folder.glob("*.py"))
    return {path.name: path.read_text("utf-8") for path in paths}


def _has_stub(paper: Paper, question: Question) -> bool:
    return (paper.template / f"{question.stem}.py").is_file()


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _files_in(out: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in out.rglob("*") if path.is_file()))
