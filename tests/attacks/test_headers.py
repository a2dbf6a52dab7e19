"""What attacks say of themselves."""

from pathlib import Path

import pytest

from markstone import course
from tests.attacks import table
from tests.attacks.catalogue import CATALOGUE, ELSEWHERE, NO_TEST
from tests.attacks.headers import HeaderError, load_all, read
from tests.integration.running import PAPER, ROOT

GOOD = """Tries something. And more.

Prose: with a colon.

Catalogue: 12, 13
Question: t4_minimax
Comes to: alternating_hidden FAILED/ERRORED
Seconds: 4
Not stopped by: none
Laid as: conftest.py,
  torch/__init__.py
"""


def replaced(line: str, by: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, by)


def test_a_header_is_read() -> None:
    attack = read("x", GOOD, {"": b"code", "laid.txt": b"laid"})

    assert attack.tries == "Tries something."
    assert attack.catalogue == (12, 13)
    assert attack.comes_to == {"alternating_hidden": {"FAILED", "ERRORED"}}
    assert attack.files == {
        "t4_minimax.py": b"code",
        "conftest.py": b"laid",
        "torch/__init__.py": b"laid",
    }


def test_a_verdict_is_that_of_the_tier() -> None:
    by = "Not stopped by: landlock\nNot run on: none"
    attack = read("x", replaced("Not stopped by: none", by), {})

    assert attack.verdict("namespaces") == "stopped"
    assert attack.verdict("landlock") == "not stopped"
    assert attack.verdict("none") == "not run"


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("Catalogue: 12, 13\n", ""),
        ("Catalogue: 12, 13", "Catalogue: 101"),
        ("Catalogue: 12, 13", "Number: 12"),
        ("Seconds: 4", "Seconds: 4\nSeconds: 5"),
        ("FAILED/ERRORED", "FINE"),
        ("hidden FAILED/ERRORED", "hidden FAILED, alternating_hidden FAILED"),
        ("Not stopped by: none", "Not stopped by: walls"),
        ("Not stopped by: none", "Not stopped by:"),
        ("Tries something. And more.", "Tries something"),
    ],
)
def test_a_header_that_says_anything_else_is_refused(line: str, by: str) -> None:
    with pytest.raises(HeaderError):
        read("x", replaced(line, by), {})


def test_attacks_name_checks_of_the_rubric() -> None:
    paper = course.choose(course.load(ROOT), PAPER)
    questions = {question.stem: question for question in paper.assignment.questions}
    named = {
        (attack.question, check) for attack in load_all() for check in attack.comes_to
    }

    known = {(stem, c.name) for stem, q in questions.items() for c in q.checks}
    assert named <= known


def test_every_number_of_the_catalogue_is_tried_somewhere() -> None:
    tried = {number for attack in load_all() for number in attack.catalogue}

    assert tried | ELSEWHERE.keys() | NO_TEST.keys() == CATALOGUE.keys()
    assert not tried & NO_TEST.keys()


@pytest.mark.parametrize("name", sorted(set(ELSEWHERE.values())))
def test_where_a_number_is_tried_there_are_tests(name: str) -> None:
    assert Path(ROOT, name).is_file()


def test_the_table_of_the_documentation_is_current() -> None:
    page = table.PAGE.read_text("utf-8")

    assert page == table.filled(page), "run: just generate"


def test_there_are_as_many_attacks_as_the_catalogue_asks_for() -> None:
    assert len(load_all()) >= 75
