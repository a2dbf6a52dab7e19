"""Golden files, long tests, and one run of the example class for all who look at it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.integration.running import CLASS, Run, grade

# Whoever else works on the machine must not make a property fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

GOLDENS = Path(__file__).parent / "data" / "goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write the golden files anew; read the difference before you commit",
    )
    parser.addoption("--soak", action="store_true", help="run what takes minutes, too")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if config.getoption("--soak"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("soak")]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Grade the example class once, two submissions at a time."""
    out: Path = tmp_path_factory.mktemp("example")
    return grade(CLASS, out, "--jobs", 2)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name, byte for byte."""
    update = request.config.getoption("--update-goldens")

    def compare(text: str, name: str) -> None:
        path = GOLDENS / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path} is not there: run with --update-goldens"
        assert text == path.read_bytes().decode()

    return compare
