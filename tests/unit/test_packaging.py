"""What a wheel holds and says, built as a release builds it; and the pages of one."""

import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
import yaml

import markstone

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
KINDS = {kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_engine_and_nothing_of_a_course(
    wheel: zipfile.ZipFile,
) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert tops == {"markstone", f"markstone-{markstone.__version__}.dist-info"}


def test_the_wheel_holds_every_file_of_the_engine(wheel: zipfile.ZipFile) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "markstone").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert "markstone/py.typed" in files
    assert any(name.endswith("q1_softmax.py.jinja") for name in files)
    assert files <= set(wheel.namelist())


def test_the_wheel_names_its_extras_and_its_command(wheel: zipfile.ZipFile) -> None:
    (told,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    metadata = Parser().parsestr(wheel.read(told).decode())
    entries = wheel.read(told.replace("METADATA", "entry_points.txt")).decode()

    assert {"cluster", "dev", "docs"} <= set(metadata.get_all("Provides-Extra") or [])
    assert metadata["Requires-Python"] == ">=3.11"
    assert "markstone = markstone.cli:main" in entries


def test_the_development_extra_holds_all_others() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    others = {one for name, some in extras.items() if name != "dev" for one in some}

    assert others <= set(extras["dev"])


def test_the_version_is_the_same_wherever_it_is_written() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())

    assert PROJECT["project"]["version"] == markstone.__version__
    assert cited["version"] == markstone.__version__


def test_the_command_says_its_version() -> None:
    ended = subprocess.run(
        (sys.executable, ROOT / "grade.py", "--version"),
        check=True,
        capture_output=True,
        text=True,
    )

    assert ended.stdout.strip() == markstone.__version__


def test_the_citation_has_what_its_format_requires() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())

    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()
    assert cited["type"] in {"software", "dataset"}
    assert all({"name"} <= author.keys() for author in cited["authors"])
    assert cited["license"] == PROJECT["project"]["license"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "changes").iterdir()), ids=lambda path: path.name
)
def test_a_fragment_of_the_changelog_is_named_as_it_is_read(path: Path) -> None:
    if path.name == "README.md":
        return
    named = re.fullmatch(r"[a-z0-9-]+\.([a-z]+)\.md", path.name)

    assert named, f"{path.name}: write <what>.<kind>.md, see changes/README.md"
    assert named.group(1) in KINDS
    assert len(path.read_text().strip()) > 20


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml")),
    ids=lambda path: path.name,
)
def test_a_form_for_issues_has_what_a_form_needs(path: Path) -> None:
    form = yaml.safe_load(path.read_text())
    asked = [field for field in form["body"] if field["type"] != "markdown"]

    assert {"name", "description", "body"} <= form.keys()
    assert len({field["id"] for field in asked}) == len(asked) > 0
    assert all(field["attributes"]["label"] for field in asked)
