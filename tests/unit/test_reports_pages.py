import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.reports.pages import page_name, page_names

IDS = st.text(st.characters(), max_size=100)

# The ids that are near each other, where a clash would be.
NEAR = st.text("aAnN.~-_é/", max_size=3)


@pytest.mark.parametrize("student", ["s01", "B20CS001", "ann-b_1.2", "x" * 80])
def test_an_ordinary_id_names_its_own_page(student: str) -> None:
    assert page_name(student) == f"{student}.html"


@pytest.mark.parametrize(
    "student",
    ["index", "Run", "CON", "con.x", "lpt1", "", "..", ".s01", "-rf", "x" * 81],
)
def test_an_id_that_is_no_safe_file_name_gets_a_hash(student: str) -> None:
    assert re.fullmatch(r"[\w.-]{1,40}~[0-9a-f]{10}\.html", page_name(student))


@pytest.mark.parametrize(
    ("student", "begins"),
    [("Ann / B", "Ann-B~"), ("../../x", "x~"), ("数学", "student~")],
)
def test_what_is_safe_of_an_id_can_still_be_read(student: str, begins: str) -> None:
    assert page_name(student).startswith(begins)


@given(IDS)
def test_every_page_is_one_harmless_file(student: str) -> None:
    assert re.fullmatch(r"\w[\w.~-]{0,90}\.html", page_name(student), re.ASCII)


@given(st.sets(NEAR))
def test_no_two_students_share_a_page_where_case_is_ignored(students: set[str]) -> None:
    names = page_names(students)

    assert len({name.casefold() for name in names.values()}) == len(students)


def test_students_whose_ids_differ_in_case_only_get_a_hash_both() -> None:
    names = page_names(["ann", "Ann", "bob"])

    assert [("~" in name) for name in names.values()] == [True, True, False]


@given(st.lists(IDS, unique=True))
def test_who_comes_first_does_not_matter(students: list[str]) -> None:
    assert page_names(students) == page_names(reversed(students))
