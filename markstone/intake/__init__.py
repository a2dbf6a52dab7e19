"""Intake: a folder of what students handed in, read and defused, never run.

Each entry of the folder is one submission. Nothing is executed, and nothing is
extracted to disk but the zip in which a platform packs a whole class, for as long as
it is read; what cannot be read costs its own student only.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markstone.errors import UsageError
from markstone.intake.archive import read_bundle, read_parts
from markstone.intake.bundle import RefusedError, joined
from markstone.intake.entries import Entry, find
from markstone.intake.names import printable
from markstone.intake.shelf import Shelf
from markstone.intake.sorting import assemble
from markstone.intake.unpacking import laid_open
from markstone.model import Assignment, Status, Submission


def collect(
    folder: Path, *, papers: Sequence[Assignment], assignment: str | None = None
) -> list[Submission]:
    """Read every submission of a folder, sorted by student.

    Args:
        folder: one entry for each student, or the zip of such a folder.
        papers: the assignments that a submission may answer.
        assignment: the one that a submission answers when nothing in it tells.

    Raises:
        UsageError: the folder is not there, is itself one submission, or the
            assignment is not one of the papers.
        NothingToGradeError: the folder holds no submission.
    """
    names = [paper.name for paper in papers]
    if assignment is not None and assignment not in names:
        raise UsageError(
            f"There is no assignment {assignment}. Choose one of: {', '.join(names)}."
        )
    shelf = Shelf()
    submissions = []
    with laid_open(folder) as opened:
        for entry in find(opened, papers):
            read = _read(entry, papers, assignment)
            submissions.append(
                replace(read, files=shelf.put(read.files), people=entry.people)
            )
    return sorted(submissions, key=lambda submission: submission.student)


def _read(
    entry: Entry, papers: Sequence[Assignment], assignment: str | None
) -> Submission:
    try:
        bundle = read_parts(entry.parts) if entry.parts else read_bundle(entry.path)
        for path in entry.beside:
            bundle = joined(bundle, read_bundle(path))
        submission = assemble(entry.student, bundle, papers, assignment)
    except RefusedError as refused:
        submission = _closed(entry, assignment, str(refused), refused.status)
    except Exception as error:  # noqa: BLE001  (a stranger's bytes, one student's loss)
        # No more than the kind of it: its text may name a path of this machine.
        name = printable(entry.path.name)
        reason = f"{name} could not be read ({type(error).__name__})."
        submission = _closed(entry, assignment, reason, Status.UNREADABLE)
    if not entry.notice:
        return submission
    return replace(submission, notices=(*submission.notices, entry.notice))


def _closed(
    entry: Entry, assignment: str | None, reason: str, status: Status
) -> Submission:
    return Submission(
        student=entry.student,
        assignment=assignment,
        notices=(reason,),
        status=status,
    )
