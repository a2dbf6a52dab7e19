"""A fuzzer of intake, to be run in a process of its own.

``python -m tests.fuzzing.intake SEED COUNT`` makes the same class for the same seed:
each submission is read, bounded, marked without evidence and reported.
"""

import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from markstone import course, marking, reports
from markstone.briefing import Examinee
from markstone.intake import collect
from markstone.model import Assignment, Evidence, Status, Submission
from markstone.wire import values
from tests.fuzzing.malformed import ROOT, make

MOST_SECONDS = 5.0
ROOM = 2 << 30
MOST_GROWTH_KIB = 512 << 10
"""A bomb is read up to the limit of a submission, in an archive and out of it."""

NO_REASON = "it is unreadable and nothing says why"


def read(folder: Path, papers: list[Assignment]) -> Submission:
    """Read the one submission of a folder and hold it to what is promised."""
    (submission,) = collect(folder, papers=papers, assignment=papers[0].name)
    if submission.status is not Status.GRADED and not any(submission.notices):
        raise AssertionError(NO_REASON)
    if "could not be read (" in "".join(submission.notices):
        raise AssertionError("it is unreadable for a reason that nobody understands")
    if not "".join(submission.notices).isprintable():
        raise AssertionError("a notice holds what steers a terminal")
    values.pack(Examinee.of(submission).to_plain(), values.as_is)
    return submission


def reported(
    folder: Path, papers: list[Assignment], submissions: list[Submission]
) -> None:
    """Write the gradebooks of a class of which nothing could be run."""
    for paper in papers:
        cards = [
            marking.mark(paper, one, Evidence(student=one.student))
            for one in submissions
            if one.assignment == paper.name
        ]
        students = [card.student for card in cards]
        reports.write(paper, students, cards, folder / paper.name)
        text = (folder / paper.name / "gradebook.csv").read_text()
        missing = [card.student for card in cards if card.student not in text]
        if missing:
            raise AssertionError(f"{missing} are not in the gradebook")


def confine() -> int:
    """Leave some address space, and return the peak of memory so far in KiB."""
    status = Path("/proc/self/status").read_text().split("VmSize:")[1]
    size = (int(status.split()[0]) << 10) + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def tried(entry: str, content: bytes, papers: list[Assignment]) -> Submission:
    """Lay an entry into a class of its own and read that."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / entry).write_bytes(content)
        before = time.process_time()
        submission = read(Path(folder), papers)
        if time.process_time() - before > MOST_SECONDS:
            raise AssertionError("it took too long")
    return submission


def main(seed: int, count: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (no secret)
    papers = [paper.assignment for paper in course.load(ROOT)]
    peak = confine()
    warnings.simplefilter("error")
    submissions = []
    for number in range(count):
        suffix, content = make(rng)
        try:
            submissions.append(tried(f"s{number:04}{suffix}", content, papers))
        except Exception:  # noqa: BLE001 (that is what it looks for)
            traceback.print_exc()
            kept = Path(tempfile.gettempdir()) / f"malformed{suffix}"
            kept.write_bytes(content)
            sys.exit(f"seed {seed}, submission {number}, kept as {kept}")
    with tempfile.TemporaryDirectory() as folder:
        reported(Path(folder), papers, submissions)
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    kinds = Counter(str(submission.status) for submission in submissions)
    print(f"seed {seed}: {dict(kinds)}, {growth >> 10} MiB more")  # noqa: T201
    if growth > MOST_GROWTH_KIB:
        sys.exit(f"seed {seed}: memory grew by {growth >> 10} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
