import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.reports.text import (
    clipped,
    marks_number,
    marks_text,
    plain,
    plain_lines,
    steers,
)

# Lone surrogates come out of undecodable file names.
ANYTHING = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("\x00", "⟨U+0000⟩"),
        ("\u202eexe.txt", "⟨U+202E⟩exe.txt"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("\ufeffstart", "⟨U+FEFF⟩start"),
        ("\u2028", "⟨U+2028⟩"),
        ("\udc80", "⟨U+DC80⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("two\nlines", "two⟨U+000A⟩lines"),
        ("a\tb", "a⟨U+0009⟩b"),
    ],
)
def test_a_character_that_steers_is_shown_as_its_code_point(
    text: str, shown: str
) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    "text", ["", "KL = 0.5", "Ωμέγα", "अभ्यास", "数学", "naïve", "🙂"]
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert plain(text) == text


@given(ANYTHING)
def test_no_text_keeps_a_character_that_steers(text: str) -> None:
    assert not any(map(steers, plain(text)))


@given(ANYTHING)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_lines_keep_their_ends_and_tabs() -> None:
    assert plain_lines("a\r\n\tb\n") == "a\n\tb\n"


def test_a_carriage_return_that_would_write_over_a_line_is_shown() -> None:
    assert plain_lines("50 marks\r0 marks") == "50 marks⟨U+000D⟩0 marks"


@given(ANYTHING)
def test_lines_keep_no_other_control_character(text: str) -> None:
    kept = {c for c in plain_lines(text) if unicodedata.category(c) == "Cc"}

    assert kept <= {"\n", "\t"}


def test_a_text_that_fits_is_not_cut() -> None:
    assert clipped("abc", 3) == "abc"


def test_a_text_that_is_cut_says_how_much_is_missing() -> None:
    assert clipped("x" * 2003, 3) == "xxx … and 2,000 more characters"


@pytest.mark.parametrize(
    ("marks", "written"),
    [
        (Decimal("0.1") + Decimal("0.2"), "0.3"),
        (Decimal(12), "12"),
        (Decimal("12.50"), "12.5"),
        (Decimal(1) / 3, "0.3333"),
        (Decimal("0.00005"), "0.0001"),
        (Decimal("1E+2"), "100"),
        (Decimal(0), "0"),
    ],
)
def test_marks_are_written_as_people_do(marks: Decimal, written: str) -> None:
    assert marks_text(marks) == written


def test_whole_marks_are_whole_numbers() -> None:
    assert isinstance(marks_number(Decimal("12.0")), int)
