"""The documentation as a site: it builds, its links lead somewhere, it is complete."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

from markstone import errors
from markstone.model import Outcome

ROOT = Path(__file__).parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(HTMLParser):
    """What a page of the site links to, loads, and can be linked to by."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.anchors |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        loaded = told.get("src") or (told.get("href") if tag == "link" else "")
        if loaded:
            self.loads.append(loaded)


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("docs")
    ended = subprocess.run(
        [sys.executable, ROOT / "docs" / "build.py", "--out", out],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return out / "site", ended


@pytest.fixture(scope="module")
def pages(built: tuple[Path, object]) -> dict[Path, Page]:
    site = built[0].resolve()
    return {
        path: Page(path) for path in site.rglob("*.html") if path.name != "404.html"
    }


def test_the_site_builds_strictly_without_a_warning(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    site, ended = built

    assert (ended.returncode, ended.stderr.strip()) == (0, "No issues found")
    assert (site / "index.html").is_file()


def test_every_page_is_in_the_site(pages: dict[Path, Page]) -> None:
    written = [path.stem for path in (ROOT / "docs").rglob("*.md")]

    names = {path.stem for path in pages}
    assert {name for name in written if name != "README"} <= names
    assert len(pages) > len(written)


def test_no_internal_link_of_the_site_is_dead(pages: dict[Path, Page]) -> None:
    dead = []
    for path, page in pages.items():
        for link in page.links:
            there = urlsplit(link)
            if there.scheme or there.netloc:
                continue
            target = path if not there.path else path.parent / unquote(there.path)
            target = target.resolve()
            if not target.is_file():
                dead.append(f"{path.name}: {link}")
            elif there.fragment and target in pages:
                anchors = pages[target].anchors | {"__skip", "__toc"}
                if unquote(there.fragment) not in anchors:
                    dead.append(f"{path.name}: {link}")

    assert dead == []


def test_the_site_loads_nothing_from_elsewhere(pages: dict[Path, Page]) -> None:
    loads = {load for page in pages.values() for load in page.loads}

    assert loads
    assert {load for load in loads if urlsplit(load).netloc} == set()


def test_a_page_that_no_section_takes_stops_the_build(tmp_path: Path) -> None:
    lost = tmp_path / "docs" / "notes" / "lost.md"
    lost.parent.mkdir(parents=True)
    lost.write_text("# Lost\n")

    with pytest.raises(ValueError, match=r"docs/notes/lost\.md"):
        script("build").sections(tmp_path)


def test_a_page_that_is_added_comes_into_the_navigation(tmp_path: Path) -> None:
    added = tmp_path / "docs" / "how-to" / "mark-prose.md"
    added.parent.mkdir(parents=True)
    added.write_text("# Mark prose\n")

    nav = script("build").navigation(tmp_path)

    assert {"How to": [{"Mark prose": "docs/how-to/mark-prose.md"}]} in nav


def test_the_reference_of_fixtures_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "reference" / "fixtures.md").read_text("utf-8")

    assert page == script("fixtures").page(), "run python docs/fixtures.py"


def test_every_fixture_is_told_of_in_the_guide_to_checks() -> None:
    guide = (ROOT / "docs/how-to/write-a-check.md").read_text("utf-8")
    page = (ROOT / "docs/reference/fixtures.md").read_text("utf-8")
    names = re.findall(r"^## `(\w+)`$", page, re.MULTILINE)

    assert len(names) > 10
    assert {name for name in names if f"`{name}" not in guide} == set()


def test_every_outcome_has_its_row() -> None:
    page = (ROOT / "docs/reference/results.md").read_text("utf-8")

    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert rows == {outcome.value for outcome in Outcome}


def test_every_exit_code_of_a_fault_has_its_row() -> None:
    page = (ROOT / "docs/reference/command-line.md").read_text("utf-8")
    faults = [
        error
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.MarkstoneError)
    ]

    rows = set(re.findall(r"^\| (\d+) \|", page, re.MULTILINE))
    assert {str(error.exit_code) for error in faults} | {"0", "130"} == rows


def test_the_settings_of_the_site_are_readable() -> None:
    build = script("build")

    text = build._SETTINGS.format(nav=build._toml([{'Say "no"': "a.md"}]))

    settings = tomllib.loads(text)["project"]
    assert settings["nav"] == [{'Say "no"': "a.md"}]
    assert settings["theme"]["font"] is False
