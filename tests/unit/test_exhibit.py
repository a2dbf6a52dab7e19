"""What was asked and answered is shown from the files of a run alone."""

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from markstone import evidence, exhibit, tape
from markstone.errors import UsageError
from markstone.model import CheckResult, Comparison, Evidence, Outcome
from markstone.showing.exhibits import (
    show_check,
    show_misconceptions,
    show_student,
)
from markstone.wire import tensors, values

NUMBER = 1 << 61


def packed(*message: object) -> bytes:
    return b"".join(map(bytes, values.pack([*message], tensors.lower)))


def call(name: str, *args: object, **kwargs: object) -> bytes:
    target = values.Named(module="q1", name=name)
    return packed(NUMBER, "call", target, "", list(args), kwargs, 7)


EXCHANGES = {
    "plain": (call("f", 1, key="x"), packed(NUMBER, "ok", [1.5, None])),
    "long": (call("g", torch.zeros(600)), packed(NUMBER, "ok", torch.arange(9.0))),
    "raised": (
        call("h", np.zeros(2)),
        packed(NUMBER, "error", "raised", "ValueError", "bad shape", []),
    ),
    "lent": (call("h"), packed(NUMBER, "lent", 0, [2.0], {})),
    "garbled": (bytes(40), b"garbage"),
}
SHOWN = {
    "plain": ("q1.f(1, key='x')", "[1.5, None]"),
    "long": (
        "q1.g(<tensor float32 [600]>)",
        "<tensor float32 [9]: 0, 1, 2, 3, 4, 5, … from 0 to 8>",
    ),
    "raised": ("q1.h(<array float64 [2]: 0, 0>)", "raised ValueError: bad shape"),
    "lent": ("q1.h()", "calls the lent function 0 with [2.0]"),
    "garbled": (
        "a long request, of which only the digest was kept",
        "what cannot be read: the header does not fit its message",
    ),
}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Lay the results of one student, a check for each exchange."""
    folder = tmp_path / "hw"
    cases, outcomes = [], []
    for name, (asked, answered) in EXCHANGES.items():
        exchange = [tape.shortened(asked) if name != "garbled" else asked, answered]
        cases.append(
            tape.Case(
                question="q1", check=name, instance="hidden", exchanges=[exchange]
            )
        )
        told = Comparison(
            metric="rel", deviation=0.5, tolerance=1e-4, where="[3]", hidden=True
        )
        outcomes.append(
            CheckResult(
                question="q1",
                check=name,
                outcome=Outcome.FAILED,
                message="Wrong \x1b[31m.",
                comparisons=(told,),
            )
        )
    for kind, suffix, content in (
        (
            "evidence",
            "json",
            evidence.dump(Evidence(student="s 1", results=tuple(outcomes))),
        ),
        ("tapes", "tape", tape.pack(cases)),
    ):
        (folder / kind).mkdir(parents=True)
        (folder / kind / f"s-1.{suffix}").write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("name", EXCHANGES)
def test_a_request_and_its_reply_are_told_in_words(name: str, results: Path) -> None:
    (seen,) = exhibit.find(results, "s 1", f"q1.{name}")

    ((case,),) = [check.cases for check in seen.checks]
    ((asked, answered),) = [(e.asked, e.answered) for e in case.exchanges]
    assert (asked, answered) == SHOWN[name]


@pytest.mark.parametrize("check", ["", "q1", "plain", "q1.plain"])
def test_a_check_is_named_with_or_without_its_question(
    check: str, results: Path
) -> None:
    (seen,) = exhibit.find(results / "hw", "s 1", check)

    names = [one.result.check for one in seen.checks]
    assert names == (["plain"] if "plain" in check else [*EXCHANGES])


@pytest.mark.parametrize(
    ("student", "check", "said"),
    [("s2", "", "no evidence of 's2'"), ("s 1", "kl", "There are: q1.garbled, ")],
)
def test_what_is_not_there_is_said(
    student: str, check: str, said: str, results: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        exhibit.find(results, student, check)


def test_nothing_of_it_steers_a_terminal(results: Path) -> None:
    console = Console(width=120, record=True, force_terminal=False)
    (seen,) = exhibit.find(results, "s 1")

    show_student(console, seen)
    for check in seen.checks:
        show_check(console, seen, check)

    text = console.export_text()
    assert "\x1b" not in text
    assert "Wrong ⟨U+001B⟩[31m." in text
    assert "0.5" in text
    assert "[3]" in text


def slip(student: str, *checks: str) -> Evidence:
    results = tuple(
        CheckResult(
            question="q1",
            check=check,
            outcome=Outcome.FAILED,
            misconception="half_forgotten",
            explanation="The half is forgotten.",
        )
        for check in checks
    )
    return Evidence(student=student, results=results)


def lay(folder: Path, *found: Evidence) -> Path:
    (folder / "hw" / "evidence").mkdir(parents=True)
    for one in found:
        path = folder / "hw" / "evidence" / f"{one.student}.json"
        path.write_bytes(evidence.dump(one))
    return folder


def test_a_slip_in_two_checks_counts_its_student_once(tmp_path: Path) -> None:
    lay(tmp_path, slip("s2", "a", "b"), slip("s1", "b"), slip("s3"))

    (found,) = exhibit.misconceptions(tmp_path)["hw"]

    assert (found.students, found.checks) == (("s1", "s2"), ("b", "a"))


def test_the_misconceptions_of_a_class_are_printed(tmp_path: Path) -> None:
    lay(tmp_path, slip("s2", "a"), slip("s1", "a"))
    console = Console(width=100, record=True, file=io.StringIO())

    show_misconceptions(console, "hw", exhibit.misconceptions(tmp_path)["hw"])

    seen = " ".join(console.export_text().split())
    assert "2 The half is forgotten. q1: a s1, s2" in seen


def test_a_class_without_a_known_slip_says_so(tmp_path: Path) -> None:
    console = Console(record=True, file=io.StringIO())
    lay(tmp_path, slip("s1"))

    show_misconceptions(console, "hw", exhibit.misconceptions(tmp_path)["hw"])

    assert "No known slip was recognised." in console.export_text()


def test_a_folder_without_results_has_no_misconceptions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no evidence"):
        exhibit.misconceptions(tmp_path)
