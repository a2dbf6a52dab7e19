"""How the benchmarks measure, judge and tabulate."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from matplotlib import rc_context

from benchmarks import plots, tables
from benchmarks.cohort import SLIPS, Written, troubled, well_behaved
from benchmarks.peers.behaviour import verdict
from benchmarks.regrade import Course

ROOT = Path(__file__).parents[2]
SLIPPED = "trouble"


def measured(script: str, seconds: float = 20) -> dict[str, Any]:
    """Measure a script of Python's, from a process that may take in its orphans."""
    measuring = f"""
        import dataclasses, json, pathlib, sys
        from benchmarks import measuring
        command = [sys.executable, "-c", {textwrap.dedent(script)!r}]
        watch = measuring.Watch(memory=True, cpu_at="burnt")
        cost = measuring.run(
            command, folder=pathlib.Path(), env={{}}, seconds={seconds}, watch=watch
        )
        print(json.dumps(dataclasses.asdict(cost)))
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(measuring)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


BURN = (
    "import time\nwhile time.process_time() < 0.3: pass\nprint('burnt', flush=True)\n"
)


def test_a_process_for_which_nobody_waits_is_counted() -> None:
    cost = measured(
        f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {BURN!r}])"
    )

    assert cost["cpu"] > 0.3
    assert cost["orphans"] == 0


def test_a_line_knows_what_was_computed_before_it() -> None:
    cost = measured(f"{BURN}time.sleep(0.5)")

    (line,) = cost["lines"]
    assert line["text"] == "burnt"
    assert line["cpu"] >= 0.25
    assert cost["tree_mib"] > 1
    assert cost["host_mib"] > 1


def test_what_takes_too_long_is_ended_with_all_that_it_started() -> None:
    cost = measured(
        "import subprocess, time\nsubprocess.Popen(['sleep', '60'])\ntime.sleep(60)", 1
    )

    assert cost["was_killed"]
    assert cost["wall"] < 10


@pytest.fixture
def cohort() -> list[Written]:
    right = [one for one in well_behaved(27) if one.slip is None]
    return [right[0], troubled("patches_comparison", SLIPPED), right[1]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: None, "right"),
        (lambda found: found.pop("s00001"), "takes others with it"),
        (lambda found: found["s00001"].pop("layer"), "takes others with it"),
        (
            lambda found: found["s00001"].update(bound=False),
            "changes the marks of others",
        ),
        (lambda found: found.pop(SLIPPED), "no result"),
        (lambda found: found[SLIPPED].update(divergence=True), "marks gained"),
        (lambda found: found[SLIPPED].pop("layer"), "checks missing"),
        (lambda found: found[SLIPPED].update(layer=False), "marks lost"),
    ],
)
def test_a_class_with_trouble_in_it_is_judged(
    change: Any, said: str, cohort: list[Written]
) -> None:
    first = cohort[0]
    cohort[0] = Written(student="s00001", slip=first.slip, files=first.files)
    found = {one.student: dict(one.expected) for one in cohort}

    change(found)

    assert verdict(cohort, SLIPPED, found) == said


def run(count: int, wall: float, cpu: float = 1.0) -> dict[str, Any]:
    return {
        "count": count,
        "wall_seconds": wall,
        "cpu_seconds": cpu,
        "cpu_each": cpu / count,
        "wrong": [],
    }


TOLD: dict[str, Any] = {
    "runs": {
        "arithmetic": [{"computing": 0.01, "forks": 0.07}] * 2,
        "markstone, 27": [run(27, 6), run(27, 6)],
        "markstone, 270": [run(270, 20, 27), run(270, 40, 27)],
        "pytest, two at a time": [run(27, 30), run(27, 60)],
        "floor, two at a time": [run(27, 3), run(27, 3)],
    },
    "memory": {"markstone, 27": {"tree_mib": 512.0}},
    "trouble": {"otter run": {"endless_loop": {"verdict": "no result", "orphans": 1}}},
    "circumstances": {},
}


def test_ratios_are_taken_within_a_repetition() -> None:
    assert tables.ratios(TOLD, "pytest, two at a time") == [15, 15]


def test_goals_stand_beside_what_was_measured() -> None:
    costs, goals, trouble = tables.peers_tables(TOLD)

    assert "| markstone, 27 | 6.0 | 270 | 37 | 512 |" in costs
    assert "| throughput, times pytest, two at a time | 15.0 | ≥ 15 |" in goals
    assert "start-up excluded | 90 | ≤ 90 |" in goals
    assert "floor two at a time | 2.00 | ≤ 2.5 |" in goals
    assert "| otter run | **no result**, 1 left running |" in trouble


def test_trouble_alone_is_told_without_costs() -> None:
    (trouble,) = tables.peers_tables(TOLD | {"runs": {}})

    assert "endless loop" in trouble


def test_a_picture_of_the_same_results_is_the_same(tmp_path: Path) -> None:
    pictures = []
    for name in ("one.svg", "two.svg"):
        with rc_context(plots._STYLE):
            plots.draw_peers(TOLD).savefig(tmp_path / name, metadata={"Date": None})
        pictures.append((tmp_path / name).read_bytes())

    assert pictures[0] == pictures[1]


def test_tables_go_between_their_marks_in_the_page() -> None:
    page = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter"

    new = plots.replaced(page, "a", "new")

    assert new == "before\n<!-- a -->\nnew\n<!-- end of a -->\nafter"
    with pytest.raises(ValueError, match="no <!-- b -->"):
        plots.replaced(page, "b", "new")


def test_the_page_has_a_place_for_every_result() -> None:
    page = plots.README.read_text()

    for name in plots.SHOWN:
        plots.replaced(page, name, "")


def test_a_change_of_the_course_is_undone_by_the_next(tmp_path: Path) -> None:
    laid = Course(tmp_path / "course")
    rubric = laid.root / "rubrics" / "benchmark.yaml"
    texts = [rubric.read_text()]

    for change in (laid.change_marks, laid.change_tolerance) * 2:
        change()
        texts.append(rubric.read_text())

    assert len(set(texts)) == 4
    assert texts[-1] == texts[0]


def test_every_slip_loses_something() -> None:
    assert all(slip.loses for slip in SLIPS)
