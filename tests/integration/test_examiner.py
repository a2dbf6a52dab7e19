"""The examiner: what a check's end means, and what a student is told of it."""

import hashlib
import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from markstone.candidate import landlock
from markstone.errors import RubricError, SandboxError
from markstone.grading import check_reference, open_station
from markstone.grading.station import Station
from markstone.model import Outcome
from markstone.sandbox.wall import Tier, Wall
from tests.integration.behind import descendants, is_alive, wait_until_gone
from tests.integration.examining import (
    GRADER,
    HELPER,
    KEY,
    PUBLIC,
    REFERENCE,
    examined,
    handed_in,
    paper_in,
)
from tests.tiny_course import NAME, STEM, lay_course

pytestmark = pytest.mark.slow

CHECKS = re.findall(r"^def test_(\w+)", GRADER, re.MULTILINE)
UNFAIR = {
    *("breaks", "bare", "skips", "torn", "unprepared", "compares_handles"),
    *("iterates_handle", "doubts_handle", "hashes_handle", "passes_attribute"),
    *("sends_object", "careless"),
}


def lay(root: Path, **more: object) -> Path:
    """Lay the course; the reference is its own template, for the rubric's sake."""
    checks = {
        name: {"visibility": "public" if name in PUBLIC else "hidden"}
        for name in CHECKS
    }
    data = f"student_template/{NAME}/data"
    lay_course(
        root,
        grader=GRADER,
        reference=REFERENCE,
        template=REFERENCE,
        checks=checks,
        rubric={"given": ["helper"], **more},
        files={
            f"student_template/{NAME}/helper.py": HELPER,
            f"reference/{NAME}/{STEM}.yaml": KEY,
            f"graders/{NAME}/behind/toy.py": "def triple(x):\n    return 3 * x\n",
            f"{data}/table.txt": "1 2 3",
        },
    )
    _write_manifest(root / data)
    return root


def _write_manifest(folder: Path) -> None:
    told = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in folder.iterdir()
    }
    (folder / "manifest.json").write_text(json.dumps(told))


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    paper = paper_in(lay(tmp_path_factory.mktemp("course")))
    one = open_station(paper, Tier.NAMESPACES, seed="autumn")
    yield one
    one.close()


# What the end of a check means.


def test_every_check_of_the_rubric_is_collected(station: Station) -> None:
    assert station.found == {(STEM, check) for check in CHECKS}


def test_a_right_answer_passes_every_check_that_does_not_break(
    station: Station,
) -> None:
    seen = examined(station, "", files={"submission_log.json": b'{"epochs": 3}'})

    outcomes = {result.check: result.outcome for result in seen.evidence.results}
    assert outcomes == {
        check: Outcome.UNFAIR if check in UNFAIR else Outcome.PASSED for check in CHECKS
    }


def test_results_come_in_the_order_of_the_grader(station: Station) -> None:
    seen = examined(station, "")

    assert [result.check for result in seen.evidence.results] == CHECKS


def test_a_claim_that_does_not_hold_fails_with_its_sentence(station: Station) -> None:
    seen = examined(station, "double = lambda x: 3 * x", "property")

    assert seen["property"].outcome is Outcome.FAILED
    assert seen["property"].message == "It should double."


@pytest.mark.parametrize("check", sorted(UNFAIR))
def test_a_check_that_breaks_by_itself_is_unfair_and_costs_nobody(
    check: str, station: Station
) -> None:
    result = examined(station, "", check)[check]

    assert result.outcome is Outcome.UNFAIR
    assert result.message == "This check broke by itself; a person will look at it."
    assert result.detail.startswith("Traceback")
    assert "_pytest/runner" not in result.detail


def test_a_careless_comparison_says_what_to_use_instead(station: Station) -> None:
    result = examined(station, "", "careless")["careless"]

    assert "the shapes are [0] and [2]. Use assert_close(" in result.detail


def test_a_failure_is_not_covered_by_a_fault_while_tidying_up(
    station: Station,
) -> None:
    seen = examined(station, "double = lambda x: 3 * x", "torn")

    assert seen["torn"].outcome is Outcome.FAILED


def test_a_student_s_failure_in_a_fixture_is_the_student_s(station: Station) -> None:
    seen = examined(station, "def double(x): raise KeyError", "prepared")

    assert seen["prepared"].outcome is Outcome.ERRORED


def test_a_class_that_makes_no_object_is_the_student_s_failure(
    station: Station,
) -> None:
    result = examined(station, "Net = lambda width: None", "makes_no_object")[
        "makes_no_object"
    ]

    assert result.outcome is Outcome.FAILED
    assert result.message.startswith("`q1_line.Net(...)` should make an object")


def test_starting_over_keeps_what_was_printed_before(station: Station) -> None:
    result = examined(station, "", "starts_over")["starts_over"]

    assert result.outcome is Outcome.PASSED
    assert result.output.splitlines() == ["counted"] * 3


def test_a_value_of_another_kind_is_the_student_s_failure(station: Station) -> None:
    seen = examined(station, "double = lambda x: 'text'", "property", "close")

    assert seen["property"].message == "The answer should be numbers, not text."
    assert seen["close"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "value",
    [
        "2**5000",
        "1j",
        "[1, [2]]",
        "{'a': 1}",
        "object()",
        "b'x'",
        "float('nan')",
        "None",
    ],
)
def test_no_value_of_a_student_s_breaks_a_check(value: str, station: Station) -> None:
    source = f"import torch\ndouble = lambda x: {value}"

    seen = examined(station, source, "property", "close", "both")

    outcomes = {result.outcome for result in seen.evidence.results}
    assert outcomes <= {Outcome.FAILED, Outcome.ERRORED}


def test_a_wrong_shape_is_named(station: Station) -> None:
    seen = examined(station, "double = lambda x: (2 * x)[None]", "both")

    assert seen["both"].message == "The shape should be [2], not [1, 2]."


# Two cases.


def test_a_public_check_is_passed_by_passing_both_cases(station: Station) -> None:
    result = examined(station, "", "both")["both"]

    assert result.outcome is Outcome.PASSED
    assert [c.hidden for c in result.comparisons] == [False, True]


def test_a_public_check_is_lost_by_its_hidden_case_alone(station: Station) -> None:
    source = "double = lambda x: 2 * x if len(x) == 2 else 3 * x"

    result = examined(station, source, "both")["both"]

    assert result.outcome is Outcome.FAILED
    assert result.message == (
        "In a hidden case: The values differ from the expected ones."
    )


def test_a_public_case_shows_both_values(station: Station) -> None:
    result = examined(station, "double = lambda x: 3 * x", "both")["both"]

    assert re.search(r"Farthest off at \[\d\]: \S+ instead of \S+\.", result.message)
    assert len(result.comparisons) == 1


def test_a_hidden_case_shows_no_value_and_keeps_them_for_the_marker(
    station: Station,
) -> None:
    result = examined(station, "double = lambda x: 3 * x", "close")["close"]

    assert result.message == "The values differ from the expected ones."
    assert "instead of 1.1356" in result.detail
    assert result.comparisons[0].hidden


TELLTALES = (
    "ValueError(str(x))",
    "NotImplementedError(str(x))",
    "sys.modules['markstone.candidate.loading'].MissingNameError(str(x))",
    "MemoryError(str(x))",
    "type(str(x.tolist()), (Exception,), {})",
)


@pytest.mark.parametrize("telltale", TELLTALES)
def test_an_exception_of_a_hidden_case_is_withheld_and_kept_for_the_marker(
    telltale: str, station: Station
) -> None:
    source = f"import sys\ndef double(x):\n    raise {telltale}"

    result = examined(station, source, "close")["close"]

    assert result.outcome is not Outcome.PASSED
    assert "0.12" not in result.message
    assert "0.12" in result.detail


def test_an_exception_of_a_public_case_is_shown_with_its_line(
    station: Station,
) -> None:
    source = "def double(x):\n    raise ValueError('no idea')"

    result = examined(station, source, "both")["both"]

    line = len(REFERENCE.splitlines()) + 4
    assert result.outcome is Outcome.ERRORED
    assert result.message == (
        f"ValueError: no idea ({STEM}.py, line {line}, in double)"
    )


def test_output_is_kept_of_the_public_case_only(station: Station) -> None:
    source = "def double(x):\n    print('seen', x.shape)\n    return 2 * x"

    seen = examined(station, source, "both", "close")

    assert seen["both"].output == "seen torch.Size([2])\n"
    assert seen["close"].output == ""


def test_addresses_are_scrubbed_from_what_a_student_reads(station: Station) -> None:
    source = "def double(x):\n    print(object())\n    raise ValueError(object())"

    result = examined(station, source, "both")["both"]

    assert "<object object at 0x…>" in result.message
    assert "<object object at 0x…>" in result.output


def test_what_is_printed_never_passes_a_check(station: Station) -> None:
    source = (
        "def double(x):\n    print('=== 1 passed ===', flush=True)\n    return 0 * x"
    )

    assert examined(station, source, "both")["both"].outcome is Outcome.FAILED


# The student's file.


def test_an_empty_submission_has_not_attempted_it(station: Station) -> None:
    seen = handed_in(station, {}, ["close"])

    assert seen["close"].outcome is Outcome.NOT_ATTEMPTED
    assert seen["close"].message == f"There is no {STEM}.py in the submission."


def test_a_name_that_is_missing_is_not_attempted(station: Station) -> None:
    seen = handed_in(station, {f"{STEM}.py": b"x = 1\n"}, ["both", "close"])

    assert seen["both"].outcome is Outcome.NOT_ATTEMPTED
    assert seen["both"].message == f"{STEM}.py has no `double`."
    assert f"`{STEM}.double`" in seen["close"].message


def test_a_stub_is_not_attempted(station: Station) -> None:
    source = "def double(x):\n    raise NotImplementedError"

    seen = examined(station, source, "both", "close")

    assert {r.outcome for r in seen.evidence.results} == {Outcome.NOT_ATTEMPTED}
    assert seen["close"].message == f"Not written yet: {STEM}.double."


def test_a_syntax_error_is_told_with_its_line_by_every_check(
    station: Station,
) -> None:
    seen = handed_in(station, {f"{STEM}.py": b"x = 1\ny = (\n"}, ["both", "close"])

    for result in seen.evidence.results:
        assert result.outcome is Outcome.ERRORED
        assert result.message == (
            f"{STEM}.py could not be imported: "
            f"SyntaxError: '(' was never closed ({STEM}.py, line 2)"
        )


def test_an_import_that_fails_is_tried_once(station: Station) -> None:
    source = b"import time\ntime.sleep(1.2)\nraise ValueError('slow')\n"
    start = time.monotonic()

    seen = handed_in(station, {f"{STEM}.py": source})

    took = time.monotonic() - start
    told = [r for r in seen.evidence.results if "ValueError: slow" in r.message]
    assert len(told) > 10
    assert took < 2.4 * 1.2 + 3


def test_an_import_that_hangs_is_tried_once(station: Station) -> None:
    seen = handed_in(
        station, {f"{STEM}.py": b"while True: pass\n"}, ["both", "close", "property"]
    )

    assert {r.outcome for r in seen.evidence.results} == {Outcome.TIMED_OUT}
    assert all("could not be imported" in r.message for r in seen.evidence.results)


def test_given_code_is_the_original_whatever_a_student_ships(station: Station) -> None:
    files = {"helper.py": b"def who():\n    return 'theirs'\n"}

    assert examined(station, "", "given", files=files)["given"].outcome is (
        Outcome.PASSED
    )


EVIL = b"import os, sys\nopen('/tmp/evil', 'w').write(__file__)\nraise SystemExit(0)\n"


def test_no_file_of_a_submission_steers_the_examiner(station: Station) -> None:
    evil = Path("/tmp/evil")  # noqa: S108 (looked for, not made)
    names = (
        *("conftest.py", "torch.py", "pytest.py", "sitecustomize.py", "numpy.py"),
        *(f"test_{STEM}.py", "markstone/__init__.py", "usercustomize.py", "json.py"),
    )
    files = dict.fromkeys(names, EVIL)
    files |= {
        "pytest.ini": b"[pytest]\naddopts = -p evil\n",
        "evil.pth": b"import evil\n",
    }

    seen = examined(station, "double = lambda x: 3 * x", "both", "given", files=files)

    assert seen["both"].outcome is Outcome.FAILED
    assert seen["given"].outcome is Outcome.PASSED
    assert not evil.exists()


def test_a_submission_with_large_files_is_examined_like_any_other(
    station: Station,
) -> None:
    source = "import os\ndef double(x):\n    return x * (os.path.getsize('w.pt') >> 23)"
    files = {"w.pt": bytes(16 << 20)}

    assert examined(station, source, "close", files=files)["close"].outcome is (
        Outcome.PASSED
    )


# Limits.


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """Start a station of little patience."""
    limits = {"call_seconds": 0.8, "submission_seconds": 1.5}
    paper = paper_in(lay(tmp_path_factory.mktemp("short"), limits=limits))
    one = open_station(paper, Tier.NAMESPACES, seed="autumn")
    yield one
    one.close()


def test_a_call_that_does_not_end_is_told_its_seconds(short: Station) -> None:
    seen = examined(short, "def double(x):\n    while True: pass", "close")

    assert seen["close"].outcome is Outcome.TIMED_OUT
    assert seen["close"].message.startswith(
        "Your code was still running after 0.8 s, the longest that a call may take."
    )


def test_a_submission_has_one_budget_of_time(short: Station) -> None:
    source = "import time\ndef double(x):\n    time.sleep(0.6)\n    return 2 * x"

    seen = examined(short, source, "property", "close", "both", "typed")

    assert seen["property"].outcome is Outcome.PASSED
    assert seen["both"].outcome is Outcome.TIMED_OUT
    assert seen["both"].message.startswith("The submission used up its 1.5 s in all.")
    # What asks nothing of the student's code is looked at all the same.
    assert seen["typed"].outcome is Outcome.PASSED


def test_the_budget_of_one_submission_is_not_the_next_one_s(short: Station) -> None:
    examined(short, "def double(x):\n    while True: pass", "close", "both", "property")

    assert examined(short, "", "close")["close"].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("import os\ndef double(x): os._exit(0)", Outcome.ERRORED),
        ("import os\ndef double(x): os.abort()", Outcome.ERRORED),
        ("import ctypes\ndef double(x): ctypes.string_at(0)", Outcome.ERRORED),
        ("def double(x): raise SystemExit(0)", Outcome.ERRORED),
        ("def double(x): return bytearray(2**34)", Outcome.OUT_OF_MEMORY),
        (
            "import os\ndef double(x):\n    while True: os.write(1, b'x' * 2**16)",
            Outcome.ERRORED,
        ),
        ("import os\ndef double(x): os.write(3, b'x' * 99)", Outcome.ERRORED),
    ],
)
def test_an_end_of_the_process_costs_one_check_and_no_other(
    source: str, outcome: Outcome, station: Station
) -> None:
    seen = examined(station, source, "close", "given")

    assert seen["close"].outcome is outcome
    assert seen["given"].outcome is Outcome.PASSED


def test_nothing_that_one_check_did_reaches_the_next(station: Station) -> None:
    source = (
        "seen = []\n"
        "def double(x):\n"
        "    seen.append(1)\n"
        "    torch.Tensor.__mul__ = lambda *a: a[0]\n"
        "    return torch.add(x, x) if len(seen) == 1 else x\n"
    )

    seen = examined(station, source, "property", "close", "both")

    assert {r.outcome for r in seen.evidence.results} == {Outcome.PASSED}


# Seeds.


def test_two_runs_give_the_same_evidence(station: Station) -> None:
    source = "import random\ndouble = lambda x: x * torch.randn(1) + random.random()"

    first, second = (examined(station, source).evidence for _ in range(2))

    assert first == second


def test_two_seeds_give_other_inputs_and_the_same_outcomes(
    tmp_path: Path, station: Station
) -> None:
    other = open_station(paper_in(lay(tmp_path)), Tier.NAMESPACES, seed="spring")
    source = "double = lambda x: 2 * x if len(x) == 2 else 3 * x"
    try:
        one, two = (examined(s, source) for s in (station, other))
    finally:
        other.close()

    assert [r.outcome for r in one.evidence.results] == [
        r.outcome for r in two.evidence.results
    ]
    public, hidden = one["both"].comparisons
    assert two["both"].comparisons[0] == public
    assert two["both"].comparisons[1] != hidden


# Figures, answers, logs.


def test_a_figure_is_kept_with_the_check(station: Station) -> None:
    assert examined(station, "", "figure")["figure"].figure == 2.0


@pytest.mark.parametrize(
    ("log", "outcome"),
    [
        (b'{"epochs": 3}', Outcome.PASSED),
        (b'{"epochs": 4}', Outcome.FAILED),
        (b"[3]", Outcome.FAILED),
        (b"{", Outcome.FAILED),
        (b"[" * 10**5, Outcome.FAILED),
        (b"\xff", Outcome.FAILED),
        (b'{"a": "%s"}' % (b"x" * (1 << 20)), Outcome.FAILED),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_log_is_read_or_is_the_student_s_failure(
    log: bytes, outcome: Outcome, station: Station
) -> None:
    seen = examined(station, "", "log", files={"submission_log.json": log})

    assert seen["log"].outcome is outcome


def test_a_log_that_is_not_there_is_not_attempted(station: Station) -> None:
    assert examined(station, "", "log")["log"].outcome is Outcome.NOT_ATTEMPTED


def test_a_lent_function_that_is_called_without_end_is_ended(
    station: Station,
) -> None:
    source = "def apply_twice(f, x):\n    while True: f(x)"

    result = examined(station, source, "lends")["lends"]

    assert result.outcome in (Outcome.ERRORED, Outcome.TIMED_OUT)


# When our own processes die.


SLOW = "import time\ndef double(x):\n    time.sleep(3)\n    return 2 * x"


def _wait_for_another(station: Station, generation: int) -> None:
    deadline = time.monotonic() + 60
    while station._generation == generation and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_wall_that_falls_is_built_anew_and_nobody_notices(
    station: Station,
) -> None:
    before = station._wall._process
    fall = threading.Timer(1, before.kill)
    fall.start()

    seen = examined(station, SLOW, "close")

    fall.join()
    assert seen["close"].outcome is Outcome.PASSED
    assert station._wall._process is not before


def test_a_wall_outlives_the_thread_of_the_job_that_built_it_anew(
    station: Station,
) -> None:
    station._wall._process.kill()
    job = threading.Thread(target=examined, args=(station, "", "close"))
    job.start()
    job.join()
    process = station._wall._process
    time.sleep(0.5)

    assert process.poll() is None
    assert examined(station, "", "close")["close"].outcome is Outcome.PASSED
    assert station._wall._process is process


def test_an_examiner_that_dies_is_started_anew_and_nobody_notices(
    station: Station,
) -> None:
    before = station._examiner.process
    end = threading.Timer(1, before.kill)
    end.start()

    seen = examined(station, SLOW, "close")
    again = examined(station, "", "close")

    end.join()
    assert seen["close"].outcome is Outcome.PASSED
    assert again["close"].outcome is Outcome.PASSED
    assert station._examiner.process is not before


def test_a_wall_that_falls_twice_is_unfair_and_the_next_student_is_examined(
    station: Station,
) -> None:
    generation = station._generation

    def fell_twice() -> None:
        for more in range(2):
            _wait_for_another(station, generation + more - 1)
            time.sleep(1)
            station._wall._process.kill()

    felling = threading.Thread(target=fell_twice)
    felling.start()

    seen = examined(station, SLOW, "close")
    again = examined(station, "", "close")

    felling.join()
    assert seen["close"].outcome is Outcome.UNFAIR
    assert seen["close"].detail.startswith("the wall fell: ")
    assert again["close"].outcome is Outcome.PASSED


def alive_below(process: int) -> set[int]:
    return {pid for pid in descendants(process) if is_alive(pid)}


def _killing_below(process: int, times: int) -> threading.Thread:
    """Begin to kill what a process starts from now on, so many times in a row."""
    usual = descendants(process)

    def kill() -> None:
        deadline = time.monotonic() + 60
        for _ in range(times):
            new: set[int] = set()
            while not new and time.monotonic() < deadline:
                time.sleep(0.05)
                if alive_below(process) - usual:
                    time.sleep(0.5)  # it may still be starting others
                    new = alive_below(process) - usual
            for pid in new:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            wait_until_gone(new)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def _whose(station: Station, side: str) -> int:
    process = station._wall._process if side == "keeper" else station._examiner.process
    return int(process.pid)


@pytest.mark.parametrize("side", ["keeper", "examiner's fork"])
def test_what_is_lost_of_one_submission_is_tried_again_and_nothing_restarted(
    side: str, station: Station
) -> None:
    generation = station._generation
    loss = _killing_below(_whose(station, side), 1)

    seen = examined(station, SLOW, "close")

    loss.join()
    assert seen["close"].outcome is Outcome.PASSED
    assert station._generation == generation


@pytest.mark.parametrize("side", ["keeper", "examiner's fork"])
def test_what_is_lost_twice_is_unfair_and_nothing_restarted(
    side: str, station: Station
) -> None:
    generation = station._generation
    loss = _killing_below(_whose(station, side), 2)

    seen = examined(station, SLOW, "close")

    loss.join()
    assert seen["close"].outcome is Outcome.UNFAIR
    assert station._generation == generation
    assert examined(station, "", "close")["close"].outcome is Outcome.PASSED


def test_a_zygote_that_dies_is_started_anew_and_nobody_notices(
    station: Station,
) -> None:
    generation = station._generation
    _, zygote, *_ = sorted(alive_below(station._wall._process.pid))
    end = threading.Timer(1, os.kill, (zygote, signal.SIGKILL))
    end.start()

    seen = examined(station, SLOW, "close")

    end.join()
    assert seen["close"].outcome is Outcome.PASSED
    assert station._generation == generation + 1


# Which wall it is.


def test_a_weaker_wall_is_kept_once_it_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setenv("PATH", "/nowhere")
        one = open_station(paper_in(lay(tmp_path)), None, seed="")
    try:
        one._wall._process.kill()
        again = examined(one, "", "close")

        assert one.tier is Tier.LANDLOCK
        assert list(one.refusals) == [Tier.NAMESPACES, Tier.NAMESPACES_COLD]
        assert again["close"].outcome is Outcome.PASSED
    finally:
        one.close()


def test_where_no_tier_holds_nothing_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(landlock, "abi", lambda: 0)

    with pytest.raises(SandboxError) as caught:
        open_station(paper_in(lay(tmp_path)), None, seed="")

    assert "landlock: This kernel has no Landlock." in str(caught.value)
    assert "--unsafe-no-sandbox" in str(caught.value)


def test_a_broken_course_gets_no_weaker_wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Tier] = []
    launch = Wall.launch

    def noted(
        tier: Tier, given: Mapping[str, Sequence[Path]], preload: Sequence[str]
    ) -> Wall:
        tried.append(tier)
        return launch(tier, given, preload)

    monkeypatch.setattr(Wall, "launch", noted)
    paper = paper_in(lay(tmp_path))
    (paper.graders / f"test_{STEM}.py").write_text("import nothing_like_this\n")

    with pytest.raises(RubricError):
        open_station(paper, None, seed="")

    assert tried == [Tier.NAMESPACES]


def test_a_closed_station_leaves_nothing(tmp_path: Path) -> None:
    one = open_station(paper_in(lay(tmp_path)), Tier.NAMESPACES, seed="")
    pids = {one._wall._process.pid, one._examiner.process.pid}
    inside = pids.union(*(descendants(pid) for pid in pids))
    one.close()

    assert len(inside) > 2
    assert wait_until_gone(inside) == set()


# A course that does not fit.


def test_a_reference_that_earns_every_mark_may_be_graded_against(
    tmp_path: Path,
) -> None:
    paper = paper_in(lay_course(tmp_path))
    one = open_station(paper, Tier.NAMESPACES, seed="")
    try:
        check_reference(paper, one)
    finally:
        one.close()


def test_a_reference_that_loses_a_mark_stops_the_grading(
    tmp_path: Path, station: Station
) -> None:
    paper = paper_in(lay(tmp_path))

    with pytest.raises(RubricError) as caught:
        check_reference(paper, station)

    told = str(caught.value)
    assert "Grading stopped before it began." in told
    assert f"tiny: {STEM}.breaks came to UNFAIR for the reference itself." in told
    assert f"{STEM}.close" not in told


BROKEN = {
    "a reference that raises": {"reference": "def double(x):\n    return x\n1 / 0\n"},
    "a grader that raises": {
        "grader": "1 / 0\n\n\ndef test_doubles(student):\n    '''It doubles.'''\n"
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_course_files_that_cannot_be_loaded_are_the_course_s_fault(
    name: str, tmp_path: Path
) -> None:
    paper = paper_in(lay_course(tmp_path, **BROKEN[name]))  # type: ignore[arg-type]

    with pytest.raises(RubricError) as caught:
        open_station(paper, Tier.NAMESPACES, seed="")

    assert "The graders cannot be used" in str(caught.value)
    assert "ZeroDivisionError" in str(caught.value)


def test_without_a_wall_the_outcomes_are_the_same(
    tmp_path: Path, station: Station
) -> None:
    bare = open_station(paper_in(lay(tmp_path)), Tier.NONE, seed="autumn")
    sources = ["", "double = lambda x: 3 * x", "def double(x): raise KeyError"]
    try:
        found = [examined(bare, source).evidence.results for source in sources]
    finally:
        bare.close()

    wanted = [examined(station, source).evidence.results for source in sources]
    assert [[r.outcome for r in some] for some in found] == [
        [r.outcome for r in some] for some in wanted
    ]
