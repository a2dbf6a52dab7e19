"""Plain pytest: SUBMISSION=<folder> pytest test_submission.py."""

import importlib.util
import os
from pathlib import Path

import cases
import pytest

SUBMISSION = Path(os.environ["SUBMISSION"])


@pytest.fixture(scope="module")
def answer(question):
    spec = importlib.util.spec_from_file_location(
        question, SUBMISSION / f"{question}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


@pytest.mark.parametrize(
    ("question", "check"),
    [
        pytest.param(question, check, id=check)
        for check, question in cases.QUESTIONS.items()
    ],
    scope="module",
)
def test_check(answer, check):
    cases.run(check, answer)
