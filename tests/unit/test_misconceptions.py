"""Whose known slip gives the same answer: named where it is known, never guessed."""

from typing import Any

import pytest

from markstone.misconceptions import Slip, explain
from markstone.model import CheckResult, Evidence, Outcome
from tests.unit.builders import STEM, a_result, an_evidence, off_by


def failed(check: str = "kl", **fields: Any) -> CheckResult:
    return a_result(check, Outcome.FAILED, **fields)


def sketched(*sketch: float, **fields: Any) -> CheckResult:
    return failed(comparisons=(off_by(0.5, sketch=sketch, **fields),))


def a_slip(name: str, *results: CheckResult, loses: set[str] | None = None) -> Slip:
    return Slip(
        name=name,
        sentence=f"The slip {name}.",
        loses=frozenset(loses or {result.check for result in results}),
        results={result.check: result for result in results},
    )


def named(evidence: Evidence, *slips: Slip) -> list[str]:
    """Return the name found for each result, empty where there is none."""
    return [r.misconception for r in explain(evidence, {STEM: slips}).results]


def test_the_same_answer_is_named_with_its_sentence() -> None:
    evidence = an_evidence(sketched(1.0, 2.0))

    (result,) = explain(evidence, {STEM: [a_slip("half", sketched(1.0, 2.0))]}).results

    assert (result.misconception, result.explanation) == ("half", "The slip half.")


def test_nearly_the_same_answer_is_the_same() -> None:
    assert named(
        an_evidence(sketched(1.0, 2.0)), a_slip("half", sketched(1.0005, 1.9995))
    ) == ["half"]


@pytest.mark.parametrize("sketch", [(1.0, 2.1), (2.0, 1.0), (-1.0, -2.0)])
def test_another_answer_is_not_named(sketch: tuple[float, float]) -> None:
    slip = a_slip("half", sketched(*sketch))

    assert named(an_evidence(sketched(1.0, 2.0)), slip) == [""]


def test_a_public_answer_is_not_held_against_a_hidden_one() -> None:
    slip = a_slip("half", sketched(1.0, hidden=True))

    assert named(an_evidence(sketched(1.0)), slip) == [""]


def test_an_answer_is_not_held_against_one_of_another_metric() -> None:
    slip = a_slip("half", sketched(1.0, metric="abs"))

    assert named(an_evidence(sketched(1.0)), slip) == [""]


def test_answers_without_a_sketch_are_held_by_what_is_told_of_them() -> None:
    comparison = off_by(2.0, actual="[3]", expected="[3, 1]")
    evidence = an_evidence(failed(comparisons=(comparison,)))
    other = off_by(2.0, actual="[4]", expected="[3, 1]")

    assert named(evidence, a_slip("row", failed(comparisons=(comparison,)))) == ["row"]
    assert named(evidence, a_slip("row", failed(comparisons=(other,)))) == [""]


def test_the_first_comparison_that_fails_decides() -> None:
    good, bad = off_by(0.0), off_by(0.5, sketch=(1.0,))
    evidence = an_evidence(failed(comparisons=(good, bad)))

    assert named(evidence, a_slip("half", sketched(1.0))) == ["half"]


@pytest.mark.parametrize(
    "outcome",
    [Outcome.PASSED, Outcome.TIMED_OUT, Outcome.NOT_ATTEMPTED, Outcome.UNFAIR],
)
def test_only_what_failed_or_raised_is_explained(outcome: Outcome) -> None:
    comparisons = (off_by(0.5, sketch=(1.0,)),)
    evidence = an_evidence(a_result("kl", outcome, comparisons=comparisons))
    slip = a_slip("half", a_result("kl", outcome, comparisons=comparisons))

    assert named(evidence, slip) == [""]


def test_a_failure_is_no_exception() -> None:
    raised = a_result("kl", Outcome.ERRORED, message="same")

    assert named(an_evidence(failed(message="same")), a_slip("half", raised)) == [""]


def test_the_same_words_are_the_same_slip_when_all_losses_are() -> None:
    evidence = an_evidence(failed("a", message="No."), failed("b", message="No."))

    both = a_slip("both", failed("a", message="No."), failed("b", message="No."))
    one = a_slip("one", failed("a", message="No."))

    assert named(evidence, both, one) == ["both", "both"]
    assert named(evidence, one) == ["", ""]


def test_the_line_of_an_exception_does_not_tell_slips_apart() -> None:
    def raised(line: int) -> CheckResult:
        message = f"KeyError: 'a' (p2_vae.py, line {line}, in elbo)"
        return a_result("kl", Outcome.ERRORED, message=message)

    assert named(an_evidence(raised(4)), a_slip("half", raised(9))) == ["half"]


def test_of_two_slips_with_the_same_answer_the_one_with_the_same_losses_is_named() -> (
    None
):
    evidence = an_evidence(sketched(1.0), failed("elbo"))
    narrow = a_slip("a_narrow", sketched(1.0))
    wide = a_slip("b_wide", sketched(1.0), loses={"kl", "elbo"})

    assert named(evidence, narrow, wide) == ["b_wide", ""]


def test_of_two_slips_alike_in_everything_the_first_by_name_is_named() -> None:
    slips = [a_slip(name, sketched(1.0)) for name in ("b", "a")]

    assert named(an_evidence(sketched(1.0)), *slips) == ["a"]


def test_a_slip_of_another_question_explains_nothing() -> None:
    evidence = an_evidence(sketched(1.0))

    assert explain(evidence, {"t1": [a_slip("half", sketched(1.0))]}) == evidence


def test_nothing_known_explains_nothing() -> None:
    evidence = an_evidence(sketched(1.0))

    assert explain(evidence, {}) == evidence


def test_a_figure_is_named_by_the_slip_that_comes_to_the_same() -> None:
    measured = a_result("digits", Outcome.PASSED, figure=41.25)
    other = a_result("digits", Outcome.PASSED, figure=80.5)
    slips = (a_slip("untrained", measured), a_slip("raw", other))

    assert named(an_evidence(measured), *slips) == ["untrained"]
    assert named(
        an_evidence(a_result("digits", Outcome.PASSED, figure=90.0)), *slips
    ) == [""]
