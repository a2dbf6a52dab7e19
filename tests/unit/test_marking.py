from decimal import Decimal

import pytest

from markstone.marking import mark
from markstone.model import Award, Outcome, Scorecard, Status
from tests.unit.builders import (
    a_check,
    a_human_part,
    a_part,
    a_public_check,
    a_question,
    a_result,
    a_submission,
    an_assignment,
    an_evidence,
    off_by,
    with_checks,
)

PROSE = "Both are equal at the optimum, because the bound is tight there."


def awards(card: Scorecard) -> dict[str, Award]:
    return {a.check.name: a for question in card.questions for a in question.awards}


def outcomes(card: Scorecard) -> dict[str, Outcome]:
    return {name: award.outcome for name, award in awards(card).items()}


def test_a_check_that_passed_earns_its_marks() -> None:
    assignment = with_checks(a_check("kl", "2.5"))

    card = mark(assignment, a_submission(), an_evidence(a_result("kl")))

    assert card.marks == Decimal("2.5")


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.PASSED}))
def test_every_other_outcome_earns_nothing(outcome: Outcome) -> None:
    evidence = an_evidence(a_result("kl", outcome))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert card.marks == 0


def test_three_checks_of_a_tenth_make_exactly_three_tenths() -> None:
    names = ("a", "b", "c")
    assignment = with_checks(*(a_check(name, "0.1") for name in names))

    card = mark(assignment, a_submission(), an_evidence(*map(a_result, names)))

    assert card.marks == Decimal("0.3")


def test_a_check_that_never_reported_is_missing_not_forgotten() -> None:
    card = mark(with_checks(a_check("kl")), a_submission(), an_evidence())

    assert outcomes(card) == {"kl": Outcome.MISSING}


def test_an_invented_check_earns_nothing() -> None:
    evidence = an_evidence(a_result("kl"), a_result("free_marks"))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert outcomes(card) == {"kl": Outcome.PASSED}


def test_a_check_of_another_question_with_the_same_name_does_not_count() -> None:
    evidence = an_evidence(a_result("kl", question="p3_transformer"))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert outcomes(card) == {"kl": Outcome.MISSING}


def test_two_verdicts_on_one_check_go_to_a_person() -> None:
    evidence = an_evidence(a_result("kl"), a_result("kl", Outcome.FAILED))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert outcomes(card) == {"kl": Outcome.UNFAIR}


def test_two_verdicts_on_one_check_are_named_for_the_instructor() -> None:
    evidence = an_evidence(a_result("kl"), a_result("kl", Outcome.FAILED))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert awards(card)["kl"].detail == "reported 2 times: PASSED, FAILED"


def test_a_figure_without_a_scale_is_withheld_and_not_lost() -> None:
    evidence = an_evidence(a_result("kl", Outcome.PARTIAL))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert outcomes(card) == {"kl": Outcome.UNFAIR}


def test_evidence_about_another_student_is_refused() -> None:
    submission = a_submission(student="s02")

    with pytest.raises(ValueError, match=r"'s01'.*'s02'"):
        mark(with_checks(a_check()), submission, an_evidence())


def test_what_the_examiner_saw_is_carried_over() -> None:
    seen = {
        "message": "The KL term is the closed form.",
        "detail": "case 3",
        "misconception": "forgot_half_kl",
        "comparisons": (off_by(0.5),),
        "output": "hello",
    }
    evidence = an_evidence(a_result("kl", Outcome.FAILED, **seen))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    award = awards(card)["kl"]
    assert {key: getattr(award, key) for key in seen} == seen


# Needs: a check means something only once others have passed.


# A figure without a scale is UNFAIR by then, and tested above.
@pytest.mark.parametrize(
    "outcome", sorted(set(Outcome) - {Outcome.PASSED, Outcome.UNFAIR, Outcome.PARTIAL})
)
def test_a_check_is_blocked_when_the_one_it_needs_did_not_pass(
    outcome: Outcome,
) -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon", outcome), a_result("elbo"))

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["elbo"] is Outcome.BLOCKED


def test_a_blocked_check_earns_nothing() -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon", Outcome.FAILED), a_result("elbo"))

    card = mark(assignment, a_submission(), evidence)

    assert awards(card)["elbo"].marks == 0


def test_a_check_whose_needs_all_passed_keeps_its_marks() -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon"), a_result("elbo"))

    card = mark(assignment, a_submission(), evidence)

    assert card.marks == 2


def test_a_blocked_check_names_every_check_that_must_pass_first() -> None:
    needs = ("kl", "recon")
    assignment = with_checks(
        a_check("kl"), a_check("recon"), a_check("elbo", needs=needs)
    )
    evidence = an_evidence(
        a_result("kl", Outcome.FAILED),
        a_result("recon", Outcome.ERRORED),
        a_result("elbo", message="The bound is recon minus KL."),
    )

    card = mark(assignment, a_submission(), evidence)

    message = "The bound is recon minus KL. First `kl` and `recon` must pass."
    assert awards(card)["elbo"].message == message


def test_blocking_reaches_a_check_that_needs_a_blocked_one() -> None:
    # The rubric may name a check before the one that it needs.
    assignment = with_checks(
        a_check("trains", needs=("elbo",)),
        a_check("elbo", needs=("recon",)),
        a_check("recon"),
    )
    evidence = an_evidence(
        a_result("trains"), a_result("elbo"), a_result("recon", Outcome.FAILED)
    )

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["trains"] is Outcome.BLOCKED


@pytest.mark.parametrize(
    "own",
    [
        Outcome.FAILED,
        Outcome.ERRORED,
        Outcome.TIMED_OUT,
        Outcome.NOT_ATTEMPTED,
        Outcome.MISSING,
    ],
)
def test_a_check_that_came_to_nothing_by_itself_is_not_called_blocked(
    own: Outcome,
) -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon", Outcome.FAILED), a_result("elbo", own))

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["elbo"] is own


@pytest.mark.parametrize("own", [Outcome.PASSED, Outcome.BLOCKED, Outcome.MISSING])
def test_a_check_that_needs_an_unfair_one_is_withheld_too(own: Outcome) -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon", Outcome.UNFAIR), a_result("elbo", own))

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["elbo"] is Outcome.UNFAIR


def test_unfairness_reaches_a_check_two_needs_away() -> None:
    assignment = with_checks(
        a_check("recon"),
        a_check("elbo", needs=("recon",)),
        a_check("trains", needs=("elbo",)),
    )
    evidence = an_evidence(
        a_result("recon", Outcome.UNFAIR), a_result("elbo"), a_result("trains")
    )

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["trains"] is Outcome.UNFAIR


def test_a_check_that_failed_by_itself_stays_failed_beside_an_unfair_one() -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(
        a_result("recon", Outcome.UNFAIR), a_result("elbo", Outcome.FAILED)
    )

    card = mark(assignment, a_submission(), evidence)

    assert outcomes(card)["elbo"] is Outcome.FAILED


def test_a_student_is_told_which_unfair_check_withholds_the_marks() -> None:
    assignment = with_checks(a_check("recon"), a_check("elbo", needs=("recon",)))
    evidence = an_evidence(a_result("recon", Outcome.UNFAIR), a_result("elbo"))

    card = mark(assignment, a_submission(), evidence)

    assert "broke at `recon`, which this check needs" in awards(card)["elbo"].message


def test_an_unfair_check_without_a_sentence_gets_one() -> None:
    evidence = an_evidence(a_result("kl", Outcome.UNFAIR))

    card = mark(with_checks(a_check("kl")), a_submission(), evidence)

    assert awards(card)["kl"].message == (
        "The grader, not your code, broke at this check. "
        "A person will look; until then the marks are withheld."
    )


# Hints.


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("The KL is summed over z.", "The KL is summed over z. Try mu = 0."),
        ("shape (3,) is not (6, 8)", "shape (3,) is not (6, 8). Try mu = 0."),
        ("", "Try mu = 0."),
    ],
)
def test_the_hint_follows_a_failure_as_a_sentence_of_its_own(
    message: str, expected: str
) -> None:
    assignment = with_checks(a_check("kl", hint="Try mu = 0."))
    evidence = an_evidence(a_result("kl", Outcome.FAILED, message=message))

    card = mark(assignment, a_submission(), evidence)

    assert awards(card)["kl"].message == expected


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.ERRORED, Outcome.UNFAIR])
def test_a_hint_is_kept_back_where_nothing_failed(outcome: Outcome) -> None:
    assignment = with_checks(a_check("kl", hint="Try mu = 0."))
    evidence = an_evidence(a_result("kl", outcome, message="The KL is summed."))

    card = mark(assignment, a_submission(), evidence)

    assert awards(card)["kl"].message == "The KL is summed."


# Prose.


def test_every_line_of_a_human_part_waits_for_a_marker() -> None:
    part = a_human_part(a_check("why"), a_check("when"))
    assignment = an_assignment(a_question(part))

    card = mark(assignment, a_submission(prose=PROSE), an_evidence())

    waiting = Outcome.AWAITS_MARKER
    assert outcomes(card) == {"why": waiting, "when": waiting}


def test_a_line_that_waits_earns_nothing_yet() -> None:
    assignment = an_assignment(a_question(a_human_part(a_check("why"))))

    card = mark(assignment, a_submission(prose=PROSE), an_evidence())

    assert card.marks == 0


@pytest.mark.parametrize("prose", [None, "", " \n ", ["a list"], {"a": "mapping"}])
def test_where_nothing_was_written_there_is_nothing_to_wait_for(prose: object) -> None:
    assignment = an_assignment(a_question(a_human_part(a_check("why"))))

    card = mark(assignment, a_submission(prose=prose), an_evidence())

    assert outcomes(card) == {"why": Outcome.NOT_ATTEMPTED}


def test_the_prose_is_kept_as_it_was_written() -> None:
    assignment = an_assignment(a_question(a_human_part(a_check("why"))))

    card = mark(assignment, a_submission(prose=f" {PROSE}\n"), an_evidence())

    assert card.questions[0].prose == f" {PROSE}\n"


def test_a_result_for_a_line_of_a_human_part_earns_nothing() -> None:
    assignment = an_assignment(a_question(a_human_part(a_check("why"))))

    card = mark(assignment, a_submission(), an_evidence(a_result("why")))

    assert card.marks == 0


# The status of the whole.


def test_a_card_on_which_all_is_decided_is_graded() -> None:
    card = mark(with_checks(a_check("kl")), a_submission(), an_evidence())

    assert card.status is Status.GRADED


@pytest.mark.parametrize("optional", [False, True])
def test_a_card_waits_as_long_as_one_line_waits(*, optional: bool) -> None:
    question = a_question(a_human_part(a_check("why")), optional=optional)

    card = mark(an_assignment(question), a_submission(prose=PROSE), an_evidence())

    assert card.status is Status.AWAITS_MARKER


def test_a_review_is_more_urgent_than_a_marker() -> None:
    question = a_question(a_part(a_check("kl")), a_human_part(a_check("why")))
    evidence = an_evidence(a_result("kl", Outcome.UNFAIR))

    card = mark(an_assignment(question), a_submission(prose=PROSE), evidence)

    assert card.status is Status.NEEDS_REVIEW


def test_machine_marks_stand_while_prose_waits() -> None:
    question = a_question(a_part(a_check("kl")), a_human_part(a_check("why")))

    card = mark(
        an_assignment(question), a_submission(prose=PROSE), an_evidence(a_result("kl"))
    )

    assert card.machine_marks == 1


def test_an_optional_question_is_marked_outside_the_sum() -> None:
    assignment = an_assignment(a_question(a_part(a_check("kl")), optional=True))

    card = mark(assignment, a_submission(), an_evidence(a_result("kl")))

    assert (card.marks, card.questions[0].marks) == (Decimal(0), Decimal(1))


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.NOT_SUBMITTED])
def test_a_submission_without_anything_to_run_has_a_card_without_questions(
    status: Status,
) -> None:
    submission = a_submission(status=status, notices=("no zip file",))

    card = mark(with_checks(a_check()), submission, an_evidence())

    assert card == Scorecard(
        student="s01", status=status, out_of=Decimal(1), notices=("no zip file",)
    )


def test_a_notice_that_both_sides_gave_is_said_once() -> None:
    submission = a_submission(notices=("renamed a file", "dropped a file"))
    evidence = an_evidence(notices=("dropped a file", "stopped early"))

    card = mark(with_checks(a_check()), submission, evidence)

    assert card.notices == ("renamed a file", "dropped a file", "stopped early")


def test_checks_come_in_the_order_of_the_rubric() -> None:
    first = a_part(a_check("z", needs=("y",)), a_check("y"), part="b")
    second = a_part(a_public_check("x"), part="a")
    assignment = an_assignment(a_question(first, second))

    card = mark(assignment, a_submission(), an_evidence())

    assert list(outcomes(card)) == ["z", "y", "x"]
