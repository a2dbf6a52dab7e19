"""An instructor's own CSV with marks in it, and nothing else changed."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from markstone.errors import UsageError
from markstone.exports import canvas, moodle
from markstone.exports.filling import Filled, Layout, fill
from markstone.exports.sheet import Sheet
from markstone.gradebooks import Book
from markstone.model import Person
from markstone.showing.exports import show_filled
from tests.unit.exports_builders import (
    PLATFORMS,
    a_book,
    a_class,
    everything,
)

Laid = Callable[[Sheet], Layout]
CANVAS = (PLATFORMS / "canvas.csv").read_bytes()
GERMAN = (PLATFORMS / "moodle_de.csv").read_bytes()
ENGLISH = (PLATFORMS / "moodle_en.csv").read_bytes()
HW5: Laid = partial(canvas.layout, column="90210")
WORKSHEET: Laid = partial(moodle.layout, column=None)


def person(number: str, name: str = "", email: str = "") -> tuple[Person, ...]:
    return (Person(id=number, name=name, email=email),)


@pytest.fixture
def canvas_class(tmp_path: Path) -> Book:
    """Doe is there, Roe is renamed, a Poe is one of two, Moe is missing."""
    return a_book(
        a_class(
            ("doejane_4711", "11.25", person("4711", "doejane")),
            ("roejohn_4712", "3", person("4712", "roejohn")),
            ("poeann", "7", ()),
            ("moebob_4790", "5", person("4790", "moebob")),
            ("mloe", "0.1", ()),
        ),
        tmp_path,
    )


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def others(content: bytes, column: int) -> list[list[str]]:
    return [row[:column] + row[column + 1 :] for row in read(content)]


def matched(filled: Filled) -> dict[str, tuple[str, str]]:
    return {one.student.student: (one.row.name, text) for one, text in filled.written}


# Canvas


def test_matched_ambiguous_and_unmatched_are_three_lists(canvas_class: Book) -> None:
    filled = fill(canvas_class, CANVAS, HW5)

    assert matched(filled) == {
        "doejane_4711": ("Doe, Jane", "11.25"),
        "roejohn_4712": ("Roe-Miller, John", "3"),
        "mloe": ("Loe, Max", "0.1"),
    }
    (doubt,) = filled.matches.ambiguous
    assert doubt.student.student == "poeann"
    assert [row.cells[1] for row in doubt.rows] == ["4713", "4714"]
    assert [one.student for one in filled.matches.students] == ["moebob_4790"]
    unmatched = [row.name for row in filled.matches.rows]
    assert unmatched == ["Coe, Zoë", "Student, Test"]
    assert not filled.complete


def test_a_renamed_student_is_matched_by_id_and_said_to_be_renamed(
    canvas_class: Book,
) -> None:
    filled = fill(canvas_class, CANVAS, HW5)

    told = {one.student.student: (one.by, one.renamed) for one, _ in filled.written}
    assert told["doejane_4711"] == ("id", "")
    assert told["roejohn_4712"] == ("id", "roejohn")


def test_nothing_but_the_column_is_changed(canvas_class: Book) -> None:
    filled = fill(canvas_class, CANVAS, HW5)

    before, after = CANVAS.splitlines(), filled.content.splitlines()
    assert len(before) == len(after)
    changed = {n: new for n, new in enumerate(after) if new != before[n]}
    assert others(filled.content, 6) == others(CANVAS, 6)
    assert changed == {
        3: b'"Doe, Jane",4711,u100,jdoe,"Monday ""A""",8.50,11.25,85.00,85.00',
        8: b'"Loe, Max",4716,u105,mloe,Tuesday,1.00,0.1,10.00,10.00',
    }


def test_what_was_filled_is_read_back_as_the_gradebook_s_marks(
    canvas_class: Book,
) -> None:
    filled = fill(canvas_class, CANVAS, HW5)

    rows = {row[0]: row for row in read(filled.content)}
    marks = {one.student: one.marks for one in canvas_class.students}
    for student, (name, _) in matched(filled).items():
        assert Decimal(rows[name][6]) == marks[student]


def test_a_mark_that_stands_there_already_is_left_as_it_is_spelt(
    canvas_class: Book,
) -> None:
    filled = fill(canvas_class, CANVAS, HW5)

    assert b'Monday,,"3.00",0.00' in filled.content


def test_who_is_excused_stays_so(tmp_path: Path) -> None:
    book = a_book(a_class(("zcoe", "4", ())), tmp_path)

    filled = fill(book, CANVAS, HW5)

    assert filled.content == CANVAS
    assert [(held.match.row.name, held.why) for held in filled.held] == [
        ("Coe, Zoë", "the file says EX")
    ]


def test_two_students_who_fit_one_row_are_both_ambiguous(tmp_path: Path) -> None:
    book = a_book(
        a_class(("doejane_4711", "1", person("4711")), ("jdoe", "2", ())), tmp_path
    )

    filled = fill(book, CANVAS, HW5)

    assert filled.content == CANVAS
    doubts = {d.student.student: d.others for d in filled.matches.ambiguous}
    assert doubts == {"doejane_4711": ("jdoe",), "jdoe": ("doejane_4711",)}


def test_every_member_of_a_group_gets_its_marks(tmp_path: Path) -> None:
    group = (
        Person(name="Ann Poe", email="u102"),
        Person(name="Max Loe"),
        Person(name="Bob Moe"),
    )
    book = a_book(a_class(("9002+mloe", "6", group)), tmp_path)

    filled = fill(book, CANVAS, HW5)

    rows = {one.row.name: text for one, text in filled.written}
    assert rows == {"Poe, Ann": "6", "Loe, Max": "6"}
    assert [one.student for one in filled.matches.students] == ["9002+mloe"]


def test_marks_that_are_not_final_are_written_on_demand_only(tmp_path: Path) -> None:
    text = "Student,ID,Section,HW (1)\n" + "".join(
        f"{name},{n},A,\n"
        for n, name in enumerate(["ann", "bob", "cleo", "dan", "eve", "=fay"])
    )
    book = a_book(everything(), tmp_path)
    laid: Laid = partial(canvas.layout, column=None)

    careful = fill(book, text.encode(), laid)
    bold = fill(book, text.encode(), laid, unfinished=True)

    assert list(matched(careful)) == ["ann", "bob"]
    assert {held.match.student.student: held.why for held in careful.held} == {
        "cleo": "awaits marker",
        "dan": "needs review",
        "eve": "unreadable",
        "=fay": "not submitted",
    }
    assert set(matched(bold)) == {"ann", "bob", "cleo", "dan", "eve", "=fay"}


def test_match_names_the_only_column_that_counts(tmp_path: Path) -> None:
    book = a_book(a_class(("u105", "1", ()), ("jdoe", "2", ())), tmp_path)

    filled = fill(book, CANVAS, HW5, match_by="sis user id")

    assert list(matched(filled)) == ["u105"]
    assert [one.student for one in filled.matches.students] == ["jdoe"]


@pytest.mark.parametrize("column", ["Homework 5, flows", "homework 5, flows (90210)"])
def test_an_assignment_is_named_by_title_too(canvas_class: Book, column: str) -> None:
    filled = fill(canvas_class, CANVAS, partial(canvas.layout, column=column))

    assert filled.column == "Homework 5, flows (90210)"


@pytest.mark.parametrize(
    ("content", "column", "sentence"),
    [
        (CANVAS, None, "2 columns of the file fit"),
        (CANVAS, "Final", "has no column Final. It has: Student, ID,"),
        (b"a;b;c;d\n1;2;3;4\n", None, "no column of students, no column ID"),
        (GERMAN, "Bewertung", "no file that Canvas exports"),
        (b"", None, "It begins with: nothing."),
        (b'Student,ID,"Section\n', None, "Line 1 of the CSV file begins a quot"),
        (CANVAS.decode().encode("utf-16"), None, "is written in UTF-16"),
    ],
)
def test_what_cannot_be_filled_is_said(
    canvas_class: Book, content: bytes, column: str | None, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        fill(canvas_class, content, partial(canvas.layout, column=column))


def test_semicolons_commas_for_points_and_an_old_encoding_stay(tmp_path: Path) -> None:
    text = (
        "LastName;FirstName;ID;SIS Login ID;Section;HW (7);Final Score\r\n"
        "    Points Possible;;;;;12,50;(read only)\r\n"
        "Öz;Lea;5;loez;A;;\r\n"
    ).encode("cp1252")
    book = a_book(a_class(("Lea Öz", "11.25", ())), tmp_path)

    filled = fill(book, text, partial(canvas.layout, column=None))

    assert filled.content == text.replace(b"loez;A;;", b"loez;A;11,25;")
    assert filled.out_of == Decimal("12.5")


# Moodle


def test_a_worksheet_with_german_headers_is_filled(tmp_path: Path) -> None:
    book = a_book(
        a_class(
            ("Jana Müller_50011", "11.25", person("50011", "Jana Müller")),
            ("Jörg Weiß_50012", "3.5", person("50012", "Jörg Weiß")),
        ),
        tmp_path,
    )

    filled = fill(book, GERMAN, WORKSHEET)

    assert filled.column == "Bewertung"
    assert filled.out_of == Decimal(12)
    assert filled.complete
    assert [row.name for row in filled.matches.rows] == ["Lea Öz"]
    # a comma for a point, in quotes; what stood there already is untouched
    assert filled.content == GERMAN.replace(
        b'abgegeben - ",,"12,00"', b'abgegeben - ","11,25","12,00"', 1
    )


def test_a_worksheet_in_english_is_matched_by_number_mail_and_name(
    tmp_path: Path,
) -> None:
    for student, people in (
        ("any_50012", person("50012")),
        ("x", person("", "", "Joerg@Example.edu")),
        ("joerg@example.edu", ()),
        ("Participant 50012", ()),
        ("joerg weiss", ()),
        ("50012", ()),
    ):
        book = a_book(a_class((student, "4.5", people)), tmp_path / student)
        filled = fill(book, ENGLISH, WORKSHEET)
        assert filled.content == ENGLISH.replace(b"grading,3.50,", b"grading,4.5,")


def test_a_number_at_the_end_of_a_login_is_not_a_participant(tmp_path: Path) -> None:
    text = b"login,name,Grade\nabcd12,Ann,\nabcd13,Bob,\n"
    book = a_book(a_class(("12", "1", ())), tmp_path)

    filled = fill(book, text, WORKSHEET)

    assert filled.content == text
    assert [one.student for one in filled.matches.students] == ["12"]


def test_a_column_of_marks_that_is_called_otherwise_is_named(tmp_path: Path) -> None:
    text = b"Tunniste,Nimi,Arvosana\nOsallistuja 7,Ann,\n"
    book = a_book(a_class(("ann", "1", ())), tmp_path)

    with pytest.raises(UsageError, match="It has: Tunniste, Nimi, Arvosana"):
        fill(book, text, WORKSHEET)
    filled = fill(book, text, partial(moodle.layout, column="Arvosana"))

    assert filled.content.endswith(b"7,Ann,1\n")


# What the terminal says


def test_the_three_lists_are_told(canvas_class: Book) -> None:
    console = Console(record=True, width=120, highlight=False, file=io.StringIO())

    show_filled(console, canvas_class, fill(canvas_class, CANVAS, HW5))

    told = [line.strip() for line in console.export_text().splitlines()]
    assert told == [
        "3 of 5 rows have marks of hw5 in Homework 5, flows (90210) now.",
        "Matched (3)",
        "doejane_4711 → Doe, Jane (by id): 11.25",
        "mloe → Loe, Max (by name of the submission): 0.1",
        "roejohn_4712 → Roe-Miller, John (by id; handed in as roejohn): 3",
        "Ambiguous, not written (1)",
        "poeann fits row 6 Poe, Ann or row 7 Poe, Ann",
        "Unmatched: in the gradebook and not in the file (1)",
        "moebob_4790",
        "Unmatched: in the file and not in the gradebook (2)",
        "Coe, Zoë",
        "Student, Test",
    ]


def test_marks_that_are_out_of_something_else_are_told_and_not_scaled(
    tmp_path: Path,
) -> None:
    book = a_book(a_class(("jdoe", "2", ())), tmp_path)
    console = Console(record=True, width=200, highlight=False, file=io.StringIO())

    show_filled(
        console, book, fill(book, CANVAS, partial(canvas.layout, column="90100"))
    )

    text = " ".join(console.export_text().split())
    assert "is out of 10, and hw5 is out of 12. Nothing was scaled" in text


# The file itself

# Python's own writer does not quote a bare carriage return.
LINES = st.text(st.sampled_from('ab1é,;" \n\t'), max_size=5)
CELLS = st.text(st.sampled_from('ab1é,;" \n\r\t'), max_size=5)


Quoting = Literal[0, 1]
QUOTINGS: list[Quoting] = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]


@given(
    rows=st.lists(st.lists(LINES, min_size=2, max_size=4), min_size=1, max_size=5),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from(QUOTINGS),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_a_sheet_reads_what_another_writer_wrote_and_changes_nothing_unasked(
    rows: list[list[str]], separator: str, end: str, quoting: Quoting, mark: str
) -> None:
    rows = [["w", "x", "y", "z"], *rows]
    written = io.StringIO(newline="")
    csv.writer(
        written,
        delimiter=separator,
        lineterminator=end,
        quoting=quoting,
    ).writerows(rows)
    content = f"{mark}{written.getvalue()}".encode()

    sheet = Sheet(content)

    assert [[cell.text for cell in row] for row in sheet.rows] == rows
    assert sheet.filled({}) == content


@given(text=CELLS, column=st.integers(0, 5))
def test_a_changed_cell_says_what_was_written_and_the_others_what_they_said(
    text: str, column: int
) -> None:
    content = b'a,"b ""x""",c\r\nd,e\r\nf,g,h'

    filled = Sheet(content).filled({(1, column): text})

    expected = [["a", 'b "x"', "c"], ["d", "e"], ["f", "g", "h"]]
    expected[1] += [""] * (column + 1 - len(expected[1]))
    expected[1][column] = text
    assert list(csv.reader(io.StringIO(filled.decode(), newline=""))) == expected
