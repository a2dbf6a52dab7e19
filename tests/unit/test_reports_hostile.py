"""A student's text never becomes a tag, an attribute, a formula or a command."""

from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markstone.model import (
    Assignment,
    Gradebook,
    Outcome,
    PartCard,
    QuestionCard,
    Scorecard,
    Status,
)
from markstone.reports import to_csv, to_html, to_json, to_run
from markstone.reports.text import steers
from tests.unit.builders import (
    a_card,
    a_gradebook,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    an_assignment,
    an_award,
    an_empty_card,
    off_by,
)

PAYLOADS = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "</pre></title></textarea><svg/onload=alert(1)>",
    "<!-- --><![CDATA[x]]>",
    "&lt;script&gt;&#x3C;",
    "[here](javascript:alert(1))",
    "{{ 7 * 7 }}{% include 'x' %}",
    "\x1b]0;title\x07\x1b[31mred\x1b[2J",
    "50 marks\r0 marks",
    "\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "line\u2028end",
    "nul\x00 and half \ud800",
    '=HYPERLINK("http://127.0.0.1")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    'a "quoted", cell',
)


def hostile(text: str) -> Gradebook:
    """A gradebook that says the same text wherever a student or a rubric can."""
    award = an_award(
        a_public_check("kl", hint=f"A hint: {text}"),
        message=text,
        detail=text,
        misconception=text,
        output=text,
        comparisons=(off_by(1, metric=text, where=text, actual=text, expected=text),),
    )
    broken = an_award(
        a_public_check("recon"), Outcome.UNFAIR, message=text, detail=text
    )
    line = an_award(a_public_check("why", title=text), Outcome.AWAITS_MARKER)
    question = a_question(a_part(award.check, broken.check), a_human_part(line.check))
    card = QuestionCard(
        question=question,
        parts=(
            PartCard(part=question.parts[0], awards=(award, broken)),
            PartCard(part=question.parts[1], awards=(line,)),
        ),
        prose=text,
    )
    marked = Scorecard(
        student=text,
        status=Status.NEEDS_REVIEW,
        out_of=Decimal(3),
        questions=(card,),
        notices=(text,),
    )
    # Sorted behind every payload, so that pages differ in nothing but the text.
    unreadable = an_empty_card("龍", notices=(text,))
    return Gradebook(
        assignment=an_assignment(question), scorecards=(marked, unreadable)
    )


def student_page(gradebook: Gradebook) -> str:
    assignment: Assignment = gradebook.assignment
    return to_html.render_student(gradebook.scorecards[0], assignment)


def run_page(gradebook: Gradebook) -> str:
    student = gradebook.scorecards[0].student
    return to_run.render_page({"host": student, "tiers": [student]})


class Skeleton(HTMLParser):
    """The tags of a page with the names of their attributes, and no text."""

    def __init__(self) -> None:
        super().__init__()
        self.bones: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bones.append((tag, *(name for name, _ in attrs)))


def skeleton(page: str) -> list[tuple[str, ...]]:
    parser = Skeleton()
    parser.feed(page)
    return parser.bones


PAGES = (student_page, run_page, to_html.render_class)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("page", PAGES, ids=["student", "run", "class"])
def test_a_payload_changes_no_tag_of_a_page(
    page: Callable[[Gradebook], str], payload: str
) -> None:
    assert skeleton(page(hostile(payload))) == skeleton(page(hostile("harmless")))


@given(st.text(st.characters(exclude_characters="`"), min_size=1))
def test_no_text_at_all_changes_a_tag_of_a_page(text: str) -> None:
    expected = skeleton(student_page(hostile("harmless")))

    assert skeleton(student_page(hostile(text))) == expected


@given(st.text(st.characters(), min_size=1))
def test_code_spans_are_the_only_tag_that_a_text_can_make(text: str) -> None:
    tags = {tag for tag, *_ in skeleton(student_page(hostile(text)))}

    assert tags == {tag for tag, *_ in skeleton(student_page(hostile("`harmless`")))}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "render",
    [*PAGES, to_csv.render, to_json.render],
    ids=["student", "run", "class", "csv", "json"],
)
def test_no_report_keeps_a_character_that_steers(
    render: Callable[[Gradebook], str], payload: str
) -> None:
    text = render(hostile(payload)).replace("\r\n", "\n")

    assert {character for character in text if steers(character)} <= {"\n", "\t"}


def gallery() -> Gradebook:
    """A class in which every payload is once a student, a notice and a check."""
    awards = [
        an_award(a_public_check(f"c{i}"), message=text, output=text)
        for i, text in enumerate(PAYLOADS)
    ]
    students = (an_empty_card(text, notices=(text,)) for text in PAYLOADS)
    return a_gradebook(a_card(*awards, prose="\n".join(PAYLOADS)), *students)


def body(page: str) -> str:
    """Return what is inside ``main``: the style may change without a review."""
    return page[page.index("<main>") : page.index("</main>")]


@pytest.mark.parametrize(
    ("render", "name"),
    [
        (lambda book: body(student_page(book)), "hostile_student.html"),
        (lambda book: body(to_html.render_class(book)), "hostile_class.html"),
        (to_csv.render, "hostile.csv"),
        (to_json.render, "hostile.json"),
    ],
    ids=["student", "class", "csv", "json"],
)
def test_payloads_look_as_they_did_when_somebody_last_read_them(
    render: Callable[[Gradebook], str], name: str, golden: Callable[[str, str], None]
) -> None:
    golden(render(gallery()), name)
