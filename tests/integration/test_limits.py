"""Every limit, set in a rubric: just under it passes, just over it is told."""

from collections.abc import Iterator

import pytest

from markstone.grading import open_station
from markstone.grading.station import Station
from markstone.model import CheckResult, Outcome, Submission
from markstone.sandbox.wall import Tier
from tests.integration.examining import Seen, paper_in
from tests.tiny_course import NAME, STEM, lay_course

pytestmark = pytest.mark.slow

GRADER = """\
import torch


def test_one(student):
    '''One call.'''
    assert student.q1_line.f() is not None, "It should be something."


def test_long(student):
    '''One call that may take longer.'''
    assert student.q1_line.f() is not None, "It should be something."


def test_three(student):
    '''Three calls.'''
    for _ in range(3):
        assert student.q1_line.f() is not None, "It should be something."


def test_again(student):
    '''Three calls in another check.'''
    for _ in range(3):
        assert student.q1_line.f() is not None, "It should be something."


def test_lends(student, lend):
    '''A function is lent.'''
    student.q1_line.g(lend(lambda x: x))


def test_lends_again(student, lend):
    '''A function is lent once more.'''
    student.q1_line.g(lend(lambda x: x))


def test_trusts(student, as_tensor):
    '''What comes back decides how much the grader computes.'''
    rows = as_tensor(student.q1_line.f())
    assert bool((rows[:, None] - rows[None, :]).numel()), "There should be some."
"""
CHECKS = ("one", "long", "three", "again", "lends", "lends_again", "trusts")
REFERENCE = "def f():\n    return [1.0]\n\n\ndef g(h):\n    return h(1)\n"
MIB = 1 << 20
LIMITS = {
    "call_seconds": 2,
    "check_seconds": 3,
    "submission_seconds": 4,
    "cpu_seconds": 0.5,
    "memory_bytes": 250 * MIB,
    "total_memory_bytes": 300 * MIB,
    "processes": 12,
    "file_bytes": MIB,
    "scratch_bytes": 4 * MIB,
    "files": 20,
    "output_bytes": 100,
    "flood_bytes": MIB,
    "reply_bytes": 2 * MIB,
    "check_reply_bytes": 4 * MIB,
    "submission_reply_bytes": 6 * MIB,
    "check_callbacks": 10,
    "submission_callbacks": 15,
    "examiner_bytes": 600 * MIB,
}


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """Start a station of a course in which everything is short."""
    root = lay_course(
        tmp_path_factory.mktemp("course"),
        grader=GRADER,
        reference=REFERENCE,
        template=REFERENCE,
        checks={name: {} for name in CHECKS} | {"long": {"call_seconds": 3}},
        rubric={"limits": LIMITS},
    )
    one = open_station(paper_in(root), Tier.NAMESPACES, seed="")
    yield one
    one.close()


def examined(station: Station, source: str, *checks: str) -> Seen:
    """Hand in a file, and look at some checks."""
    module = f"{STEM}.py"
    submission = Submission(
        student="s01",
        assignment=NAME,
        files={module: source.encode()},
        modules={STEM: module},
    )
    return Seen(evidence=station.grade(submission, [(STEM, c) for c in checks]))


def result(station: Station, source: str, check: str = "one") -> CheckResult:
    return examined(station, source, check)[check]


def body(*lines: str) -> str:
    start = "import mmap, os, threading, time\nimport torch\n\ndef f():\n"
    return start + "".join(f"    {line}\n" for line in lines)


def in_forks(count: int, *lines: str) -> str:
    """Return code that does something in processes of its own, and waits for them."""
    return body(
        "pids = []",
        f"for _ in range({count}):",
        "    pid = os.fork()",
        "    if pid == 0:",
        *(f"        {line}" for line in lines),
        "        os._exit(0)",
        "    pids.append(pid)",
        "for pid in pids: os.waitpid(pid, 0)",
        "return 1",
    )


def busy(seconds: float) -> str:
    return (
        "start = time.process_time()\n    "
        f"while time.process_time() < start + {seconds}: pass\n    return 1"
    )


def held(size: int, seconds: float) -> str:
    """Return code that holds so much memory for a while."""
    return f"x = torch.ones({size}, dtype=torch.uint8); time.sleep({seconds})"


UNDER = {
    "a call's seconds": body("time.sleep(1.5)", "return 1"),
    "computing": body(busy(0.3)),
    "computing of four": in_forks(4, busy(0.05).replace("\n    ", "\n            ")),
    "memory of Python": body(f"bytearray({220 * MIB})", "return 1"),
    "memory of torch": body(f"torch.ones({55 * MIB})", "return 1"),
    "memory that is shared": body(f"mmap.mmap(-1, {220 * MIB})", "return 1"),
    "memory of four": in_forks(4, held(40 * MIB, 0.5)),
    "memory that four share": body(
        f"x = torch.ones({180 * MIB}, dtype=torch.uint8)",
        "for _ in range(4):",
        "    if os.fork() == 0:",
        "        time.sleep(0.5)",
        "        os._exit(0)",
        "time.sleep(0.5)",
        "return 1",
    ),
    "processes": in_forks(9, "time.sleep(0.2)"),
    "threads": body(
        "for _ in range(9): threading.Thread(target=time.sleep, args=(0.2,)).start()",
        "return 1",
    ),
    "a file": body(f"with open('a', 'wb') as a: a.write(bytes({MIB}))", "return 1"),
    "all files": body(
        "for i in range(3): open(f'{i}', 'wb').write(bytes(2**20))", "return 1"
    ),
    "the number of files": body(
        "for i in range(19): open(f'{i}', 'w').close()", "return 1"
    ),
    "open files": body("x = [open('/dev/null') for _ in range(200)]", "return 1"),
    "output": body(f"os.write(1, b'x' * {MIB})", "return 1"),
    "a reply": body(f"return torch.zeros({MIB * 7 // 4}, dtype=torch.uint8)"),
}
OVER = {
    "a call's seconds": (body("time.sleep(9)"), "TIMED_OUT", "after 2 s"),
    "memory of Python": (body(f"bytearray({290 * MIB})"), "OUT_OF_MEMORY", "250 MiB"),
    "memory of torch": (body(f"torch.ones({75 * MIB})"), "OUT_OF_MEMORY", "250 MiB"),
    "memory that is shared": (
        body(f"mmap.mmap(-1, {290 * MIB})"),
        "OUT_OF_MEMORY",
        "250 MiB",
    ),
    "memory of four": (
        in_forks(4, held(90 * MIB, 9)),
        "OUT_OF_MEMORY",
        "together than they may, 300 MiB",
    ),
    "memory of four that is shared": (
        in_forks(
            4,
            f"x = mmap.mmap(-1, {90 * MIB})",
            "for _ in range(90): x.write(bytes(2**20))",
            "time.sleep(9)",
        ),
        "OUT_OF_MEMORY",
        "together than they may, 300 MiB",
    ),
    "processes": (in_forks(13, "time.sleep(9)"), "ERRORED", "12 processes"),
    "threads": (
        body(
            "for _ in range(13): threading.Thread(target=time.sleep, args=(9,)).start()"
        ),
        "ERRORED",
        "12 processes",
    ),
    "a file": (
        body(f"with open('a', 'wb') as a: a.write(bytes({MIB + 1}))"),
        "ERRORED",
        "beyond 1 MiB",
    ),
    "all files": (
        body("for i in range(5): open(f'{i}', 'wb').write(bytes(2**20))"),
        "ERRORED",
        "more than 4 MiB",
    ),
    "the number of files": (
        body("for i in range(30): open(f'{i}', 'w').close()"),
        "ERRORED",
        "more than 20 files",
    ),
    "open files": (
        body("x = [open('/dev/null') for _ in range(300)]"),
        "ERRORED",
        "too many files open",
    ),
    "output": (body(f"os.write(1, b'x' * {MIB + 1}); return 1"), "ERRORED", "1 MiB"),
    "a reply": (
        body(f"return torch.zeros({MIB * 9 // 4}, dtype=torch.uint8)"),
        "ERRORED",
        "returned more at once than it may, 2 MiB",
    ),
}


@pytest.mark.parametrize("what", UNDER)
def test_just_under_a_limit_passes(what: str, station: Station) -> None:
    seen = result(station, UNDER[what])

    assert (seen.outcome, seen.message) == (Outcome.PASSED, "")


@pytest.mark.parametrize("what", OVER)
def test_just_over_a_limit_is_told_with_its_figure(what: str, station: Station) -> None:
    source, outcome, words = OVER[what]

    seen = result(station, source)

    assert seen.outcome == outcome
    assert words in seen.message


def test_processes_that_compute_too_much_together_are_ended(station: Station) -> None:
    seen = result(station, in_forks(4, "while True: pass"), "long")

    assert seen.outcome is Outcome.TIMED_OUT
    assert "more than 0.5 s on all cores together" in seen.message


@pytest.mark.parametrize("forks", [0, 3])
def test_several_processes_are_lowered_in_priority_and_one_is_not(
    forks: int, station: Station
) -> None:
    lowered = forks > 0
    source = body(
        "before = os.nice(0)",
        f"for _ in range({forks}):",
        "    if os.fork() == 0:",
        "        time.sleep(9)",
        "deadline = time.monotonic() + (1.5 if before < 19 else 0)",
        f"while {lowered} and os.nice(0) == before and time.monotonic() < deadline:",
        "    time.sleep(0.05)",
        "time.sleep(0.3)",
        f"return 1 if (os.nice(0) > before) is {lowered} else None",
    )

    assert result(station, source).outcome is Outcome.PASSED


def test_no_process_gets_a_share_of_the_processors_by_a_session_of_its_own(
    station: Station,
) -> None:
    source = body(
        "reading, writing = os.pipe()",
        "if os.fork() == 0:",
        "    os.setsid()",
        "    os.write(writing, b'own' if os.getsid(0) == os.getpid() else b'shared')",
        "    os._exit(0)",
        "return 1 if os.read(reading, 9) == b'shared' else None",
    )

    assert result(station, source).outcome is Outcome.PASSED


@pytest.mark.parametrize(("seconds", "outcome"), [(0.7, "PASSED"), (1.2, "TIMED_OUT")])
def test_the_seconds_of_all_calls_of_a_check_are_bounded_together(
    seconds: float, outcome: str, station: Station
) -> None:
    seen = result(station, body(f"time.sleep({seconds})", "return 1"), "three")

    assert seen.outcome == outcome
    assert ("together took more than the 3 s" in seen.message) is (seconds > 1)


def test_a_submission_s_seconds_are_enough_for_what_takes_less(
    station: Station,
) -> None:
    source = body("time.sleep(0.5)", "return 1")

    seen = examined(station, source, "three", "again")

    assert {r.outcome for r in seen.evidence.results} == {Outcome.PASSED}


def test_a_submission_s_seconds_end_what_takes_more(station: Station) -> None:
    source = body("time.sleep(0.8)", "return 1")

    seen = examined(station, source, "three", "again")

    assert seen["three"].outcome is Outcome.PASSED
    assert seen["again"].outcome is Outcome.TIMED_OUT
    assert seen["again"].message.startswith("The submission used up its 4 s in all.")


def replies(size: float) -> str:
    return body(f"return torch.zeros({int(size * MIB)}, dtype=torch.uint8)")


def test_replies_just_under_the_limits_arrive(station: Station) -> None:
    seen = examined(station, replies(0.98), "three", "again")

    assert {r.outcome for r in seen.evidence.results} == {Outcome.PASSED}


def test_replies_of_one_check_are_bounded_together(station: Station) -> None:
    seen = result(station, replies(1.5), "three")

    assert seen.outcome is Outcome.ERRORED
    assert "more in one check than it may, 4 MiB" in seen.message


def test_replies_of_a_submission_are_bounded_together(station: Station) -> None:
    seen = examined(station, replies(1.1), "three", "again")

    assert seen["three"].outcome is Outcome.PASSED
    assert seen["again"].outcome is Outcome.ERRORED
    assert "more in all checks together than it may, 6 MiB" in seen["again"].message


def calling(count: int) -> str:
    return f"def g(h):\n    for i in range({count}):\n        h(i)\n"


@pytest.mark.parametrize(("count", "outcome"), [(7, "PASSED"), (8, "ERRORED")])
def test_calls_of_lent_functions_are_counted_over_a_submission(
    count: int, outcome: str, station: Station
) -> None:
    seen = examined(station, calling(count), "lends", "lends_again")

    assert seen["lends"].outcome is Outcome.PASSED
    assert seen["lends_again"].outcome == outcome


@pytest.mark.parametrize(("count", "outcome"), [(10, "PASSED"), (11, "ERRORED")])
def test_calls_of_lent_functions_are_counted_over_a_check(
    count: int, outcome: str, station: Station
) -> None:
    seen = result(station, calling(count), "lends")

    assert seen.outcome == outcome
    assert ("more than 10 times in one check" in seen.message) is (count > 10)


@pytest.mark.parametrize(("rows", "outcome"), [(2000, "PASSED"), (20_000, "UNFAIR")])
def test_a_grader_that_computes_too_much_is_unfair_for_that_check_only(
    rows: int, outcome: str, station: Station
) -> None:
    seen = examined(station, body(f"return torch.zeros({rows})"), "trusts", "one")

    assert seen["trusts"].outcome == outcome
    assert seen["one"].outcome is Outcome.PASSED
