"""Where results are kept, and under which circumstances they were measured."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from markstone.reports.files import write_whole

RESULTS = Path(__file__).resolve().parent / "results"
_PACKAGES = ("markstone", "torch", "numpy", "pytest")


def circumstances(packages: Iterable[str] = _PACKAGES) -> dict[str, Any]:
    """Say when, with which versions and on which machine something is measured."""
    kernel = platform.release().partition("-")[0]  # its maker is nobody's business
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "versions": {name: _version(name) for name in packages},
        "python": platform.python_version(),
        "machine": {
            "system": f"{platform.system()} {kernel} {platform.machine()}",
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gib": round(_memory_bytes() / 2**30, 1),
        },
        "threads": "OMP_NUM_THREADS=1",
    }


def write(content: dict[str, Any], path: Path) -> None:
    """Write results as JSON, whole or not at all."""
    write_whole(path, json.dumps(content, indent=1) + "\n")


def read(path: Path) -> dict[str, Any]:
    """Return results that were written; nothing where there are none."""
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def middle(values: Iterable[float]) -> float:
    """Return the median, 0 of nothing."""
    kept = list(values)
    return median(kept) if kept else 0.0


def busy_seconds() -> float:
    """Return how long the processors of this machine have computed since it started."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, interrupts, soft, stolen = map(int, fields)
    ticks = user + nice + system + interrupts + soft + stolen
    return ticks / os.sysconf("SC_CLK_TCK")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _memory_bytes() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
