"""How a run went: times, memory, tier, versions. No part of a gradebook's identity."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markstone.reports import layout


def render(run: Mapping[str, Any]) -> str:
    """Return ``run.json``. Values are what JSON knows; anything else is its text."""
    return json.dumps(run, indent=2, default=str) + "\n"


def render_page(run: Mapping[str, Any]) -> str:
    """Return ``report/run.html``: one line a value, nested ones by dotted name."""
    return layout.render("run.html", rows=list(_rows(run, "")))


def _rows(value: Any, name: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _rows(inner, f"{name}.{key}" if name else str(key))
        case list() | tuple():
            yield name, ", ".join(map(str, value))
        case _:
            yield name, str(value)
