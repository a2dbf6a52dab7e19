"""Draw the results that lie in a folder and put their tables into the README.

    python -m benchmarks.plots

Same results, same bytes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from benchmarks import recording
from benchmarks.cohort import HERE
from benchmarks.recording import RESULTS, middle
from benchmarks.tables import growth_table, peers_tables, regrade_table, throughput

README = HERE / "README.md"
_OURS, _THEIRS = "#20639b", "#b8c4ce"
_STYLE: Any = {
    "svg.hashsalt": "markstone",
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
}


def draw_peers(told: dict[str, Any]) -> Figure:
    """Draw throughput and CPU of every tool."""
    names = [name for name in told["runs"] if name != "arithmetic"]
    runs = [told["runs"][name] for name in names]
    figure = Figure(figsize=(8, 0.35 * len(names) + 1.2), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    _bars(left, names, [middle(map(throughput, some)) for some in runs])
    left.set_xlabel("submissions a minute")
    cpu = [middle(1e3 * r["cpu_seconds"] / r["count"] for r in some) for some in runs]
    _bars(right, names, cpu)
    right.set_xlabel("CPU ms a submission")
    left.invert_yaxis()  # both share it
    return figure


def draw_growth(told: dict[str, Any]) -> Figure:
    """Draw what a submission costs, and how much is held, over the class's size."""
    sizes = [int(size) for size in told["runs"]]
    figure = Figure(figsize=(8, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, names, factor, unit in (
        (left, {"wall_each": "wall", "cpu_each": "CPU"}, 1e3, "ms a submission"),
        (right, {"host_mib": "host", "tree_mib": "all processes"}, 1, "peak MiB"),
    ):
        for (name, label), colour in zip(
            names.items(), (_OURS, "#ed8b00"), strict=True
        ):
            runs = told["runs"].values()
            values = [factor * middle(run[name] for run in some) for some in runs]
            axes.plot(sizes, values, "o-", label=label, color=colour)
        axes.set_xscale("log")
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.set_xticks([], minor=True)
        axes.set_ylim(bottom=0)
        axes.set_xlabel("submissions")
        axes.set_ylabel(unit)
        axes.legend(frameon=False)
    return figure


def draw_regrade(told: dict[str, Any]) -> Figure:
    """Draw how long it takes to grade a class again."""
    cases = told["cases"]
    figure = Figure(figsize=(6, 1.8), layout="constrained")
    axes = figure.subplots()
    seconds = [middle(r["wall_seconds"] for r in runs) for runs in cases.values()]
    axes.barh(list(cases), seconds, color=_OURS)
    axes.invert_yaxis()
    axes.set_xlabel(f"seconds for {told['size']} submissions")
    return figure


SHOWN: dict[str, tuple[Callable[..., Figure], Callable[..., str]]] = {
    "peers": (draw_peers, lambda told: "\n\n".join(peers_tables(told))),
    "growth": (draw_growth, growth_table),
    "regrade": (draw_regrade, regrade_table),
}
"""For each file of results its picture and its tables."""


def replaced(text: str, name: str, content: str) -> str:
    """Return a text with new content between the marks of that name.

    Raises:
        ValueError: the marks are not there.
    """
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the text has no {start} ... {end}")
    return f"{before}{start}\n{content}\n{end}{after}"


def circumstances(told: dict[str, Any]) -> str:
    """Say in a sentence when, where and with what something was measured."""
    told = told["circumstances"]
    machine, versions = told["machine"], told["versions"]
    packages = ", ".join(f"{name} {number}" for name, number in versions.items())
    peers = ", ".join(line.replace("==", " ") for line in told.get("peers", ()))
    return (
        f"Measured {told['date'].replace('T', ' ')} on {machine['cores']} cores "
        f"({machine['processor']}, {machine['memory_gib']} GiB, {machine['system']}), "
        f"Python {told['python']}, {packages}{', ' if peers else ''}{peers}; "
        f"{told['threads']}. Medians."
    )


def main() -> None:
    """Draw what there is."""
    parser = argparse.ArgumentParser(description="Draw the results of the benchmarks.")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--readme", type=Path, default=README)
    options = parser.parse_args()
    text = options.readme.read_text("utf-8")
    for name, (draw, table) in SHOWN.items():
        told = recording.read(options.results / f"{name}.json")
        if not told:
            print(f"{name}: no results in {options.results}")
            continue
        picture = options.results / f"{name}.svg"
        with mpl.rc_context(_STYLE):
            draw(told).savefig(picture, metadata={"Date": None})
        content = f"{circumstances(told)}\n\n{table(told)}\n\n![{name}]"
        text = replaced(text, name, f"\n{content}(results/{name}.svg)\n")
        print(f"{name}: {picture}")
    options.readme.write_text(text, "utf-8")


def _bars(axes: Axes, names: list[str], values: list[float]) -> None:
    colours = [_OURS if name.startswith("markstone") else _THEIRS for name in names]
    bars = axes.barh(names, values, color=colours, log=True)
    axes.bar_label(bars, [f"{value:,.0f}" for value in values], padding=2, fontsize=8)
    axes.margins(x=0.2)
    axes.xaxis.set_minor_formatter(NullFormatter())


if __name__ == "__main__":
    main()
