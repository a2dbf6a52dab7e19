"""A check that wavers is named and withheld; a steady one is left alone."""

from markstone.model import CheckResult, Evidence, Outcome
from markstone.pipeline.repeating import Tally, withheld


def seen(student: str, **outcomes: str) -> Evidence:
    results = tuple(
        CheckResult(question="q1", check=name, outcome=Outcome(outcome), detail="why")
        for name, outcome in outcomes.items()
    )
    return Evidence(student=student, results=results)


def test_a_check_that_wavers_is_withheld_from_that_student_alone() -> None:
    tally = Tally()
    for outcome in ("PASSED", "FAILED", "PASSED"):
        tally.add(seen("s1", kl=outcome, elbo="FAILED"))
        tally.add(seen("s2", kl="PASSED", elbo="PASSED"))

    (wavering,) = tally.wavering()
    (kl, elbo) = withheld(seen("s1", kl="PASSED", elbo="FAILED"), [wavering]).results

    assert (wavering.student, wavering.question, wavering.check) == ("s1", "q1", "kl")
    assert wavering.told == "2 times PASSED, 1 times FAILED"
    assert (kl.outcome, elbo.outcome) == (Outcome.UNFAIR, Outcome.FAILED)
    assert kl.detail == "2 times PASSED, 1 times FAILED. why"
    other = seen("s2", kl="PASSED", elbo="PASSED")
    assert withheld(other, [wavering]) == other


def test_nothing_wavers_that_is_the_same_each_time() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add(seen("s1", kl="FAILED"))

    assert tally.wavering() == ()
