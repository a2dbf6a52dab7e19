"""Whether a course's files agree: rubric, graders, references, templates."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from markstone.errors import RubricError
from markstone.model import Assignment, Question
from markstone.rubric.signatures import Signature, read_public, read_tests


def check_course(assignment: Assignment, root: Path) -> None:
    """Require that every question has its grader, its reference and its template.

    The files are read, never imported: grader and rubric name the same checks,
    reference and template offer the same names with the same arguments.

    Args:
        assignment: what the rubric says.
        root: the folder that holds ``graders``, ``reference`` and
            ``student_template``.

    Raises:
        RubricError: they do not agree; the message lists every fault.
    """
    course = _Course(assignment, root)
    faults = [fault for q in assignment.questions for fault in course.faults_of(q)]
    faults += course.faults_of_given()
    if faults:
        raise RubricError("\n".join(faults))


def missing_files(path: Path, root: Path) -> list[str]:
    """Name the files that a rubric asks for and that are not there.

    For a rubric with faults of its own, so that all can be mended at once; what
    cannot be told from it is left out.

    Args:
        path: the rubric.
        root: the folder that holds ``graders`` and ``reference``.
    """
    try:
        read = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return []
    questions = read.get("questions") if isinstance(read, dict) else None
    stems = [
        question["stem"]
        for question in (questions if isinstance(questions, list) else [])
        if isinstance(question, dict) and isinstance(question.get("stem"), str)
    ]
    faults = []
    for stem in stems:
        grader = f"graders/{path.stem}/test_{stem}.py"
        right = [f"reference/{path.stem}/{stem}.{kind}" for kind in ("py", "yaml")]
        if not (root / grader).is_file():
            faults.append(f"{grader}: is missing.")
        if not any((root / file).is_file() for file in right):
            faults.append(f"{right[0]}: is missing.")
    return faults


class _Course:
    """The folders of one assignment, with paths as messages show them."""

    def __init__(self, assignment: Assignment, root: Path) -> None:
        self._name = assignment.name
        self._given = assignment.given
        self._root = root

    def faults_of(self, question: Question) -> Iterator[str]:
        yield from self._in_grader(question)
        yield from self._in_reference(question)

    def faults_of_given(self) -> Iterator[str]:
        for stem in self._given:
            file = f"student_template/{self._name}/{stem}.py"
            if not self._has(file):
                yield (
                    f"{file}: is missing. The rubric says that students receive it: "
                    "write it, or take it out of `given`."
                )

    def _has(self, file: str) -> bool:
        return (self._root / file).is_file()

    def _in_grader(self, question: Question) -> Iterator[str]:
        wanted = [check.name for check in question.checks]
        file = f"graders/{self._name}/test_{question.stem}.py"
        if not self._has(file):
            if wanted:
                yield (
                    f"{file}: is missing. Write one function there for each check of "
                    f"the rubric, such as `def test_{wanted[0]}(student): ...`."
                )
            return
        try:
            tests = read_tests(self._root / file)
        except (SyntaxError, ValueError) as error:
            yield _unreadable(file, error)
        else:
            yield from _compare_checks(file, question.stem, wanted, tests)

    def _in_reference(self, question: Question) -> Iterator[str]:
        code = f"reference/{self._name}/{question.stem}.py"
        typed = f"reference/{self._name}/{question.stem}.yaml"
        if not self._has(code):
            if not self._has(typed):
                yield (
                    f"{code}: is missing. Write the right answer there, or the right "
                    f"typed answers in {typed}."
                )
            return
        template = f"student_template/{self._name}/{question.stem}.py"
        if self._has(template):
            yield from self._in_template(code, template)
        else:
            yield (
                f"{template}: is missing. Copy {code} there and empty the bodies of "
                "its functions."
            )

    def _in_template(self, code: str, template: str) -> Iterator[str]:
        offers: list[Mapping[str, Signature]] = []
        for file in (code, template):
            try:
                offers.append(read_public(self._root / file))
            except (SyntaxError, ValueError) as error:
                yield _unreadable(file, error)
        if len(offers) == 2:
            yield from _compare_offers(code, template, *offers)


def _unreadable(file: str, error: SyntaxError | ValueError) -> str:
    line = getattr(error, "lineno", None) or 1
    problem = error.msg if isinstance(error, SyntaxError) else "not UTF-8 text"
    return f"{file}:{line}: is no valid Python: {problem}."


def _compare_checks(
    file: str, stem: str, wanted: list[str], tests: list[tuple[str, int]]
) -> Iterator[str]:
    seen: set[str] = set()
    for name, line in tests:
        if name in seen:
            yield f"{file}:{line}: test_{name} stands twice. Rename one of them."
        elif name not in wanted:
            yield (
                f"{file}:{line}: the rubric has no check {name} in {stem}. Give it "
                f"marks there, or rename test_{name}."
            )
        seen.add(name)
    for name in wanted:
        if name not in seen:
            yield (
                f"{file}:1: the rubric's check {name} is not here. Write "
                f"`def test_{name}(student): ...`, or take it out of the rubric."
            )


def _compare_offers(
    code: str,
    template: str,
    right: Mapping[str, Signature],
    offered: Mapping[str, Signature],
) -> Iterator[str]:
    for name, signature in right.items():
        if name not in offered and _owner(name) in {"", *offered}:
            yield (
                f"{template}:1: {name}{signature.arguments} is not here, and is in "
                f"{code}:{signature.line}. Add it, or begin its name with `_` there."
            )
        elif name in offered and offered[name].arguments != signature.arguments:
            yield (
                f"{template}:{offered[name].line}: {name}{offered[name].arguments} "
                f"does not agree with {name}{signature.arguments} in "
                f"{code}:{signature.line}. Make them the same."
            )
    for name, signature in offered.items():
        if name not in right and _owner(name) in {"", *right}:
            yield (
                f"{template}:{signature.line}: {name} is not in {code}. Take it out "
                "here, or add it there."
            )


def _owner(name: str) -> str:
    """Return the class of a method: where that is missing, it says enough."""
    return name.rpartition(".")[0]
