import time

import pytest

from markstone.marking_page.formulas import has_formulas, with_formulas


@pytest.mark.parametrize(
    "text",
    ["$x^2$", r"\(x^2\)", r"\[x^2\]", "$$\nx^2\n$$", r"so $\alpha_i$, and"],
)
def test_what_stands_between_the_marks_is_a_formula(text: str) -> None:
    assert "<math" in with_formulas(text)


@pytest.mark.parametrize(
    "text",
    [
        "it costs $5 and $6",
        r"\$x\$",
        "a $ b $ c",
        "$$",
        "$",
        r"\(",
        "$\frac{1}{$",
        "x" * 100_000,
    ],
)
def test_what_is_no_formula_stays_as_it_was_typed(text: str) -> None:
    assert "<math" not in with_formulas(text)


HOSTILE = (
    "<script>alert(1)</script>",
    "$<script>alert(1)</script>$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{position:fixed}{x}$",
    r"$\class{trouble}{x}$",
    r"$\mathrm{]]></mi><script>}$",
    r"$\unicode{x3c}script>$",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_student_becomes_an_element_or_an_attribute(text: str) -> None:
    shown = str(with_formulas(text)).lower()

    for word in ("<script", "<img", "href=", "style=", "class=", "<!["):
        assert word not in shown


def test_nothing_that_was_written_is_invisible() -> None:
    assert "mphantom" not in with_formulas(r"$\phantom{all of it}$")
    assert "color" not in with_formulas(r"$\color{white}{x}$")


def test_what_turns_text_round_is_shown_in_a_formula_too() -> None:
    shown = with_formulas("$x\u202ey$")

    assert "\u202e" not in shown
    assert "202" in shown


@pytest.mark.parametrize(
    "text", ["$a$ " * 25_000, r"\[ " * 33_000, "$$a" * 33_000, "$" + "{" * 990 + "$"]
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    with_formulas(text)

    assert time.process_time() - start < 10


def test_a_text_tells_whether_it_has_formulas() -> None:
    assert has_formulas("so $x$")
    assert not has_formulas("so x")
