"""What it takes to grade a class again: unchanged, other marks, another tolerance.

    python -m benchmarks.regrade --size 1000

The class is graded once; then each case is timed as often as asked, on what the run
before it left. No case may start a process for a student's code.
"""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import recording
from benchmarks.cohort import COURSE, PAPER, Written, well_behaved
from benchmarks.grading import Run, grade, wrong
from benchmarks.growth import work_folder
from benchmarks.recording import RESULTS, busy_seconds, circumstances, middle

SIZE = 1000


class Course:
    """A copy of the benchmark's course, whose rubric is changed from run to run."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(COURSE, folder)
        self.root = folder
        self._rubric = folder / "rubrics" / f"{PAPER}.yaml"

    def turn(self, one: str, other: str) -> None:
        """Replace one of two texts, whichever stands in the rubric, by the other.

        Raises:
            ValueError: neither stands there.
        """
        text = self._rubric.read_text("utf-8")
        if other in text:  # first, for the longer may hold the shorter
            one, other = other, one
        if one not in text:
            raise ValueError(f"the rubric has neither {one!r} nor {other!r}")
        self._rubric.write_text(text.replace(one, other), "utf-8")

    def change_marks(self) -> None:
        """Make one check of a part dearer and another cheaper, or undo it."""
        self.turn("moved: { marks: 1,", "moved: { marks: 0.5,")
        self.turn("stretch: { marks: 1,", "stretch: { marks: 1.5,")

    def change_tolerance(self) -> None:
        """Set a tolerance of its own for one check, or take it back."""
        self.turn("layer: { marks: 1,", "layer: { marks: 1, tolerance: 2.0e-4,")

    def leave(self) -> None:
        """Change nothing."""


CASES: dict[str, Callable[[Course], None]] = {
    "unchanged": Course.leave,
    "marks": Course.change_marks,
    "tolerance": Course.change_tolerance,
}
"""What is done to the course before the class is graded again."""


def main() -> None:
    """Grade a class, then time each case, and keep the figures."""
    options = _parser().parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    course = Course(options.work / "regrade_course")
    out = options.work / f"regrade_{options.size}"
    shutil.rmtree(out, ignore_errors=True)
    cohort = well_behaved(options.size)

    def graded() -> dict[str, Any]:
        return _graded(cohort, options.work, out, course, jobs=options.jobs)

    result: dict[str, Any] = {
        "circumstances": circumstances(),
        "size": options.size,
        "jobs": options.jobs,
        "first": graded(),
        "cases": {name: [] for name in CASES},
    }
    _say("first", result["first"])
    for _ in range(options.repetitions):
        for name, change in CASES.items():
            change(course)
            told = graded()
            result["cases"][name].append(told)
            recording.write(result, options.results)
            _say(name, told)
    for name, runs in result["cases"].items():
        seconds = middle(run["wall_seconds"] for run in runs)
        started = max(run["processes_started"] for run in runs)
        print(f"{name}: {seconds:.2f} s, {started} processes for students' code")


def _graded(
    cohort: list[Written], work: Path, out: Path, course: Course, *, jobs: int
) -> dict[str, Any]:
    busy = busy_seconds()
    run = grade(cohort, work, out=out, jobs=jobs, course=course.root)
    return _figures(run, busy_seconds() - busy) | {"wrong": wrong(cohort, run.verdicts)}


def _figures(run: Run, busy: float) -> dict[str, Any]:
    cost = run.cost
    return {
        "wall_seconds": cost.wall,
        "cpu_seconds": cost.cpu,
        "host_mib": run.facts["peak_memory_mib"],
        "examined": run.facts["examined"],
        "processes_started": run.facts["processes_started"],
        "others": (busy - cost.cpu) / cost.wall,
    }


def _say(name: str, told: dict[str, Any]) -> None:
    print(
        f"{name:<10} {told['wall_seconds']:7.2f} s  CPU {told['cpu_seconds']:7.2f} s  "
        f"examined {told['examined']}, started {told['processes_started']}  "
        f"wrong {len(told['wrong'])}  others {told['others']:.2f}",
        flush=True,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, default=work_folder())
    parser.add_argument("--results", type=Path, default=RESULTS / "regrade.json")
    return parser


if __name__ == "__main__":
    main()
