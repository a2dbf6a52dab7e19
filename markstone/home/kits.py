"""What a check at home needs: from a handout, or from a checkout of the course."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from markstone import course, takehome
from markstone.briefing import ExaminerSettings
from markstone.course import Paper
from markstone.errors import UsageError
from markstone.misconceptions import Slip
from markstone.model import Assignment, Question
from markstone.takehome import FACTS, FOLDER, NOTES, TakeHome


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The public checks of one assignment, with all that running them takes."""

    paper: Paper
    """With the whole of the assignment that is known here."""
    facts: TakeHome
    root: Path
    """Of the handout, or of the course."""
    notes: Path | None = None
    """What the references answered; None where the references are here."""

    @property
    def assignment(self) -> Assignment:
        """The public checks that can run here."""
        pairs = [name.split(".", 1) for name in self.facts.left_out]
        without = {(question, check) for question, check in pairs}
        return self.paper.assignment.public_part(without)

    @property
    def settings(self) -> ExaminerSettings:
        """What the examiner is told: public cases only."""
        public = replace(self.paper, assignment=self.assignment)
        notes = str(self.notes) if self.notes else ""
        return replace(public.settings(""), twins=False, notes=notes)

    @property
    def slips(self) -> Mapping[str, tuple[Slip, ...]]:
        """The known slips that came with the handout."""
        return self.facts.slips

    def question(self, stem: str) -> Question:
        """Return a question that has public checks.

        Raises:
            UsageError: there is none of that stem.
        """
        known = [question.stem for question in self.assignment.questions]
        if stem not in known:
            raise UsageError(
                f"There is no public check of {stem!r}. The questions that have some: "
                f"{', '.join(known)}."
            )
        return self.assignment.question(stem)


def find(folder: Path, home: Path) -> list[Kit]:
    """Return the kits by which a folder can be checked.

    Args:
        folder: the work; the nearest handout at or above it counts.
        home: the course, where there is no handout.

    Raises:
        UsageError: there is neither.
        RubricError: the course contradicts itself.
    """
    for place in (folder, *folder.parents):
        if (place / FOLDER / FACTS).is_file():
            return [_handed_out(place)]
    if not (home / "rubrics").is_dir():
        raise UsageError(
            f"There is no folder `{FOLDER}` in {folder} or above it. Run this in the "
            "folder that you were given, or name it."
        )
    return [
        Kit(paper=paper, facts=_facts_of(paper), root=home)
        for paper in course.load(home)
    ]


def _handed_out(root: Path) -> Kit:
    folder = root / FOLDER
    facts = takehome.load(folder / FACTS)
    papers = course.load_without_references(folder)
    paper = course.choose(papers, facts.assignment)
    return Kit(paper=paper, facts=facts, root=root, notes=folder / NOTES)


def _facts_of(paper: Paper) -> TakeHome:
    return TakeHome(
        assignment=paper.assignment.name,
        hidden=paper.assignment.count_hidden(),
        made_with=takehome.environment(),
        preload=tuple(paper.preload),
    )
