"""How a run went: times, memory, tier, versions. No part of a gradebook's identity."""

import json
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from markstone.reports import layout

_LONGEST = 10

_WORDS = {
    "seconds": "The run took",
    "submissions": "Submissions",
    "examined": "Code was run for",
    "processes_started": "Processes started for it",
    "isolation": "Isolation",
    "jobs": "Submissions at a time",
    "cpu_seconds_of_host": "Computing of the host",
    "peak_memory_mib": "Peak memory of the host",
    "peak_memory_of_a_process_mib": "Peak memory of another process",
    "machine": "Machine",
    "python": "Python",
}

_UNITS = {
    "seconds": " s",
    "cpu_seconds_of_host": " s",
    "examined": " submissions and known slips",
    "peak_memory_mib": " MiB",
    "peak_memory_of_a_process_mib": " MiB",
}


def render(run: Mapping[str, Any]) -> str:
    """Return ``run.json``. Values are what JSON knows; anything else is its text."""
    return json.dumps(run, indent=2, default=str) + "\n"


def render_page(run: Mapping[str, Any]) -> str:
    """Return ``report/run.html``: the run at a glance, then one line a value.

    Nested values go by dotted name. Of the seconds of every student, only the longest.
    """
    shown = {name: value for name, value in run.items() if name != "seconds_of"}
    seconds = run.get("seconds_of", {})
    longest = sorted(seconds.items(), key=lambda one: (-one[1], one[0]))[:_LONGEST]
    if longest:
        shown["longest"] = [f"{name} {taken:g} s" for name, taken in longest]
    return layout.render(
        "run.html", glance=list(_glance(run)), rows=list(_rows(shown, ""))
    )


def _glance(run: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say in words what people ask first, as far as it is known."""
    for name, words in _WORDS.items():
        if name in run:
            yield words, f"{run[name]}{_UNITS.get(name, '')}"
    if seconds := run.get("seconds_of"):
        middle, longest = median(seconds.values()), max(seconds.values())
        yield "A submission takes", f"{middle:g} s (median), {longest:g} s at most"


def _rows(value: Any, name: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _rows(inner, f"{name}.{key}" if name else str(key))
        case list() | tuple():
            yield name, ", ".join(map(str, value))
        case _:
            yield name, str(value)
