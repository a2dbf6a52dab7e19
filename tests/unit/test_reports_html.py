import base64
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from markstone.marking import mark
from markstone.model import Gradebook, Outcome, Scorecard, Status
from markstone.reports import layout
from markstone.reports.pages import page_name
from markstone.reports.to_html import render_class, render_student, student_pages
from markstone.similarity import Likeness, Pair
from tests import large_class
from tests.unit.builders import (
    a_card,
    a_check,
    a_gradebook,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    a_result,
    a_submission,
    an_assignment,
    an_award,
    an_empty_card,
    an_evidence,
    off_by,
)

TEMPLATES = Path(layout.__file__).parent / "templates"


class Words(HTMLParser):
    """What a reader sees, white space in one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _: object) -> None:
        self.hidden += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.seen.append(data)


def words(html: str) -> str:
    parser = Words()
    parser.feed(html)
    return " ".join(" ".join(parser.seen).split())


def student_page(card: Scorecard) -> str:
    return render_student(card, a_gradebook(card).assignment)


def student_words(card: Scorecard) -> str:
    return words(student_page(card))


def class_words(*cards: Scorecard) -> str:
    return words(render_class(a_gradebook(*cards)))


def pages() -> Iterable[str]:
    card = a_card(an_award(a_public_check()), prose="Because.", notices=("renamed",))
    return student_page(card), render_class(a_gradebook(card))


# Both pages.


@pytest.mark.parametrize("page", pages(), ids=["student", "class"])
def test_the_policy_admits_the_style_of_the_page(page: str) -> None:
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:" in page


@pytest.mark.parametrize("page", pages(), ids=["student", "class"])
@pytest.mark.parametrize("forbidden", [" style=", "javascript:", "http:", "//"])
def test_a_page_loads_nothing(forbidden: str, page: str) -> None:
    assert forbidden not in page


def test_a_students_page_runs_nothing() -> None:
    page, _ = pages()

    assert "<script" not in page
    assert "script-src" not in page


def test_the_class_page_runs_our_own_script_and_no_other() -> None:
    _, page = pages()
    ours = (TEMPLATES / "class.js").read_text()

    digest = base64.b64encode(hashlib.sha256(ours.encode()).digest()).decode()
    assert re.findall(r"<script[^>]*>(.*?)</script", page, re.DOTALL) == [ours]
    assert page.count("<script") == 1
    assert f"script-src 'sha256-{digest}'; " in page


@pytest.mark.parametrize("page", pages(), ids=["student", "class"])
def test_every_heading_is_at_most_one_level_below_the_last(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]

    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("page", pages(), ids=["student", "class"])
def test_every_id_is_used_once(page: str) -> None:
    ids = re.findall(r' id="([^"]*)"', page)

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", pages(), ids=["student", "class"])
def test_every_place_that_is_pointed_to_exists(page: str) -> None:
    ids = set(re.findall(r' id="([^"]*)"', page))

    pointed = re.findall(r'(?:href="#|aria-labelledby=")([^"]*)"', page)
    assert set(pointed) <= ids


def test_the_same_gradebook_gives_the_same_page() -> None:
    first, second = (
        render_class(a_gradebook(a_card(an_award(a_check())))) for _ in "ab"
    )

    assert first == second


# The student's page.


def test_a_student_reads_the_marks_first() -> None:
    card = a_card(an_award(a_check("kl", "2.5"), Outcome.PASSED))

    assert "s01 2.5 of 2.5 marks" in student_words(card)


def test_a_failed_public_check_shows_how_far_off_the_answer_was() -> None:
    comparison = off_by(0.833, where="[3, 1]", actual="1.92", expected="1.08")

    seen = student_words(a_card(an_award(a_public_check(), comparisons=(comparison,))))

    assert (
        "Largest difference 0.833 (relative to the largest expected value), "
        "allowed 0.0001: 8,330 times too far."
    ) in seen


def test_a_failed_hidden_check_shows_no_value() -> None:
    comparison = off_by(0.833, where="[3, 1]", actual="1.92", expected="1.08")
    award = an_award(a_check(), comparisons=(comparison,), output="7.77")

    seen = student_words(a_card(award))

    assert not any(
        value in seen for value in ("0.833", "[3, 1]", "1.92", "1.08", "7.77")
    )


def test_a_passed_check_shows_no_value() -> None:
    comparison = off_by(1e-6, actual="1.92")
    award = an_award(a_public_check(), Outcome.PASSED, comparisons=(comparison,))

    assert "1.92" not in student_words(a_card(award))


def test_only_the_comparisons_that_do_not_agree_are_shown() -> None:
    comparisons = (off_by(1e-6, actual="1.92"), off_by(0.5, actual="2.34"))
    award = an_award(a_public_check(), comparisons=comparisons)

    seen = student_words(a_card(award))

    assert ("1e-06" in seen, "0.5" in seen) == (False, True)


def test_what_only_the_instructor_sees_is_not_on_the_students_page() -> None:
    award = an_award(a_public_check(), detail="the secret case")

    assert "secret" not in student_page(a_card(award))


def test_a_hint_is_set_apart_from_the_claim() -> None:
    check = a_check("kl", hint="Try mu = 0.")
    assignment = an_assignment(a_question(a_part(check)))
    result = a_result("kl", Outcome.FAILED, message="The KL is closed.")
    card = mark(assignment, a_submission(), an_evidence(result))

    seen = words(render_student(card, assignment))

    assert "The KL is closed. kl · hidden 0 of 1 Hint: Try mu = 0." in seen


def test_a_hint_stays_away_from_a_check_that_passed() -> None:
    award = an_award(a_check(hint="Try mu = 0."), Outcome.PASSED)

    assert "Try mu" not in student_words(a_card(award))


def test_a_known_slip_is_named_even_for_a_hidden_check() -> None:
    award = an_award(a_check(), misconception="forgot_half_kl")

    seen = student_words(a_card(award))

    assert "A known slip gives the same answer: forgot half kl." in seen


def test_a_check_without_a_message_is_called_by_its_name() -> None:
    seen = student_words(a_card(an_award(a_check("kl_is_closed"), Outcome.PASSED)))

    assert "passed kl is closed" in seen


def test_what_the_code_printed_is_shown_for_a_public_check() -> None:
    award = an_award(a_public_check(), output="loss 0.3\nloss 0.2")

    seen = student_page(a_card(award))

    assert '<pre class="output">loss 0.3\nloss 0.2</pre>' in seen


def test_what_the_code_printed_is_cut_where_nobody_would_read_on() -> None:
    award = an_award(a_public_check(), output="x" * 5000)

    assert "… and 1,000 more characters" in student_words(a_card(award))


def test_names_between_backticks_are_set_as_code() -> None:
    award = an_award(a_check(), message="`z` is not `mu` + eps.")

    page = student_page(a_card(award))

    assert "<code>z</code> is not <code>mu</code> + eps." in page


def test_a_backtick_without_a_partner_is_a_backtick() -> None:
    award = an_award(a_check(), Outcome.PASSED, message="one ` alone")

    assert "one ` alone" in student_words(a_card(award))


def test_the_checks_that_cost_most_are_shown_first() -> None:
    awards = [an_award(a_check(f"c{i}", str(i))) for i in range(1, 8)]

    page = student_page(a_card(*awards))

    first = re.findall(r'<li><a href="#p2_vae\.(c\d)"', page)
    assert first == ["c7", "c6", "c5", "c4", "c3"]


def test_a_blocked_check_is_not_where_to_look_first() -> None:
    awards = [an_award(a_check("a")), an_award(a_check("b"), Outcome.BLOCKED)]

    page = student_page(a_card(*awards))

    assert re.findall(r'<li><a href="#p2_vae\.(\w)"', page) == ["a"]


def test_who_lost_nothing_is_sent_nowhere() -> None:
    seen = student_words(a_card(an_award(a_check(), Outcome.PASSED)))

    assert "Where to look first" not in seen


def prose_card() -> tuple[Scorecard, Gradebook]:
    line = a_check("why", "3", title="Names the entropy")
    assignment = an_assignment(a_question(a_human_part(line)))
    submission = a_submission(prose="It is <tight>\n  there.")
    card = mark(assignment, submission, an_evidence())
    return card, Gradebook(assignment=assignment, scorecards=(card,))


def test_prose_is_shown_as_it_was_written() -> None:
    card, gradebook = prose_card()

    page = render_student(card, gradebook.assignment)

    assert '<pre class="prose">It is &lt;tight&gt;\n  there.</pre>' in page


def test_prose_that_waits_says_so() -> None:
    card, gradebook = prose_card()

    seen = words(render_student(card, gradebook.assignment))

    assert "It waits for a person, who gives the marks." in seen


def test_marks_that_wait_are_shown_as_open() -> None:
    card, gradebook = prose_card()

    assert "Marks still open: 3." in words(render_student(card, gradebook.assignment))


def test_marks_of_an_optional_question_are_not_called_open() -> None:
    question = a_question(a_human_part(a_check("why")), optional=True)
    assignment = an_assignment(question)
    card = mark(assignment, a_submission(prose="It is."), an_evidence())

    assert "still open" not in words(render_student(card, assignment))


def test_a_line_for_a_marker_shows_what_is_asked_for() -> None:
    card, gradebook = prose_card()

    seen = words(render_student(card, gradebook.assignment))

    assert "waits Names the entropy why · marked by a person 0 of 3" in seen


def test_an_unreadable_submission_has_a_page_that_says_why() -> None:
    card = an_empty_card(notices=("`work.zip` is not a zip file.",))

    seen = words(render_student(card, an_assignment()))

    assert "could not be read. The notices say why. Notices work.zip is not" in seen


@pytest.mark.parametrize(
    ("comparison", "sentence"),
    [
        (off_by(float("inf")), "The two cannot be compared number by number."),
        (off_by(float("nan")), "The two cannot be compared number by number."),
        (off_by(1, metric="exact", tolerance=0), "must be equal, and are not."),
        (off_by(1.5e-4), "allowed 0.0001."),
        (
            off_by(2, metric="abs", tolerance=1),
            "2 (absolute), allowed 1: 2 times too far.",
        ),
        (off_by(0.5, metric="theta", tolerance=0), "0.5 (theta), allowed 0."),
        (off_by(1234567.0, metric="theta", tolerance=1), "difference 1.23e+06 (theta)"),
        (off_by(12345.0, metric="theta", tolerance=1), "difference 12,345 (theta)"),
    ],
)
def test_a_distance_is_told_in_a_sentence(comparison: object, sentence: str) -> None:
    award = an_award(a_public_check(), comparisons=(comparison,))

    assert sentence in student_words(a_card(award))


def carried(*outcomes: Outcome) -> Scorecard:
    """Checks a, b, …, of which the first follows from the student's own z."""
    first, *others = outcomes
    return a_card(
        an_award(a_check("a", follows="your own `z`"), first),
        *(an_award(a_check(f"b{i}"), o) for i, o in enumerate(others)),
    )


OWN = "Judged on your own z where that is not right: a slip there costs nothing here."


@pytest.mark.parametrize(
    "outcomes",
    [
        (Outcome.FAILED, Outcome.PASSED),
        (Outcome.PASSED, Outcome.FAILED),
        (Outcome.PARTIAL,),
    ],
)
def test_follow_through_is_said_where_marks_were_lost(
    outcomes: tuple[Outcome, ...],
) -> None:
    assert student_words(carried(*outcomes)).count(OWN) == 1


@pytest.mark.parametrize(
    "outcomes",
    [
        (Outcome.PASSED, Outcome.PASSED),
        (Outcome.NOT_ATTEMPTED, Outcome.FAILED),
        (Outcome.ERRORED,),
    ],
)
def test_follow_through_is_not_said_where_nothing_followed(
    outcomes: tuple[Outcome, ...],
) -> None:
    assert "Judged on" not in student_words(carried(*outcomes))


def test_a_wrong_choice_is_shown_and_the_right_one_is_not() -> None:
    chosen = off_by(float("inf"), metric="exact", actual="'never'", expected="'always'")

    seen = student_words(a_card(an_award(a_public_check(), comparisons=(chosen,))))

    assert ("Your answer: 'never'." in seen, "always" in seen) == (True, False)


def test_a_distance_that_nobody_counts_is_not_counted() -> None:
    far = off_by(1.0, metric="abs", tolerance=1e-6)

    seen = student_words(a_card(an_award(a_public_check(), comparisons=(far,))))

    assert "Largest difference 1 (absolute), allowed 1e-06." in seen


def test_a_line_that_many_share_is_the_same_as_one_made_alone() -> None:
    gradebook = large_class.a_gradebook(6)
    together = student_pages(gradebook.assignment)

    for card in gradebook.scorecards:
        assert together(card) == render_student(card, gradebook.assignment)


def test_two_outcomes_of_one_check_are_two_lines() -> None:
    passed, failed = (
        a_card(an_award(a_check(), outcome))
        for outcome in (Outcome.PASSED, Outcome.FAILED)
    )
    together = student_pages(a_gradebook(passed).assignment)

    pages = [together(card) for card in (passed, failed, passed)]

    assert pages[0] == pages[2] == render_student(passed, an_assignment())
    assert "✗" in pages[1].partition("What the words mean")[0]


# The class.


def test_a_misconception_stands_with_its_sentence_and_who_made_it() -> None:
    award = an_award(
        a_check(), misconception="forgot_half_kl", explanation="The half is forgotten."
    )

    seen = class_words(a_card(award, student="s1"), a_card(award, student="s2"))

    assert "2 The half is forgotten. forgot half kl: who s1 s2 p2_ vae kl" in seen


def test_rare_misconceptions_are_folded_away() -> None:
    awards = [an_award(a_check(f"c{i}"), misconception=f"slip_{i}") for i in range(10)]

    page = render_class(a_gradebook(a_card(*awards)))

    assert "<summary>2 less frequent ones</summary>" in page


def test_a_check_to_doubt_is_listed_with_the_reason() -> None:
    cards = [a_card(an_award(a_check()), student=f"s{i}") for i in range(9)]

    assert "Checks to doubt 1" in class_words(*cards)


def test_submissions_that_are_alike_are_listed_and_cost_nothing() -> None:
    cards = [a_card(an_award(a_check(), Outcome.PASSED), student=s) for s in "ab"]
    place = Likeness(question="p2_vae", share=0.914)
    pair = Pair(first="a", second="b", places=(place,), tokens=412)
    gradebook = a_gradebook(*cards)

    with_it = words(render_class(gradebook, (pair,)))

    assert "a and b p2_ vae 91 % 412" in with_it
    assert with_it.partition("Submissions that")[0] == words(
        render_class(gradebook)
    ).replace("Made by markstone", "")


@pytest.mark.slow
def test_a_class_of_a_thousand_has_a_page_that_can_be_mailed() -> None:
    assert len(render_class(large_class.a_gradebook(1000)).encode()) < 10_000_000


def test_the_class_page_begins_with_what_needs_a_person() -> None:
    award = an_award(a_check(), Outcome.UNFAIR, detail="KeyError: 'z'")

    seen = class_words(a_card(award, status=Status.NEEDS_REVIEW))

    assert re.search(
        r"first The grader or the host broke 1 .* p2_vae · kl KeyError", seen
    )


def test_the_class_page_shows_three_reasons_and_counts_the_others() -> None:
    review = Status.NEEDS_REVIEW
    cards = [
        a_card(
            an_award(a_check(), Outcome.UNFAIR, detail=f"reason {i}"),
            student=f"s{i}",
            status=review,
        )
        for i in range(5)
    ]

    assert "reason 2 and 2 other reasons" in class_words(*cards)


def test_a_class_that_needs_nobody_says_so() -> None:
    seen = class_words(a_card(an_award(a_check(), Outcome.PASSED)))

    assert "Nothing. Every mark is decided." in seen


def test_the_class_page_links_to_every_student() -> None:
    cards = [an_empty_card(student) for student in ("s01", "../../etc")]

    page = render_class(a_gradebook(*cards))

    links = re.findall(r'<th scope="row"><a href="([^"]*)"', page)
    assert links == [page_name("../../etc"), "s01.html"]


def test_many_students_of_one_task_are_folded_away() -> None:
    absent = [an_empty_card(f"s{i:02}", Status.NOT_SUBMITTED) for i in range(13)]

    page = render_class(a_gradebook(*absent))

    assert "<summary>13 students</summary>" in page


def test_a_cell_says_when_marks_of_it_are_open() -> None:
    _, gradebook = prose_card()

    assert "0 +?" in words(render_class(gradebook))


def test_an_optional_question_is_marked_in_the_table() -> None:
    question = a_question(a_part(a_check()), optional=True)
    gradebook = Gradebook(assignment=an_assignment(question), scorecards=())

    assert "p2_ vae optional" in words(render_class(gradebook))


def test_the_figure_can_be_heard() -> None:
    award = an_award(a_check("kl", "2"), marks=Decimal("1.9"))

    page = render_class(a_gradebook(a_card(award)))

    assert 'aria-label="Students by marks: 0 to 0.2: 0;' in page


def test_the_slips_of_a_class_stand_beside_their_check() -> None:
    award = an_award(a_check(), misconception="forgot_half_kl")

    assert "kl 1 × forgot half kl 1" in class_words(a_card(award))  # noqa: RUF001
