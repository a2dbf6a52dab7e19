"""Markstone beside its peers, in one run.

    python -m benchmarks.peers --repetitions 5

Markstone grades the class ten times over, 270 submissions, and the 27 alone; each peer
grades the 27. A repetition runs all of them one after the other, so that what the
machine does meanwhile meets all alike; ratios are taken within a repetition. A run that
was interrupted goes on where it was.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import measuring, recording
from benchmarks.cohort import WELL_BEHAVED, Written, well_behaved, write
from benchmarks.grading import ROOT, environment, grade, wrong
from benchmarks.growth import figures, work_folder
from benchmarks.measuring import Cost, Watch
from benchmarks.peers import behaviour, setup
from benchmarks.peers.tools import TOOLS, Tool, stage
from benchmarks.recording import RESULTS, busy_seconds, circumstances
from benchmarks.tables import peers_tables, throughput

_FIRST = "benchmark 1/"
_FEW = 6
"""Submissions whose memory is looked at, where each has a process of its own."""
_PATIENCE_SECONDS = 60.0
_SAID = ("Isolation: ", "Grading the reference")
"""What the log of a run must show: the wall was tried, the reference graded."""


@dataclass(slots=True)
class Bench:
    """One benchmark, the part of it that is done, and where it is kept."""

    work: Path
    kit: Path
    results: Path
    copies: int
    tools: dict[str, Tool]
    told: dict[str, Any]

    @property
    def jobs(self) -> dict[str, Callable[[bool], dict[str, Any]]]:
        """Everything that a repetition measures, in order, by name."""
        many, few = WELL_BEHAVED * self.copies, WELL_BEHAVED
        ours = {
            f"markstone, {count}": self._ours(count)
            for count in dict.fromkeys((few, many))
        }
        return ours | {name: self._theirs(name) for name in self.tools}

    def repeat(self, repetition: int) -> None:
        """Measure everything once more, unless an earlier run did."""
        for name, job in {"arithmetic": self._arithmetic, **self._plain()}.items():
            runs = self.told["runs"].setdefault(name, [])
            if len(runs) <= repetition:
                runs.append(job())
                self.keep()
                print(f"{repetition + 1} {name:<24} {_line(runs[-1])}", flush=True)

    def look_at_memory(self) -> None:
        """Measure once more with an eye on memory, which costs time of its own."""
        for name, job in self.jobs.items():
            if name not in self.told["memory"]:
                told = job(True)
                kept = {key: told[key] for key in ("count", "host_mib", "tree_mib")}
                self.told["memory"][name] = kept
                self.keep()
                print(f"memory {name:<24} {kept['tree_mib']:6.0f} MiB", flush=True)

    def make_trouble(self, patience: float) -> None:
        """Let each tool meet each kind of trouble."""
        told = self.told["trouble"]
        if "markstone" not in told:
            told["markstone"] = behaviour.of_markstone(self.work)
            self.told["class of 30"] = behaviour.class_of_30(self.work)
            self.keep()
        for name, tool in self.tools.items():
            if name not in told and not name.endswith("two at a time"):
                told[name] = behaviour.of_peer(
                    tool, _file_name(name), self.work, self.kit, patience=patience
                )
                self.keep()

    def keep(self) -> None:
        """Write down what is done."""
        recording.write(self.told, self.results)

    def _plain(self) -> dict[str, Callable[[], dict[str, Any]]]:
        def bound(
            job: Callable[[bool], dict[str, Any]],
        ) -> Callable[[], dict[str, Any]]:
            return lambda: job(False)

        return {name: bound(job) for name, job in self.jobs.items()}

    def _arithmetic(self) -> dict[str, Any]:
        cohort = well_behaved(WELL_BEHAVED)
        folder = write(cohort, self.work / "class_arithmetic")
        python = str(setup.python(self.work, "core"))
        told = [str(ROOT), str(folder), *(one.student for one in cohort)]
        ended = subprocess.run(  # noqa: S603 (our own script)
            [python, str(self.kit / "arithmetic.py"), *told],
            env=environment(self.work / "home"),
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
        return found

    def _ours(self, count: int) -> Callable[[bool], dict[str, Any]]:
        def job(is_watched: bool) -> dict[str, Any]:  # noqa: FBT001 (see jobs)
            cohort = well_behaved(count)
            out = self.work / f"markstone_{count}"
            shutil.rmtree(out, ignore_errors=True)
            busy = busy_seconds()
            watch = Watch(memory=is_watched, cpu_at=_FIRST)
            run = grade(cohort, self.work, out=out, watch=watch)
            said = "\n".join(line.text for line in run.cost.lines)
            told = figures(run) | {"log_is_whole": all(part in said for part in _SAID)}
            lost = wrong(cohort, run.verdicts)
            return _figures(run.cost, cohort, lost, busy) | told

        return job

    def _theirs(self, name: str) -> Callable[[bool], dict[str, Any]]:
        def job(is_watched: bool) -> dict[str, Any]:  # noqa: FBT001 (see jobs)
            tool = self.tools[name]
            is_one_by_one = not name.startswith(("nbgrader", "floor"))
            few = _FEW if is_watched and is_one_by_one else WELL_BEHAVED
            cohort = well_behaved(few)
            place = stage(
                tool,
                self.work,
                self.kit,
                cohort,
                _file_name(name),
                patience=_PATIENCE_SECONDS,
            )
            busy = busy_seconds()
            cost = measuring.run(
                tool.command(place),
                folder=place.out,
                env=place.env(tool.environment),
                seconds=_PATIENCE_SECONDS * few,
                watch=Watch(memory=is_watched),
            )
            return _figures(cost, cohort, wrong(cohort, tool.read(place)), busy)

        return job


def main() -> int:
    """Measure, print the tables, and return 1 where markstone was wrong."""
    options = _parser().parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    tools = _installed(options.work, options.only or list(TOOLS))
    begun = {"copies": options.copies, "commit": _commit(), "tools": list(tools)}
    earlier = {} if options.afresh else recording.read(options.results)
    told = earlier if earlier.get("settings") == begun else _nothing(begun)
    kit = setup.lay_kit(options.work)
    bench = Bench(options.work, kit, options.results, options.copies, tools, told)
    for repetition in range(options.repetitions):
        bench.repeat(repetition)
    if not options.no_memory:
        bench.look_at_memory()
    if not options.no_trouble:
        bench.make_trouble(options.patience)
    print("\n\n".join(peers_tables(bench.told)))
    return 1 if _faults(bench.told) else 0


def _installed(work: Path, names: Sequence[str]) -> dict[str, Tool]:
    problems = {}
    for name in sorted({TOOLS[name].environment for name in names}):
        print(f"environment {name} …", flush=True)
        problems[name] = setup.install(work, name)
        if problems[name]:
            print(f"  cannot be installed: {problems[name]}", flush=True)
    return {
        name: TOOLS[name] for name in names if not problems[TOOLS[name].environment]
    }


def _nothing(begun: dict[str, Any]) -> dict[str, Any]:
    pinned = [
        line
        for name in setup.NAMES
        for line in (setup.HERE / f"requirements-{name}.txt").read_text().split()
    ]
    return {
        "circumstances": circumstances() | {"peers": sorted(set(pinned))},
        "settings": begun,
        "runs": {},
        "memory": {},
        "trouble": {},
    }


def _figures(
    cost: Cost, cohort: Sequence[Written], lost: list[str], busy: float
) -> dict[str, Any]:
    return {
        "count": len(cohort),
        "wall_seconds": cost.wall,
        "cpu_seconds": cost.cpu,
        "host_mib": cost.host_mib,
        "tree_mib": cost.tree_mib,
        "was_killed": cost.was_killed,
        "wrong": lost,
        "others": (busy_seconds() - busy - cost.cpu) / cost.wall,
    }


def _faults(told: dict[str, Any]) -> list[str]:
    """Name what markstone got wrong."""
    faults = [
        fault
        for name, runs in told["runs"].items()
        if name.startswith("markstone")
        for run in runs
        for fault in run["wrong"]
    ]
    faults += told.get("class of 30", {}).get("wrong", [])
    met = told["trouble"].get("markstone", {})
    return faults + [k for k, v in met.items() if v["verdict"] != behaviour.RIGHT]


def _line(run: dict[str, Any]) -> str:
    if "count" not in run:
        return "  ".join(f"{key} {1e3 * value:.1f} ms" for key, value in run.items())
    return (
        f"{run['wall_seconds']:7.1f} s  {throughput(run):7.1f} a minute  "
        f"CPU {1e3 * run['cpu_seconds'] / run['count']:7.0f} ms each  "
        f"wrong {len(run['wrong'])}  others {run['others']:.2f}"
    )


def _file_name(name: str) -> str:
    return name.replace(",", "").replace(" ", "_")


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    ended = subprocess.run(  # noqa: S603 (git)
        command, capture_output=True, text=True, check=False
    )
    return ended.stdout.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure markstone beside its peers.")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--copies", type=int, default=10, help="times 27 for markstone")
    parser.add_argument("--only", nargs="+", choices=list(TOOLS), help="these peers")
    parser.add_argument("--no-memory", action="store_true", help="skip that pass")
    parser.add_argument("--no-trouble", action="store_true", help="skip that pass")
    parser.add_argument("--patience", type=float, default=60.0, help="for trouble, s")
    parser.add_argument("--afresh", action="store_true", help="forget what was done")
    parser.add_argument("--work", type=Path, default=work_folder())
    parser.add_argument("--results", type=Path, default=RESULTS / "peers.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
