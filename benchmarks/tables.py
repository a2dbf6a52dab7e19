"""Results as tables in Markdown; what is printed and what the README shows."""

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.recording import middle

TARGETS = {
    "pytest, two at a time": 15,
    "nbgrader autograde": 40,
    "otter run": 60,
}
"""How many times the throughput of a peer markstone is to have."""
MOST_ABOVE_MS = 90
"""CPU a submission above the students' own arithmetic, at most."""
MOST_OF_FLOOR = 2.5
"""27 with start-up, against the floor two at a time, at most."""
_FLOOR = "floor, two at a time"


def peers_tables(told: dict[str, Any]) -> list[str]:
    """Return cost, goals and trouble of markstone and its peers."""
    tables = [_costs(told), _goals(told)] if told["runs"] else []
    return [*tables, _trouble(told)] if told["trouble"] else tables


def growth_table(told: dict[str, Any]) -> str:
    """Return what a submission costs in classes of several sizes."""
    rows = []
    for size, runs in told["runs"].items():
        rows.append(
            [
                size,
                _ms(run["wall_each"] for run in runs),
                _ms(run["cpu_each"] for run in runs),
                _number((run["startup_seconds"] for run in runs), 1),
                _number((run["host_mib"] for run in runs), 0),
                _number((run["tree_mib"] for run in runs), 0),
                str(sum(len(run["wrong"]) for run in runs)),
            ]
        )
    header = ["submissions", "ms each", "CPU ms each", "start-up s"]
    return _table([*header, "host MiB", "all MiB", "wrong"], rows)


def regrade_table(told: dict[str, Any]) -> str:
    """Return what grading a class again takes."""
    cases = {"first time": [told["first"]], **told["cases"]}
    names = {
        "unchanged": "again, unchanged",
        "marks": "again, after a change of marks",
        "tolerance": "again, after a change of a tolerance",
    }
    rows = [
        [
            names.get(name, name),
            _number((run["wall_seconds"] for run in runs), 2),
            _number((run["cpu_seconds"] for run in runs), 2),
            str(max((run["processes_started"] for run in runs), default=0)),
            _number((run["host_mib"] for run in runs), 0),
        ]
        for name, runs in cases.items()
    ]
    header = [f"{told['size']} submissions", "wall s", "CPU s", "student processes"]
    return _table([*header, "host MiB"], rows)


def throughput(run: dict[str, Any]) -> float:
    """Return submissions a minute, start-up included."""
    return float(60 * run["count"] / run["wall_seconds"])


def ratios(told: dict[str, Any], name: str) -> list[float]:
    """Return markstone's throughput over a peer's, repetition by repetition."""
    ours, theirs = told["runs"][_largest(told)], told["runs"][name]
    return [
        throughput(one) / throughput(other)
        for one, other in zip(ours, theirs, strict=False)
    ]


def _largest(told: dict[str, Any]) -> str:
    ours: list[str] = [n for n in told["runs"] if n.startswith("markstone, ")]
    return max(ours, key=lambda name: int(name.partition(", ")[2]))


def _costs(told: dict[str, Any]) -> str:
    rows = []
    for name, runs in told["runs"].items():
        if name == "arithmetic":
            continue
        memory = told["memory"].get(name, {}).get("tree_mib")
        ratio = "" if name == _largest(told) else f"{middle(ratios(told, name)):.1f}"
        rows.append(
            [
                name,
                _number((run["wall_seconds"] for run in runs), 1),
                _number(map(throughput, runs), 0),
                _ms(run["cpu_seconds"] / run["count"] for run in runs),
                f"{memory:.0f}" if memory else "",
                ratio,
                str(sum(len(run["wrong"]) for run in runs)),
            ]
        )
    header = ["", "wall s", "a minute", "CPU ms each", "memory MiB"]
    return _table([*header, f"{_largest(told)} is times as fast", "wrong"], rows)


def _goals(told: dict[str, Any]) -> str:
    runs = told["runs"]
    rows = [
        [f"throughput, times {name}", f"{middle(ratios(told, name)):.1f}", f"≥ {least}"]
        for name, least in TARGETS.items()
        if name in runs
    ]
    own = [run["computing"] for run in runs["arithmetic"]]
    rows.append(["students' own arithmetic, CPU ms", _ms(own), ""])
    forks = [run["forks"] for run in runs["arithmetic"]]
    name = "the same with a process for each check and nothing else, CPU ms"
    rows.append([name, _ms(forks), ""])
    ours = runs[_largest(told)]
    for kind, each in (
        ("excluded", [run["cpu_each"] for run in ours]),
        ("included", [run["cpu_seconds"] / run["count"] for run in ours]),
    ):
        above = [cpu - least for cpu, least in zip(each, own, strict=False)]
        name = f"CPU ms above that, start-up {kind}"
        rows.append([name, _ms(above), f"≤ {MOST_ABOVE_MS}"])
    if _FLOOR in runs and "markstone, 27" in runs:
        pairs = zip(runs["markstone, 27"], runs[_FLOOR], strict=False)
        times = [ours["wall_seconds"] / floor["wall_seconds"] for ours, floor in pairs]
        name = "27 with start-up, times the floor two at a time"
        rows.append([name, f"{middle(times):.2f}", f"≤ {MOST_OF_FLOOR}"])
    if whole := told.get("class of 30"):
        wait = f"{whole['longest_wait_but_for_the_last']:.1f}"
        rows.append(["class of 30: wrong checks", str(len(whole["wrong"])), "0"])
        rows.append(["class of 30: longest wait for the next one, s", wait, ""])
    return _table(["goal", "measured", "wanted"], rows)


def _trouble(told: dict[str, Any]) -> str:
    kinds = list(next(iter(told["trouble"].values())))
    rows = [
        [name, *(_bold(met[kind]) for kind in kinds)]
        for name, met in told["trouble"].items()
    ]
    return _table(["", *(kind.replace("_", " ") for kind in kinds)], rows)


def _bold(cell: dict[str, Any]) -> str:
    left = f", {cell['orphans']} left running" if cell["orphans"] else ""
    what = cell["verdict"]
    return f"{what if what == 'right' else f'**{what}**'}{left}"


def _ms(values: Iterable[float]) -> str:
    return _number((1e3 * value for value in values), 0)


def _number(values: Iterable[float], digits: int) -> str:
    return f"{middle(values):,.{digits}f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
