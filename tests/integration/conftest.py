"""A small course and its handout, for every test that looks at them."""

from pathlib import Path

import pytest

from markstone.course import Paper
from tests.integration.handouts import handed_out, small_course


@pytest.fixture(scope="session")
def small_paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Lend a course of three questions."""
    return small_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def small_handout(small_paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend its handout, made once; copy it before you write into it."""
    return handed_out(small_paper, tmp_path_factory.mktemp("made") / "handout")
