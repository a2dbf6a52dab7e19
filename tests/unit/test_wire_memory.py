"""A process that loads and then forks: in one of its own, for it changes Python."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks")

LOADING = """
import os
from markstone.wire import memory
asked = os.register_at_fork
memory.begin_loading()
"""
FORK = """
def fork():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, repr(told).encode())
        os._exit(0)
    os.wait()
    return os.read(reading, 1000).decode()
"""


def said_by(script: str, *flags: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-I", *flags, "-c", f"{LOADING}{FORK}{script}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ended.stdout.split()


def test_hooks_of_python_s_modules_sleep_until_they_are_woken() -> None:
    script = """
import random
random.seed(1)
memory.end_loading()
def fork_and_draw():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, str(random.random()).encode())
        os._exit(0)
    os.wait()
    return os.read(reading, 99).decode()
asleep = fork_and_draw()
memory.wake_hooks()
awake = fork_and_draw()
print(asleep == str(random.random()), awake == asleep)
"""

    assert said_by(script) == ["True", "False"]


def test_hooks_of_other_modules_never_sleep() -> None:
    script = """
told = []
os.register_at_fork(after_in_child=lambda: told.append("child"))
memory.end_loading()
print(fork())
"""

    assert said_by(script) == ["['child']"]


def test_nobody_finds_another_function_once_all_is_loaded() -> None:
    script = """
during = os.register_at_fork
memory.end_loading()
print(during is asked, os.register_at_fork is asked)
"""

    assert said_by(script) == ["False", "True"]


def test_what_a_fork_makes_lies_on_pages_of_its_own() -> None:
    script = """
import resource
old = [bytes(30 + number % 400) for number in range(200_000)]
del old[::3]
if FILLED:
    memory.end_loading()
def copied():
    reading, writing = os.pipe()
    if os.fork() == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        new = [bytes(30 + number % 400) for number in range(2_000)]
        after = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        os.write(writing, str(after - before).encode())
        os._exit(0)
    os.wait()
    return os.read(reading, 99).decode()
print(copied())
"""

    (filled,) = said_by(script.replace("FILLED", "True"))
    (scattered,) = said_by(script.replace("FILLED", "False"))

    assert int(filled) < int(scattered) / 2


@pytest.mark.parametrize("kind", ["bytes(30 + n % 400)", "n + 0.5", "object()", "[n]"])
@pytest.mark.parametrize("left", ["n % 3", "n // 2_000 % 2"], ids=["holes", "pools"])
def test_no_new_object_lies_among_old_ones(kind: str, left: str) -> None:
    script = f"""
def pools(objects):
    return {{id(one) >> 14 for one in objects}}
old = [{kind} for n in range(200_000)]
used = pools(old)
old = [one for n, one in enumerate(old) if {left}]
if FILLED:
    memory.end_loading()
new = [{kind} for n in range(2_000)]
print(len(used & pools(new)))
"""

    (filled,) = said_by(script.replace("FILLED", "True"))
    (scattered,) = said_by(script.replace("FILLED", "False"))

    assert int(filled) <= 1 < int(scattered)


def test_another_allocator_is_not_filled_for_ever() -> None:
    script = """
import resource
memory.end_loading()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""

    (mebibytes,) = said_by(script, "-X", "dev")  # with a debugger's allocator

    assert int(mebibytes) < 1 << 10
