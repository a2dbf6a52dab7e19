"""The public checks on one's own work: the same graders, the same marks, at home.

What looks at the work is what looks at it when it is graded, with three differences:
only public cases run, their expected answers come from the handout's notes where the
references are not there, and the wall may be missing, as everybody may run their own.
"""

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from markstone import intake, marking, misconceptions, pictures, takehome
from markstone.errors import NothingToGradeError, SandboxError, UsageError
from markstone.grading import Station
from markstone.grading.portable import PortableStation
from markstone.home import kits
from markstone.home.checked import Checked
from markstone.home.kits import Kit
from markstone.misconceptions import Slip
from markstone.model import Evidence, Status, Submission
from markstone.sandbox import choosing
from markstone.sandbox.wall import Tier
from markstone.takehome import FOLDER
from markstone.variants import failed_checks, known_slips

YOU = "Your work"
_OURS = ("Not taken, the course's own copy is used", "The folder `data` was not taken")


class Desk:
    """Runs public checks, as often as asked; what takes long to start stays warm."""

    def __init__(
        self,
        folder: Path,
        home: Path,
        tier: Tier | None = None,
        *,
        forks: bool = sys.platform == "linux",
    ) -> None:
        """Find out what can be checked there.

        Args:
            folder: the work.
            home: the course, where no handout is.
            tier: how strong a wall; None for the strongest that starts at once.
            forks: whether processes are forked, which is quicker; where they are
                not, there is no wall.

        Raises:
            UsageError: there is no such folder, or neither handout nor course.
            RubricError: the course contradicts itself.
        """
        if not folder.exists():
            raise UsageError(f"There is no folder {folder}.")
        self._folder = folder
        self._kits = kits.find(folder if folder.is_dir() else folder.parent, home)
        self._tier = tier
        self._forks = forks
        self._stations: dict[str, Station] = {}

    @property
    def stems(self) -> list[str]:
        """Every question that may be answered there."""
        return [q.stem for kit in self._kits for q in kit.paper.assignment.questions]

    def submission(self, code: Mapping[str, str] | None = None) -> Submission:
        """Read the work as it is now.

        Args:
            code: by question, what to take instead of the files that answer it.

        Raises:
            NothingToGradeError: nothing in it answers a question.
        """
        papers = [kit.paper.assignment for kit in self._kits]
        fallback = papers[0].name if len(papers) == 1 else None
        read = intake.read_one(
            self._folder, student=YOU, papers=papers, assignment=fallback
        )
        read = replace(read, notices=tuple(filter(self._is_news, read.notices)))
        if code:
            files = {PurePosixPath(f"{stem}.py"): text for stem, text in code.items()}
            read = replace(
                read,
                status=Status.GRADED,
                files={**read.files, **{str(p): t.encode() for p, t in files.items()}},
                modules={**read.modules, **{p.stem: str(p) for p in files}},
            )
        if read.status is not Status.GRADED:
            raise NothingToGradeError(" ".join(read.notices))
        return read

    def kit_of(self, submission: Submission) -> Kit:
        """Return the kit of the assignment that a submission answers.

        Raises:
            UsageError: nothing tells which one it answers.
        """
        for kit in self._kits:
            if kit.facts.assignment == submission.assignment:
                return kit
        raise UsageError(" ".join(submission.notices) or "Which assignment is this?")

    def check(self, submission: Submission, question: str = "") -> Checked:
        """Run the public checks, of one question or of all.

        Raises:
            UsageError: there is no such question.
            SandboxError: the processes could not be started.
            RubricError: the public checks cannot be loaded.
        """
        kit = self.kit_of(submission)
        assignment = kit.assignment
        if question:
            one = kit.question(question)
            assignment = replace(assignment, questions=(one,), total=one.marks)
        station = self._station(kit)
        seen = station.grade(submission, [*assignment.checks])
        evidence = misconceptions.explain(seen, _slips(kit, station, seen))
        here = takehome.environment()
        warning = takehome.difference(kit.facts.made_with, here)
        hidden = kit.facts.hidden
        return Checked(
            assignment=assignment,
            card=replace(
                marking.mark(assignment, submission, evidence),
                pictures=pictures.by_check(pictures.unpack(seen.pictures)),
            ),
            evidence=evidence,
            submission=submission,
            hidden=hidden.get(question, 0) if question else sum(hidden.values()),
            left_out=tuple(
                name
                for name in kit.facts.left_out
                if not question or name.startswith(f"{question}.")
            ),
            environment=here,
            warnings=(warning,) if warning else (),
        )

    def report_folder(self, submission: Submission) -> Path:
        """Return where a page about the work goes unless somebody names a folder."""
        kit = self.kit_of(submission)
        return kit.root / FOLDER / "report" if kit.notes else Path("results", "check")

    def close(self) -> None:
        """End every process."""
        for station in self._stations.values():
            station.close()
        self._stations = {}

    def _station(self, kit: Kit) -> Station:
        name = kit.facts.assignment
        if name not in self._stations:
            self._stations[name] = self._opened({name: kit.paper.given}, kit)
        return self._stations[name]

    def _opened(self, given: Mapping[str, Sequence[Path]], kit: Kit) -> Station:
        preload = kit.facts.preload
        if not self._forks:
            return PortableStation(given, kit.settings, preload=preload)
        tier = self._tier or choosing.at_once()
        try:
            return Station(tier, given, kit.settings, preload=preload)
        except SandboxError:
            if self._tier is not None or tier is Tier.NONE:
                raise
        return Station(Tier.NONE, given, kit.settings, preload=preload)

    def _is_news(self, notice: str) -> bool:
        """Whether a notice says more than that a handout is complete."""
        return not notice.startswith(_OURS)


def _slips(kit: Kit, station: Station, seen: Evidence) -> Mapping[str, Sequence[Slip]]:
    if kit.notes:
        return kit.slips

    def grade(mutant: Submission, only: Collection[tuple[str, str]]) -> Evidence:
        return station.grade(mutant, only)

    failed = failed_checks([seen]) & station.found
    return known_slips(kit.paper, grade, failed, workers=1)
