"""What the examiner sent becomes evidence, or nothing does."""

import math
from dataclasses import asdict
from typing import Any

import pytest

from markstone import evidence
from markstone.errors import MarkstoneError
from markstone.model import Evidence, Outcome
from tests.unit.builders import a_result, an_evidence, off_by


def test_a_result_is_read_with_its_comparisons() -> None:
    told = a_result(outcome=Outcome.FAILED, comparisons=(off_by(0.5), off_by(0.0)))

    assert evidence.result(asdict(told)) == told


def test_an_outcome_may_come_as_its_name() -> None:
    assert evidence.result({"question": "q", "check": "c", "outcome": "PASSED"}) == (
        a_result("c", question="q")
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"outcome": "SPLENDID"},
        {"outcome": None},
        {"check": 3},
        {"message": b"\xff"},
        {"comparisons": "none"},
        {"comparisons": [{"metric": "rel"}]},
        {"figure": "high"},
    ],
    ids=repr,
)
def test_a_result_of_another_shape_is_our_fault_and_said_so(
    broken: dict[str, Any],
) -> None:
    with pytest.raises(MarkstoneError, match="the examiner sent no result"):
        evidence.result(asdict(a_result()) | broken)


@pytest.mark.parametrize("missing", ["question", "check", "outcome"])
def test_a_result_without_its_name_or_outcome_is_refused(missing: str) -> None:
    plain = asdict(a_result())
    del plain[missing]

    with pytest.raises(MarkstoneError, match=missing):
        evidence.result(plain)


def full() -> Evidence:
    return an_evidence(
        a_result(
            outcome=Outcome.FAILED,
            message="It is off by ½ … 😀\x1b[0m",
            comparisons=(off_by(math.inf), off_by(1e-300)),
            figure=0.25,
            output="line\nline",
        ),
        a_result("second"),
        notices=("renamed",),
    )


def test_a_file_of_evidence_is_read_back_as_it_was() -> None:
    assert evidence.load(evidence.dump(full())) == full()


def test_an_infinite_deviation_survives_the_file() -> None:
    back = evidence.load(evidence.dump(full()))

    assert back.results[0].comparisons[0].deviation == math.inf


def test_the_same_evidence_has_the_same_bytes() -> None:
    assert evidence.dump(full()) == evidence.dump(full())


def test_the_tape_is_kept_out_of_the_file() -> None:
    taped = Evidence(student="s01", tape=b"secret")

    assert b"tape" not in evidence.dump(taped)
    assert evidence.load(evidence.dump(taped)).tape == b""


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"student": 3}', b"\xff"])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(MarkstoneError, match="not an evidence file"):
        evidence.load(content)


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x9b2J", "\x7f", "\u202e", "\U000e0041", "é"]
)
def test_no_text_in_a_file_steers_the_terminal_that_shows_it(text: str) -> None:
    steered = an_evidence(a_result(message=text), notices=[text])

    file = evidence.dump(steered)

    assert file.isascii()
    assert file.decode().replace("\n", "").isprintable()
    assert evidence.load(file) == steered
