"""A course on disk: rubrics, graders, references and templates, side by side.

Everything in it is found from the course's own folder, never from the current one.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markstone import rubric
from markstone.briefing import LOG, ExaminerSettings, checks_of
from markstone.errors import AssetError, RubricError, UsageError
from markstone.model import Assignment, MarkedBy, Question, Submission, Typed
from markstone.rubric.keys import load_claims, load_keys, right_answers

_SLOW = {"optim": "torch._dynamo", "torchvision": "torchvision.models"}
"""What takes 1 s to import, by the word that tells that code comes to it: the first
optimizer loads torch's compiler."""


_MARKS = ("rubrics", "graders", "reference")
"""The folders by which a course is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One assignment with everything that grading it takes."""

    assignment: Assignment
    root: Path
    """The course's folder."""
    keys: dict[str, dict[str, Typed]]
    """The right typed answers by question."""

    @property
    def graders(self) -> Path:
        """The folder of the checks."""
        return self.root / "graders" / self.assignment.name

    @property
    def reference(self) -> Path:
        """The folder of the right answers."""
        return self.root / "reference" / self.assignment.name

    @property
    def variants(self) -> Path:
        """The folder of the answers that are kept beside the questions."""
        return self.root / "tests" / "questions" / self.assignment.name

    @property
    def template(self) -> Path:
        """The folder of what students receive."""
        return self.root / "student_template" / self.assignment.name

    @property
    def given(self) -> list[Path]:
        """What students receive ready-made: modules, and the folder of data."""
        modules = [self.template / f"{stem}.py" for stem in self.assignment.given]
        data = self.template / "data"
        return [*modules, data] if data.is_dir() else modules

    @property
    def preload(self) -> list[str]:
        """The modules that take long to import and that this paper's answers use."""
        folders = (self.template, self.reference)
        code = [
            path.read_text("utf-8", "replace")
            for folder in folders
            for path in folder.glob("*.py")
            if not path.name.startswith("make_")
        ]
        return [
            module
            for word, module in _SLOW.items()
            if any(re.search(rf"\b{word}\b", text) for text in code)
        ]

    @property
    def seed(self) -> str:
        """The course's seed for hidden cases, kept out of what students receive."""
        path = self.graders / "seed.txt"
        return path.read_text("utf-8").strip() if path.is_file() else ""

    def settings(self, seed: str) -> ExaminerSettings:
        """Return what the examiner is told of this paper."""
        return ExaminerSettings(
            assignment=self.assignment.name,
            checks=checks_of(self.assignment),
            graders=str(self.graders),
            reference=str(self.reference),
            template=str(self.template),
            given=self.assignment.given,
            given_behind="",
            keys=self.keys,
            seed=seed,
            limits=self.assignment.limits,
            forbids={q.stem: q.forbids for q in self.assignment.questions if q.forbids},
        )

    def right_submission(self) -> Submission:
        """Return the reference as if a student had handed it in."""
        return self.submission("reference", self.reference, right_answers(self.keys))

    def untouched_submission(self) -> Submission:
        """Return the template as if a student had handed it in."""
        return self.submission("template", self.template, {})

    def submission(
        self, student: str, folder: Path, answers: dict[str, dict[str, Typed]]
    ) -> Submission:
        """Return the modules of *folder* that answer a question as a submission."""
        stems = {question.stem for question in self.assignment.questions}
        modules = {
            path.stem: path.name
            for path in sorted(folder.glob("*.py"))
            if path.stem in stems
        }
        names = [*modules.values(), *([LOG] if (folder / LOG).is_file() else [])]
        return Submission(
            student=student,
            assignment=self.assignment.name,
            files={name: (folder / name).read_bytes() for name in names},
            modules=modules,
            answers=answers,
        )


def is_course(folder: Path) -> bool:
    """Tell whether a folder holds a course."""
    return all((folder / name).is_dir() for name in _MARKS)


def around(here: Path) -> Path | None:
    """Return the nearest course that a folder is or lies in; None where there is none.

    Args:
        here: an absolute path.
    """
    return next((folder for folder in (here, *here.parents) if is_course(folder)), None)


def load(root: Path) -> list[Paper]:
    """Read every paper of a course.

    Args:
        root: the folder that holds ``rubrics``, ``graders``, ``reference`` and
            ``student_template``.

    Raises:
        UsageError: there is no course in that folder.
        RubricError: the course contradicts itself; the message lists every fault.
    """
    folder = root / "rubrics"
    if not folder.is_dir():
        raise UsageError(
            f"{root} holds no course (no folder `rubrics`). Name one with --course, "
            "run this in one, or begin one: markstone new NAME."
        )
    papers: list[Paper] = []
    faults: list[str] = []
    for path in rubric.find(folder).values():
        try:
            papers.append(_paper(path, root))
        except RubricError as error:
            faults.append(str(error))
    if faults:
        raise RubricError("\n".join(faults))
    return papers


def load_without_references(root: Path) -> list[Paper]:
    """Read a course of public checks, as a handout carries one.

    It has rubrics, graders and given code; references and stubs are not asked for.

    Raises:
        UsageError: there is no such course in that folder.
        RubricError: a rubric has faults.
    """
    return [
        _with_claims(rubric.load(path), root, keys={})
        for path in rubric.find(root / "rubrics").values()
    ]


def check_assets(paper: Paper) -> None:
    """Hold the data that students receive against its manifest.

    Raises:
        AssetError: a file is missing or was changed. No student pays for that:
            nothing is graded until it is mended.
    """
    folder = paper.template / "data"
    manifest = folder / "manifest.json"
    if not folder.is_dir() and not _asks_for_data(paper):
        return
    if not manifest.is_file():
        raise AssetError(f"{manifest} is missing.{_remake(paper)}")
    faults = []
    for name, told in json.loads(manifest.read_text("utf-8")).items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{path} is missing.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != told["sha256"]:
            faults.append(f"{path} was changed: its digest is not the manifest's.")
    if faults:
        raise AssetError("\n".join(faults) + _remake(paper))


def _asks_for_data(paper: Paper) -> bool:
    return (paper.reference / "make_assets.py").is_file()


def _remake(paper: Paper) -> str:
    script = paper.reference / "make_assets.py"
    return f"\nRestore it from the repository, or make it: python {script}"


def choose(papers: Sequence[Paper], name: str) -> Paper:
    """Return the paper of that name.

    Raises:
        UsageError: the course has none.
    """
    for paper in papers:
        if paper.assignment.name == name:
            return paper
    known = ", ".join(paper.assignment.name for paper in papers)
    root = papers[0].root if papers else ""
    raise UsageError(
        f"There is no assignment {name!r}. The course has: {known} ({root})."
    )


def check_seed_file(path: Path) -> str:
    """Return the seed in a file.

    Raises:
        UsageError: it cannot be read, or is empty.
    """
    try:
        seed = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The seed file {path} cannot be read: {error}") from error
    if not seed:
        raise UsageError(f"The seed file {path} is empty. Write any line into it.")
    return seed


def _paper(path: Path, root: Path) -> Paper:
    try:
        assignment = rubric.load(path)
    except RubricError as error:
        faults = [str(error), *rubric.missing_files(path, root)]
        raise RubricError("\n".join(faults)) from error
    rubric.check_course(assignment, root)
    keys = load_keys(assignment, root / "reference" / assignment.name)
    return _with_claims(assignment, root, keys)


def _with_claims(
    assignment: Assignment, root: Path, keys: dict[str, dict[str, Typed]]
) -> Paper:
    claims = load_claims(assignment, root / "graders" / assignment.name)
    told = replace(
        assignment,
        questions=tuple(_claimed(q, claims) for q in assignment.questions),
    )
    return Paper(assignment=told, root=root, keys=keys)


def _claimed(question: Question, claims: dict[tuple[str, str], str]) -> Question:
    """Give each machine check the sentence that its grader claims."""
    parts = [
        part
        if part.marked_by is MarkedBy.HUMAN
        else replace(
            part,
            checks=tuple(
                replace(check, title=claims.get((question.stem, check.name), ""))
                for check in part.checks
            ),
        )
        for part in question.parts
    ]
    return replace(question, parts=tuple(parts))
