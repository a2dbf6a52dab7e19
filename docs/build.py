"""Build the documentation as a site: ``python docs/build.py`` (or ``just docs``).

The pages are those of this folder and the ones beside it (README, ARCHITECTURE, ...).
They are laid out as in the repository, so that one link works in both places; the
navigation is made from the folders, so that a new page is in it by itself.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = "README.md"
TUTORIAL = "docs/tutorial.md"
SECTIONS: dict[str, tuple[str, ...]] = {
    "How to": ("docs/how-to/*.md",),
    "Reference": ("docs/reference/*.md", "docs/glossary.md"),
    "Explanation": ("docs/explanation/*.md", "ARCHITECTURE.md", "SECURITY.md"),
    "Project": (
        *("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md"),
        *("docs/release-checklist.md", "benchmarks/README.md"),
        *("examples/README.md", "examples/ci/README.md", "examples/ci/*/README.md"),
    ),
    "Decisions": ("docs/adr/*.md",),
}
BESIDE = (
    "LICENSE",
    "docs/images",
    "docs/reference",
    "benchmarks/results",
    "examples/ci",
)
"""What pages link to and is no page."""

_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_SETTINGS = """\
[project]
site_name = "Markstone"
site_description = "An autograder for deep-learning coursework"
docs_dir = "source"
site_dir = "site"
use_directory_urls = false
nav = {nav}

[project.theme]
font = false
features = ["navigation.sections", "navigation.top", "content.code.copy"]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
toggle.icon = "lucide/sun"
toggle.name = "Switch to dark mode"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
toggle.icon = "lucide/moon"
toggle.name = "Switch to light mode"


[project.plugins.search]

[project.markdown_extensions.tables]

[project.markdown_extensions.toc]
permalink = true

[project.markdown_extensions.pymdownx.superfences]

[project.markdown_extensions.pymdownx.highlight]
"""


def sections(root: Path) -> dict[str, list[Path]]:
    """Return the pages of each section in their order, as paths below *root*.

    Raises:
        ValueError: a page of ``docs`` is in none of them.
    """
    found = {
        name: sorted(
            (path.relative_to(root) for pattern in some for path in root.glob(pattern)),
            key=lambda page: (page.parts[0] != "docs", page.as_posix()),
        )
        for name, some in SECTIONS.items()
    }
    placed = {page for pages in found.values() for page in pages} | {Path(TUTORIAL)}
    pages = {path.relative_to(root) for path in (root / "docs").rglob("*.md")}
    if lost := sorted(page.as_posix() for page in pages - placed):
        raise ValueError(f"in no section of docs/build.py: {', '.join(lost)}")
    return found


def title(page: Path) -> str:
    """Return the first heading of a page."""
    found = _HEADING.search(page.read_text("utf-8"))
    return found.group(1) if found else page.stem


def navigation(root: Path) -> list[dict[str, object]]:
    """Return the navigation, as the site's settings take it."""
    nav: list[dict[str, object]] = [{"Home": HOME}, {"Tutorial": TUTORIAL}]
    for name, pages in sections(root).items():
        entries = [{title(root / page): page.as_posix()} for page in pages]
        nav.append({name: entries})
    return nav


def build(root: Path, out: Path, *, strict: bool = True) -> int:
    """Lay out the pages in *out*, build the site there and return the exit code."""
    shutil.rmtree(out, ignore_errors=True)
    source = out / "source"
    pages = [page for some in sections(root).values() for page in some]
    for name in (HOME, TUTORIAL, *map(str, pages), *BESIDE):
        _copy(root / name, source / name)
    settings = out / "zensical.toml"
    settings.write_text(_SETTINGS.format(nav=_toml(navigation(root))), "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "-f", str(settings)]
    flags = ["--strict"] if strict else []
    return subprocess.run([*command, *flags], check=False, cwd=out).returncode  # noqa: S603 (our own words)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    elif path.is_file():
        shutil.copyfile(path, target)


def _toml(value: object) -> str:
    """Write lists, tables of one key and strings as TOML."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return json.dumps(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site of this checkout."""
    parser = argparse.ArgumentParser(description="Build the documentation as a site.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "docs")
    out = parser.parse_args(arguments).out.resolve()
    code = build(ROOT, out)
    print(f"{out / 'site' / 'index.html'}" if code == 0 else "The site has faults.")
    return code


if __name__ == "__main__":
    sys.exit(main())
