"""What a student is told of a call that did not end well, and what is kept back."""

import signal
from typing import Any

import pytest

from markstone.examiner.endings import died, name_of, raised, scrubbed
from markstone.examiner.failures import StudentFailure
from markstone.model import Limits, Outcome
from markstone.sandbox.link import Ended
from markstone.wire.values import Held, Named

FRAMES = [["p2_vae.py", 3, "elbo"], ["p2_vae.py", 12, "_kl"]]
WORDS = "tensor([0.1234])"


def told(
    kind: str, text: str = WORDS, *, shown: bool, prefix: str = ""
) -> StudentFailure:
    reply: list[Any] = [kind, "ValueError", text, FRAMES]
    return raised(reply, "p2_vae.elbo", prefix=prefix, shown=shown)


def test_an_exception_of_a_public_case_is_shown_with_its_place() -> None:
    failure = told("raised", "bad shape", shown=True)

    assert failure.outcome is Outcome.ERRORED
    assert failure.message == "ValueError: bad shape (p2_vae.py, line 12, in _kl)"
    assert failure.detail == ""


def test_an_exception_without_words_is_shown_by_its_name() -> None:
    assert told("raised", "", shown=True).message.startswith("ValueError (p2_vae.py")


def test_a_failed_import_says_that_it_was_one() -> None:
    failure = told(
        "raised", "x", shown=True, prefix="p2_vae.py could not be imported: "
    )

    assert failure.message.startswith("p2_vae.py could not be imported: ValueError: x")


@pytest.mark.parametrize("kind", ["raised", "missing", "untouched", "memory", "other"])
def test_no_text_of_a_hidden_case_is_shown(kind: str) -> None:
    failure = told(kind, shown=False)

    assert WORDS not in failure.message
    assert "_kl" not in failure.message


@pytest.mark.parametrize("kind", ["raised", "missing", "untouched", "memory"])
def test_all_text_of_a_hidden_case_is_kept_for_the_marker(kind: str) -> None:
    assert WORDS in told(kind, shown=False).detail


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("raised", Outcome.ERRORED),
        ("anything else", Outcome.ERRORED),
        ("missing", Outcome.NOT_ATTEMPTED),
        ("untouched", Outcome.NOT_ATTEMPTED),
        ("memory", Outcome.OUT_OF_MEMORY),
    ],
)
def test_the_outcome_is_the_same_in_a_public_and_a_hidden_case(
    kind: str, outcome: Outcome, *, shown: bool
) -> None:
    assert told(kind, shown=shown).outcome is outcome


def test_a_name_that_is_missing_is_named_by_what_was_asked() -> None:
    assert told("missing", shown=False).message == (
        "This check needs `p2_vae.elbo`, and something is not there."
    )


def test_a_stub_is_named_by_its_place_or_by_what_was_asked() -> None:
    assert told("untouched", shown=True).message == (
        "Not written yet (p2_vae.py, line 12, in _kl)."
    )
    assert told("untouched", shown=False).message == "Not written yet: p2_vae.elbo."


@pytest.mark.parametrize(
    ("frames", "where"),
    [
        ([], "ValueError: x"),
        ([["a.py", 4, "<module>"]], "ValueError: x (a.py, line 4)"),
        ([["a.py", "4", "f"]], "ValueError: x"),
        ([[None]], "ValueError: x"),
        ([3], "ValueError: x"),
    ],
)
def test_a_place_is_told_where_there_is_one(frames: list[Any], where: str) -> None:
    failure = raised(["raised", "ValueError", "x", frames], "", prefix="", shown=True)

    assert failure.message == where


@pytest.mark.parametrize(
    ("target", "path", "name"),
    [
        (Named(module="p2_vae", name="VAE"), "", "p2_vae.VAE"),
        (Named(module="p2_vae", name="VAE"), "make.it", "p2_vae.VAE.make.it"),
        (Held(id=3), "forward", "forward"),
        (Held(id=3), "", "an object of yours"),
        (["nn.ReLU"], 3, "an object of yours"),
    ],
)
def test_what_was_asked_has_a_name(target: object, path: object, name: str) -> None:
    assert name_of(target, path) == name


def test_addresses_are_scrubbed_and_other_numbers_are_not() -> None:
    text = "<Net object at 0x7f5710dfbe50> of 0x1f, 0xDEADBEEF and 123456789"

    assert scrubbed(text) == "<Net object at 0x…> of 0x1f, 0xDEADBEEF and 123456789"


def ended(*, by: int = 0, code: int = 0, cpu_seconds: float = 0.1) -> Ended:
    return Ended(status=by or code << 8, cpu_seconds=cpu_seconds)


@pytest.mark.parametrize(
    ("end", "outcome", "words"),
    [
        (ended(code=3), Outcome.ERRORED, "ended its own process"),
        (ended(by=signal.SIGSEGV), Outcome.ERRORED, "SIGSEGV"),
        (ended(by=signal.SIGABRT), Outcome.ERRORED, "SIGABRT"),
        (ended(by=signal.SIGKILL), Outcome.OUT_OF_MEMORY, "more memory"),
        (ended(by=signal.SIGXCPU), Outcome.TIMED_OUT, "more than 61 s"),
        (ended(by=signal.SIGKILL, cpu_seconds=60.9), Outcome.TIMED_OUT, "61 s"),
        (ended(by=signal.SIGSEGV, cpu_seconds=60.9), Outcome.ERRORED, "SIGSEGV"),
        (ended(code=0, cpu_seconds=60.9), Outcome.ERRORED, "its own process"),
    ],
)
def test_how_a_process_ended_decides_what_it_came_to(
    end: Ended, outcome: Outcome, words: str
) -> None:
    came_to, message = died(end, Limits(cpu_seconds=61))

    assert came_to is outcome
    assert words in message


def test_a_signal_without_a_name_has_its_number() -> None:
    _, message = died(ended(by=40), Limits(cpu_seconds=61))

    assert message == "Your code crashed its process (signal 40)."


@pytest.mark.parametrize("kind", ["raised", "missing", "anything else"])
@pytest.mark.parametrize("shown", [True, False])
def test_what_was_raised_is_cut_where_nobody_would_read_on(
    kind: str, *, shown: bool
) -> None:
    long = "x" * (1 << 20)
    reply: list[Any] = [kind, long, long, [[long, 3, long]]]

    failure = raised(reply, "p2_vae.elbo", prefix="", shown=shown)

    assert len(failure.message) + len(failure.detail) < 20_000


def test_what_is_cut_says_so() -> None:
    assert "characters more" in told("raised", "x" * 10_000, shown=True).message


FORBIDS = ("torch.nn.Transformer", "torch.nn.LSTM")


def refused(text: str, *, shown: bool) -> StudentFailure:
    reply: list[Any] = ["forbidden", "ShortcutError", text, FRAMES]
    return raised(reply, "p2_vae.elbo", prefix="", shown=shown, forbids=FORBIDS)


def test_what_is_forbidden_is_named_with_its_place_in_a_public_case() -> None:
    failure = refused("torch.nn.LSTM", shown=True)

    assert failure.outcome is Outcome.FAILED
    assert failure.message == (
        "Your code uses `torch.nn.LSTM` when it runs; this question asks for it by "
        "hand (p2_vae.py, line 12, in _kl)"
    )


@pytest.mark.parametrize("text", ["torch.nn.LSTM", "torch.nn.Transformer", WORDS])
def test_a_hidden_case_says_the_same_whatever_is_used(text: str) -> None:
    assert refused(text, shown=False).message == (
        "Your code uses `torch.nn.Transformer` or `torch.nn.LSTM` when it runs; this "
        "question asks for it by hand."
    )


def test_a_name_that_is_not_forbidden_is_not_repeated() -> None:
    assert WORDS not in refused(WORDS, shown=True).message


def test_nothing_is_by_hand_where_nothing_is_forbidden() -> None:
    assert told("forbidden", shown=True).outcome is Outcome.ERRORED
