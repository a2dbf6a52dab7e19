"""How a run went: times, memory, tier, versions. No part of a gradebook's identity."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markstone.reports import layout

_LONGEST = 10


def render(run: Mapping[str, Any]) -> str:
    """Return ``run.json``. Values are what JSON knows; anything else is its text."""
    return json.dumps(run, indent=2, default=str) + "\n"


def render_page(run: Mapping[str, Any]) -> str:
    """Return ``report/run.html``: one line a value, nested ones by dotted name.

    Of the seconds of every student, only the longest.
    """
    shown = {name: value for name, value in run.items() if name != "seconds_of"}
    seconds = run.get("seconds_of", {})
    longest = sorted(seconds.items(), key=lambda one: (-one[1], one[0]))[:_LONGEST]
    if longest:
        shown["longest"] = [f"{name} {taken:g} s" for name, taken in longest]
    return layout.render("run.html", rows=list(_rows(shown, "")))


def _rows(value: Any, name: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _rows(inner, f"{name}.{key}" if name else str(key))
        case list() | tuple():
            yield name, ", ".join(map(str, value))
        case _:
            yield name, str(value)
