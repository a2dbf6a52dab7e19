"""What is shown on GitHub is shown, and obeyed nowhere."""

import re

import pytest

from markstone.reports import markdown, to_github
from markstone.reports.to_github import Annotation


def render(**fields: object) -> str:
    usual = {"kind": "error", "title": "t", "message": "m"} | fields
    return Annotation(**usual).render()  # type: ignore[arg-type]


def test_an_annotation_is_a_workflow_command() -> None:
    told = render(file="p2_vae.py", line=7, title="VAE: kl", message="off by 2")

    assert told == "::error file=p2_vae.py,line=7,title=VAE%3A kl::off by 2"


@pytest.mark.parametrize(
    "evil",
    [
        "x\n::error::y",
        "x\r::set-env name=A::b",
        "x\x85::warning::y",
        "x\u2028::error::y",
    ],
)
def test_a_message_stays_on_its_line(evil: str) -> None:
    assert len(render(message=evil, title=evil).splitlines()) == 1


def test_what_is_escaped_comes_back_as_it_was() -> None:
    assert render(message="100% of a: b, c") == "::error title=t::100%25 of a: b, c"


def test_a_property_ends_where_it_should() -> None:
    assert "title=a%2Cfile=b%3A%3A c::m" in render(title="a,file=b:: c")


def test_a_file_ends_where_it_should() -> None:
    told = render(file="a,b:c\n%.py", line=3)

    assert told.startswith("::error file=a%2Cb%3Ac%0A%25.py,line=3,")


def test_no_more_annotations_are_told_than_are_shown() -> None:
    many = [Annotation(kind="error", title=str(n), message="m") for n in range(30)]

    assert len(to_github.render_annotations(many).splitlines()) == 10


def test_a_summary_is_below_a_megabyte_and_says_that_it_was_cut() -> None:
    told = to_github.bounded("| ä | row |\n" * 200_000)

    assert len(told.encode()) < 1 << 20
    assert told.endswith("(1 MiB); the log of this step has it.\n")


@pytest.mark.parametrize("evil", ["a|b", "`x`", "<img src=x>", "[a](b)", "# a\n- b"])
def test_a_cell_is_text(evil: str) -> None:
    row = markdown.row(markdown.text(evil), "b")

    assert "\n" not in row
    assert row.replace("\\|", "").count("|") == 3
    assert not set("<[`#") & set(re.sub(r"\\.", "", row))
