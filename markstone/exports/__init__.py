"""Marks in the form in which others take them. Reads gradebooks and nothing else.

Three kinds: a text of a whole gradebook or of some students, a text of one student,
and an instructor's own file with one column filled.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from markstone.exports import (
    canvas,
    moodle,
    to_csv,
    to_json,
    to_junit,
    to_markdown,
)
from markstone.exports.filling import Layout
from markstone.exports.sheet import Sheet
from markstone.gradebooks import Book, Student


class Format(StrEnum):
    """What marks can be exported to."""

    CANVAS = "canvas"
    CLASSROOM50 = "classroom50"
    CSV = "csv"
    GITHUB = "github"
    GRADESCOPE = "gradescope"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    MOODLE = "moodle"


OF_SOME: Mapping[Format, Callable[[Book, Sequence[Student]], str]] = {
    Format.CSV: to_csv.render,
    Format.JSON: to_json.render,
    Format.JUNIT: to_junit.render,
    Format.MARKDOWN: to_markdown.render,
}
"""One text of as many students as are asked for."""

OF_ONE: Mapping[Format, str] = {
    Format.CLASSROOM50: ".json",
    Format.GITHUB: ".md",
    Format.GRADESCOPE: ".json",
}
"""A text of one student each, and how the name of its file ends."""

FILLED: Mapping[Format, Callable[[Sheet, str | None], Layout]] = {
    Format.CANVAS: canvas.layout,
    Format.MOODLE: moodle.layout,
}
"""The instructor's own file with marks in it."""
