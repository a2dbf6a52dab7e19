"""The fixtures of a check; ``docs/how-to/write-a-check.md`` says what each is."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from markstone.answers.key import AnswerKey
from markstone.examiner.attaching import Attach
from markstone.examiner.fields import TypedFields
from markstone.examiner.student import Loan, Student

if TYPE_CHECKING:
    from markstone.examiner.plugin import ExaminerPlugin


class Fixtures:
    """Lends the running case's tools to pytest by name."""

    def __init__(self, examiner: "ExaminerPlugin") -> None:
        self._examiner = examiner

    @pytest.fixture
    def student(self) -> Student:
        """Return the student's code behind the wall."""
        return self._examiner.tools.student

    @pytest.fixture
    def reference(self) -> Any:
        """Return the reference modules, in float64."""
        return self._examiner.tools.references

    @pytest.fixture
    def rng(self, instance: str) -> torch.Generator:  # noqa: ARG002 (makes two cases)
        """Return a generator seeded for this case."""
        return self._examiner.tools.rng

    @pytest.fixture
    def data(self) -> Path:
        """Return the folder of given data."""
        return self._examiner.tools.data

    @pytest.fixture
    def typed(self) -> TypedFields:
        """Return the student's typed answers of this question."""
        return self._examiner.tools.typed

    @pytest.fixture
    def right(self) -> AnswerKey:
        """Return the right typed answers of this question."""
        return self._examiner.tools.right

    @pytest.fixture
    def assert_close(self) -> Callable[..., None]:
        """Return the comparison of values."""
        return self._examiner.tools.assert_close

    @pytest.fixture
    def assert_theta(self) -> Callable[..., None]:
        """Return the comparison of growth."""
        return self._examiner.tools.assert_theta

    @pytest.fixture
    def assert_choice(self) -> Callable[..., None]:
        """Return the comparison of choices."""
        return self._examiner.tools.assert_choice

    @pytest.fixture
    def assert_choices(self) -> Callable[..., None]:
        """Compare a list of typed choices, see :meth:`.Tools.assert_choices`."""
        return self._examiner.tools.assert_choices

    @pytest.fixture
    def assert_function(self) -> Callable[..., None]:
        """Return the comparison of expressions as functions."""
        return self._examiner.tools.assert_function

    @pytest.fixture
    def lend(self) -> Callable[[Callable[..., object]], Loan]:
        """Return what makes an argument of a function that is called here."""
        return self._examiner.tools.student.lend

    @pytest.fixture
    def attach(self) -> Attach:
        """Return what attaches a picture to this check."""
        return self._examiner.tools.attach

    @pytest.fixture
    def record_figure(self) -> Callable[[float], None]:
        """Return the recorder of what a check measures."""
        return self._examiner.tools.record_figure

    @pytest.fixture
    def submission_log(self) -> dict[str, Any]:
        """Return the parsed log beside the code."""
        return self._examiner.tools.submission_log()

    @pytest.fixture
    def as_tensor(self) -> Callable[..., torch.Tensor]:
        """Return the reader of a student's numbers."""
        return self._examiner.tools.as_tensor

    @pytest.fixture
    def not_constant(self) -> Callable[[object], None]:
        """Return the guard of what is carried forward."""
        return self._examiner.tools.not_constant
