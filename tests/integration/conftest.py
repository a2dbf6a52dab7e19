"""One run of the example class, for every test that looks at its results."""

from pathlib import Path

import pytest

from tests.integration.running import CLASS, Run, grade


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Grade the example class once, two submissions at a time."""
    out: Path = tmp_path_factory.mktemp("example")
    return grade(CLASS, out, "--jobs", 2)
