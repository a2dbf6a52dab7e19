"""What a student is told of a limit: the figure, and what to do."""

import errno
import re
from dataclasses import fields
from pathlib import Path

import pytest

from markstone.candidate.loading import describe
from markstone.examiner import excess
from markstone.examiner.endings import died, raised
from markstone.model import Limits, Outcome
from markstone.sandbox.link import Ended
from markstone.wire.frames import TooLargeError

LIMITS = Limits(
    call_seconds=11.0,
    check_seconds=44.0,
    submission_seconds=66.0,
    cpu_seconds=55.0,
    memory_bytes=7 << 30,
    total_memory_bytes=8 << 30,
    processes=13,
    file_bytes=3 << 20,
    scratch_bytes=5 << 20,
    files=1234,
    flood_bytes=9 << 10,
    reply_bytes=17 << 20,
    check_reply_bytes=18 << 20,
    submission_reply_bytes=19 << 20,
    check_callbacks=21_000,
    submission_callbacks=22_000,
)
SENTENCES = {
    "call": (excess.of_call(LIMITS.call_seconds)[1], "11 s"),
    "check": (excess.of_check(LIMITS)[1], "44 s"),
    "submission": (excess.of_submission(LIMITS)[1], "66 s"),
    "computing": (excess.of_computing(LIMITS)[1], "55 s"),
    "memory": (excess.of_memory(LIMITS)[1], "7 GiB"),
    "total memory": (excess.of_total_memory(LIMITS)[1], "8 GiB"),
    "flood": (excess.of_flood(LIMITS)[1], "9 KiB"),
    "reply": (excess.of_reply(LIMITS)[1], "17 MiB"),
    "replies": (excess.of_replies(LIMITS, whole=False)[1], "18 MiB"),
    "all replies": (excess.of_replies(LIMITS, whole=True)[1], "19 MiB"),
    "callbacks": (excess.of_callbacks(LIMITS, whole=False)[1], "21,000"),
    "all callbacks": (excess.of_callbacks(LIMITS, whole=True)[1], "22,000"),
    "processes": (excess.of_error("processes", LIMITS), "13 processes"),
    "file": (excess.of_error("file", LIMITS), "3 MiB"),
    "space": (excess.of_error("space", LIMITS), "5 MiB"),
    "files": (excess.of_error("space", LIMITS), "1,234"),
}


@pytest.mark.parametrize("limit", SENTENCES)
def test_a_limit_is_told_with_its_figure(limit: str) -> None:
    sentence, figure = SENTENCES[limit]

    assert figure in sentence


@pytest.mark.parametrize("limit", SENTENCES)
def test_a_limit_is_told_with_what_to_do(limit: str) -> None:
    advice = SENTENCES[limit][0].split(". ")[1]

    assert re.match("Look|Make|Start|Keep|Take|Write|Remove", advice)


def test_every_limit_is_used_by_a_sentence_or_has_none_by_design() -> None:
    silent = {"output_bytes", "examiner_bytes"}

    told = " ".join(sentence for sentence, _ in SENTENCES.values())
    figures = {
        field.name: getattr(LIMITS, field.name)
        for field in fields(LIMITS)
        if field.name not in silent
    }
    words = {
        name: (f"{value:g}", f"{value:,}", excess.size(int(value)))
        for name, value in figures.items()
    }

    assert {n for n, some in words.items() if not any(w in told for w in some)} == set()


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (100, "100 bytes"),
        (1 << 10, "1 KiB"),
        (64 << 10, "64 KiB"),
        (3 << 29, "1.5 GiB"),
        (1 << 30, "1 GiB"),
    ],
)
def test_a_size_is_said_as_people_say_it(count: int, shown: str) -> None:
    assert excess.size(count) == shown


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.EFBIG, "x"), "file"),
        (OSError(errno.ENOSPC, "x"), "space"),
        (OSError(errno.EMFILE, "x"), "open"),
        (BlockingIOError(errno.EAGAIN, "x"), "processes"),
        (RuntimeError("can't start new thread"), "processes"),
        (TooLargeError("x"), "reply"),
        (OSError(errno.ENOENT, "x"), "raised"),
        (OSError("x"), "raised"),
        (RuntimeError("x"), "raised"),
    ],
)
def test_an_error_with_a_limit_behind_it_says_so(
    error: Exception, kind: str, tmp_path: Path
) -> None:
    assert describe(error, tmp_path)[0] == kind


@pytest.mark.parametrize("kind", ["file", "space", "processes", "open", "reply"])
def test_an_error_with_a_limit_behind_it_shows_no_text_of_a_hidden_case(
    kind: str,
) -> None:
    told = [kind, "OSError", "tensor([0.1234])", []]

    failure = raised(list(told), "f", prefix="", shown=False, limits=LIMITS)

    assert failure.message == excess.of_error(kind, LIMITS)
    assert "0.1234" in failure.detail


def test_an_error_with_a_limit_behind_it_shows_both_in_a_public_case() -> None:
    told = ["file", "OSError", "File too large", [["a.py", 3, "f"]]]

    failure = raised(list(told), "f", prefix="", shown=True, limits=LIMITS)

    assert failure.outcome is Outcome.ERRORED
    assert failure.message.startswith("A file grew beyond 3 MiB")
    assert failure.message.endswith("OSError: File too large (a.py, line 3, in f)")


@pytest.mark.parametrize(
    ("used", "end"),
    [
        ("memory", excess.of_total_memory(LIMITS)),
        ("computing", excess.of_computing(LIMITS)),
    ],
)
def test_what_was_ended_for_its_sum_is_told_which(used: str, end: excess.End) -> None:
    assert died(Ended(status=9, cpu_seconds=1.0, excess=used), LIMITS) == end
