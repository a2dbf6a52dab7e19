"""What a submission costs in a small class and in a large one, start-up excluded.

    python -m benchmarks.growth --sizes 10 100 1000

What counts is the time from the first submission that is done to the end, reports
included, over all submissions but that one.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import recording
from benchmarks.cohort import well_behaved
from benchmarks.grading import Run, grade, wrong
from benchmarks.measuring import Watch
from benchmarks.recording import RESULTS, busy_seconds, circumstances, middle

SIZES = (10, 100, 1000)
_FIRST = "benchmark 1/"


def figures(run: Run) -> dict[str, Any]:
    """Return what is told of a run."""
    cost, first, last = run.cost, run.done[0], run.done[-1]
    rest = run.count - 1
    return {
        "wall_seconds": cost.wall,
        "cpu_seconds": cost.cpu,
        "startup_seconds": first.wall,
        "closing_seconds": cost.wall - last.wall,
        "wall_each": (cost.wall - first.wall) / rest,
        "wall_each_until_last": (last.wall - first.wall) / rest,
        "cpu_each": (cost.cpu - first.cpu) / rest,
        "host_mib": cost.host_mib,
        "tree_mib": cost.tree_mib,
        "processes_started": run.facts["processes_started"],
    }


def main() -> None:
    """Grade classes of several sizes, each as often as asked, and keep the figures."""
    options = _parser().parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    runs: dict[str, list[dict[str, Any]]] = {str(size): [] for size in options.sizes}
    result: dict[str, Any] = {"circumstances": circumstances(), "jobs": options.jobs}
    for repetition in range(options.repetitions):
        for size in options.sizes:
            told = measure(size, options.work, jobs=options.jobs)
            runs[str(size)].append(told)
            recording.write(result | {"runs": runs}, options.results)
            print(
                f"{repetition + 1}: {size:>5} submissions  "
                f"{1e3 * told['wall_each']:7.1f} ms and "
                f"{1e3 * told['cpu_each']:7.1f} ms CPU each  "
                f"host {told['host_mib']:5.0f} MiB  tree {told['tree_mib']:5.0f} MiB  "
                f"wrong {len(told['wrong'])}  others {told['others']:.2f}",
                flush=True,
            )
    _show(runs)


def measure(size: int, work: Path, *, jobs: int) -> dict[str, Any]:
    """Grade the first *size* submissions of the class, from nothing."""
    cohort = well_behaved(size)
    out = work / f"growth_{size}"
    shutil.rmtree(out, ignore_errors=True)
    busy = busy_seconds()
    watch = Watch(memory=True, cpu_at=_FIRST)
    run = grade(cohort, work, out=out, jobs=jobs, watch=watch)
    others = (busy_seconds() - busy - run.cost.cpu) / run.cost.wall
    return figures(run) | {"wrong": wrong(cohort, run.verdicts), "others": others}


def _show(runs: dict[str, list[dict[str, Any]]]) -> None:
    small, large = (next(iter(runs)), list(runs)[-1])
    small = "100" if "100" in runs else small
    for name in ("wall_each", "cpu_each", "host_mib", "tree_mib"):
        few = middle(run[name] for run in runs[small])
        many = middle(run[name] for run in runs[large])
        if few:
            print(f"{name}: {large} against {small}: {many / few:.3f}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, default=work_folder())
    parser.add_argument("--results", type=Path, default=RESULTS / "growth.json")
    return parser


def work_folder() -> Path:
    """Return where classes and results of the benchmarks lie unless told."""
    return Path(tempfile.gettempdir()) / "markstone-benchmarks"


if __name__ == "__main__":
    main()
