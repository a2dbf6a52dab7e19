"""The wall, tried from behind: what student code can see, use up and leave."""

import errno
import importlib.util
import os
import signal
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from markstone.candidate.settings import Allowance
from markstone.errors import SandboxError
from markstone.sandbox import seccomp, selftest
from markstone.sandbox.link import KeeperLink
from markstone.sandbox.wall import Tier, Wall
from tests.integration.behind import (
    FLOOD,
    KEEP,
    Answer,
    Guest,
    descendants,
    open_descriptors,
    stands,
    wait_until_gone,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
INNOCENT = (
    "def two():\n    import torch\n    return int((torch.ones(2) @ torch.ones(2)))\n"
)


def start(tier: Tier, given: Path) -> Wall:
    wall = Wall.launch(tier, {"hw": [given / "given_module.py", given / "data"]})
    wall.greet()
    return wall


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay given code and data, and a stub that nobody may see."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "given_module.py").write_text("X = 1\n")
    (folder / "stub.py").write_text("secret = 1\n")
    (folder / "data").mkdir()
    (folder / "data" / "table.txt").write_text("1 2 3")
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def wall(given: Path) -> Iterator[Wall]:
    """Start a wall of namespaces for all tests of this module."""
    one = start(Tier.NAMESPACES, given)
    yield one
    one.close()


@pytest.fixture(scope="module")
def no_wall(given: Path) -> Iterator[Wall]:
    """Start what runs where there is no wall."""
    one = start(Tier.NONE, given)
    yield one
    one.close()


@pytest.fixture(scope="module")
def landlocked(given: Path) -> Iterator[Wall]:
    """Start a wall of Landlock for all tests of this module."""
    one = stands(Tier.LANDLOCK, given)
    yield one
    one.close()


# The cold tier starts too slowly for each of these: test_tiers.py is about it.
@pytest.fixture(params=["wall", "landlocked", "no_wall"])
def any_wall(request: pytest.FixtureRequest) -> Wall:
    found: Wall = request.getfixturevalue(request.param)
    return found


def asked(
    wall: Wall, source: str, name: str = "f", *args: object, **more: float
) -> Answer:
    """Ask one question of one submission."""
    with Guest.enter(wall, source) as guest:
        return guest.ask(name, *args, **more)  # type: ignore[arg-type]


def result_of(wall: Wall, source: str, *args: object) -> object:
    answer = asked(wall, source, "f", *args)
    assert answer.word == "ok", answer
    return answer.value


def is_well(wall: Wall) -> bool:
    """Whether an innocent submission is served."""
    return wall.is_alive() and asked(wall, INNOCENT, "two").value == 2


def body(*lines: str) -> str:
    return "def f(*args):\n" + "".join(f"    {line}\n" for line in lines)


# The self-test.


def test_the_wall_holds_against_its_own_test(wall: Wall, tmp_path: Path) -> None:
    secret = tmp_path / "reference.py"
    secret.write_text("the right answer")

    selftest.check(wall, [secret, ROOT, Path("/etc/shadow"), Path("/mnt")])


def test_a_wall_with_a_secret_that_can_be_read_is_refused(wall: Wall) -> None:
    visible = Path("/usr/lib")

    with pytest.raises(SandboxError) as caught:
        selftest.check(wall, [visible])

    assert f"  - {visible} can be read" in str(caught.value)
    assert "Nothing was graded" in str(caught.value)


def test_a_wall_that_is_gone_is_refused(given: Path) -> None:
    gone = start(Tier.NAMESPACES, given)
    gone.close()

    with pytest.raises(SandboxError, match="gone"):
        selftest.check(gone, [])


def test_no_wall_promises_nothing(no_wall: Wall) -> None:
    selftest.check(no_wall, [Path("/usr/lib")])


def test_the_probe_finds_what_no_wall_leaves_open(no_wall: Wall) -> None:
    # Without this the self-test could be one that nothing fails.
    source = (ROOT / "markstone" / "sandbox" / "probe.py").read_text()
    with Guest.enter(no_wall, source) as guest:
        readable = guest.ask("readable", ["/usr/lib", "/not/there"]).value
        rights = guest.ask("rights").value
        reachable = guest.ask("reachable").value

    assert readable == ["/usr/lib"]
    assert rights != selftest._NO_RIGHTS
    assert {"AF_INET", "exec"} <= set(reachable)


# What can be seen.


def test_only_three_folders_can_be_written(wall: Wall) -> None:
    source = body(
        "import os",
        "found = []",
        "for folder, _, _ in os.walk('/'):",
        "    if folder.startswith('/proc'): continue",
        "    try:",
        "        open(folder + '/x', 'w').close()",
        "        os.remove(folder + '/x')",
        "        found.append(folder)",
        "    except OSError: pass",
        "return found",
    )

    assert set(result_of(wall, source)) == {  # type: ignore[call-overload]
        "/tmp",  # noqa: S108 (behind the wall)
        "/tmp/work",  # noqa: S108
        "/dev/shm",  # noqa: S108
    }


def test_of_the_engine_only_the_candidate_s_rooms_are_there(wall: Wall) -> None:
    source = body("import os", "return sorted(os.listdir('/runtime/markstone'))")

    assert result_of(wall, source) == ["__init__.py", "candidate", "wire"]


def test_no_test_and_no_reference_lies_anywhere(wall: Wall) -> None:
    source = body(
        "import os",
        "skip = ('/usr', '/packages', '/proc', args[0])",
        "return [os.path.join(d, n) for d, _, names in os.walk('/')",
        "        if not d.startswith(skip) for n in names if n.endswith('.py')",
        "        if not d.startswith('/runtime')]",
    )

    assert sorted(result_of(wall, source, sys.base_prefix)) == [  # type: ignore[call-overload]
        "/given/hw/given_module.py",
        "/tmp/work/guest.py",  # noqa: S108
    ]


def test_given_data_lies_beside_the_student_s_file(any_wall: Wall) -> None:
    source = body("return open('data/table.txt').read()")

    assert result_of(any_wall, source) == "1 2 3"


def test_a_student_s_own_data_is_not_covered(any_wall: Wall) -> None:
    with Guest.enter(
        any_wall,
        body("return open('data/own.txt').read()"),
        **{"data/own.txt": b"mine"},
    ) as guest:
        assert guest.ask("f").value == "mine"


def test_the_environment_holds_nothing_of_this_machine(wall: Wall) -> None:
    source = body("import os", "return dict(os.environ)")

    found = result_of(wall, source)

    assert isinstance(found, dict)
    assert set(found) <= {
        *("PATH", "HOME", "LANG", "PWD", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
        *("MKL_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONDONTWRITEBYTECODE"),
        *("PYTHONNOUSERSITE", "LC_CTYPE", "KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"),
        *("TORCHINDUCTOR_CACHE_DIR",),
    }
    assert (found["PATH"], found["HOME"]) == ("/usr/bin", "/tmp")  # noqa: S108


def test_no_path_of_this_machine_is_told_by_the_processes_in_sight(wall: Wall) -> None:
    source = body(
        "from pathlib import Path",
        "pids = sorted(p.name for p in Path('/proc').iterdir() if p.name.isdigit())",
        "texts = [Path('/proc/1', x).read_text() for x in ('cmdline', 'environ')]",
        "return pids + texts",
    )

    found = result_of(wall, source)

    assert isinstance(found, list)
    assert (found[0], len(found)) == ("1", 3)
    assert str(ROOT) not in str(found)


def test_a_process_is_the_first_of_its_namespace_and_has_no_parent(wall: Wall) -> None:
    source = body("import os", "return os.getpid(), os.getppid(), os.getsid(0)")

    assert result_of(wall, source) == (1, 0, 1)


def test_a_process_holds_no_descriptor_but_its_own_four(any_wall: Wall) -> None:
    # A close_range that is told to close nothing closes everything, or nothing.
    source = body(
        "import os",
        "found = []",
        "for fd in range(256):",
        "    try: os.fstat(fd); found.append(fd)",
        "    except OSError: pass",
        "return found",
    )

    assert result_of(any_wall, source) == [0, 1, 2, 3]


def test_nothing_of_another_submission_is_left_in_memory(wall: Wall) -> None:
    scan = body(
        "mark = (args[0] + args[1]).encode()",
        "count = 0",
        "with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as mem:",
        "    for line in list(maps):",
        "        where, rights = line.split()[:2]",
        "        if 'w' not in rights: continue",
        "        low, high = (int(x, 16) for x in where.split('-'))",
        "        mem.seek(low)",
        "        try: content = mem.read(high - low)",
        "        except (OSError, ValueError, OverflowError): continue",
        "        count += content.count(mark)",
        "        del content",
        "return count",
    )
    half, other = "ZXQV_of_an_earlier", "_submission_8812"
    with Guest.enter(wall, INNOCENT + f"# {half}{other}\n") as earlier:
        earlier.ask("two")
        while_both = result_of(wall, scan, half, other)
    afterwards = result_of(wall, scan, half, other)

    # The search itself makes a few: the pattern, and what it was made of.
    assert isinstance(while_both, int)
    assert while_both <= 3
    assert afterwards == while_both


def test_nothing_of_the_rehearsal_is_left(any_wall: Wall) -> None:
    source = body(
        "import sys, tempfile",
        "from pathlib import Path",
        "told = [*sys.modules, *sys.path, str(tempfile.tempdir)]",
        "told += map(str, Path(tempfile.gettempdir()).glob('*/markstone_rehearsal*'))",
        "return [name for name in told if 'markstone_rehearsal' in name]",
    )

    assert result_of(any_wall, source) == []


def test_the_zygote_s_memory_cannot_be_reached(wall: Wall) -> None:
    source = body(
        "import ctypes, os",
        "libc = ctypes.CDLL(None, use_errno=True)",
        "found = []",
        "for pid in range(2, 40):",
        "    try: open(f'/proc/{pid}/mem', 'rb'); found.append(pid)",
        "    except OSError: pass",
        "    if libc.ptrace(16, pid, 0, 0) == 0: found.append(-pid)",
        "return found",
    )

    assert result_of(wall, source) == []


def test_one_thread_is_there_and_a_second_one_may_be_started(any_wall: Wall) -> None:
    # A zygote that had run on two threads would make its children hang here.
    source = body(
        "import torch",
        "from pathlib import Path",
        "try: lines = Path('/proc/self/status').read_text().splitlines()",
        "except PermissionError: lines = ['Threads: 1']  # Landlock hides it",
        "line = [s for s in lines if s.startswith('Threads')][0]",
        "torch.set_num_threads(2)",
        "a = torch.ones(300, 300)",
        "return int(line.split()[1]), float((a @ a)[0, 0])",
    )

    assert result_of(any_wall, source) == (1, 300.0)


def test_a_fork_of_the_student_s_does_what_modules_ask_for(wall: Wall) -> None:
    source = """
import os
import random

def f():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, str(random.random()).encode())
        os._exit(0)
    os.wait()
    return os.read(reading, 99).decode() == str(random.random())
"""
    assert result_of(wall, source) is False


def test_torch_knows_the_processor_and_complains_of_nothing(any_wall: Wall) -> None:
    source = body(
        "import torch",
        "torch.nn.Conv2d(3, 8, 3)(torch.ones(4, 3, 32, 32)).exp() @ torch.ones(30, 2)",
        "return torch.backends.cpu.get_cpu_capability()",
    )

    answer = asked(any_wall, source)

    assert answer.value == torch.backends.cpu.get_cpu_capability()
    assert answer.output == ""


def test_torchvision_s_models_can_be_imported(any_wall: Wall) -> None:
    if importlib.util.find_spec("torchvision") is None:
        pytest.skip("torchvision is not installed")
    source = body(
        "import torch, torchvision",
        "net = torchvision.models.resnet18().eval()",
        "return list(net(torch.ones(1, 3, 32, 32)).shape)",
    )

    assert result_of(any_wall, source) == [1, 1000]


# What can be done.


WAYS_OUT = {
    "a socket": "import socket; socket.socket()",
    "a name look-up": "import socket; socket.gethostbyname('example.org')",
    "the hypervisor": "import socket; socket.socket(socket.AF_VSOCK)",
    "a program": "import subprocess; subprocess.run(['/usr/bin/env'])",
    "itself": "import os, sys; os.execv(sys.executable, ['python'])",
    "a mount": "assert libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "a namespace": "assert libc.unshare(0x10000000) == 0",
    "memory without a limit": "import os; os.memfd_create('x')",
    "a mailbox": "assert libc.shmget(4660, 4096, 0o1600) >= 0",
    "another root": "import os; os.chroot('/tmp')",
    "a device": "open('/dev/mem', 'rb')",
    "another user": "import os; os.setuid(0)",
    "a terminal": "import os; os.openpty()",
    "a lock": "import fcntl, os; fcntl.flock(os.open(os.__file__, 0), 2)",
    "a lock of a part": "import fcntl, os; fcntl.lockf(os.open(os.__file__, 0), 1)",
    "a lease": "import fcntl, os; fcntl.fcntl(os.open(os.__file__, 0), 1024, 0)",
    "a watch": "assert libc.inotify_init() >= 0",
    "being spared": "open('/proc/self/oom_score_adj', 'w').write('0')",
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_way_out_is_closed(way: str, wall: Wall) -> None:
    source = "import ctypes\nlibc = ctypes.CDLL(None)\n" + body(
        *WAYS_OUT[way].split("; ")
    )

    answer = asked(wall, source)

    assert answer.word == "error"
    assert answer.value[1] in {
        "OSError",
        "FileNotFoundError",
        "PermissionError",
        "AssertionError",
        "gaierror",
    }


KILLERS = {
    "everybody": "os.kill(-1, 9)",
    "its own group": "os.kill(0, 9)",
    "the first process": "os.kill(1, 9)",
    "the second process": "os.kill(2, 9)",
    "its parent": "os.kill(os.getppid(), 9)",
}


@pytest.mark.parametrize("whom", KILLERS)
def test_killing_reaches_nobody_else(whom: str, wall: Wall) -> None:
    with Guest.enter(wall, "import os\n" + body(KILLERS[whom])) as guest:
        guest.ask("f")
        again = guest.ask("f")

    assert again.word in ("ok", "error", "died")
    assert is_well(wall)


# How a process may end.


ENDINGS = {
    "abort": ("import os", "os.abort()"),
    "a segmentation fault": ("import ctypes", "ctypes.string_at(0)"),
    "exit without a word": ("import os", "os._exit(0)"),
    "a stack too deep": (
        "import sys",
        "x = []",
        "for _ in range(10**6): x = [x]",
        "sys.setrecursionlimit(10**9)",
        "repr(x)",
    ),
    "its line closed": ("import os", "os.close(3)"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_process_that_ends_itself_is_told(ending: str, any_wall: Wall) -> None:
    answer = asked(any_wall, body(*ENDINGS[ending]), seconds=10)

    assert answer.word == "died"
    assert is_well(any_wall)


@pytest.mark.parametrize(
    ("ending", "number"), [("os.abort()", {6, 11}), ("os._exit(3)", {0})]
)
def test_the_signal_that_ended_a_process_is_known(
    ending: str, number: set[int], any_wall: Wall
) -> None:
    ended = asked(any_wall, "import os\n" + body(ending)).ended

    assert ended.signal in number
    assert not ended.killed


def test_an_exit_is_an_answer_and_no_end(any_wall: Wall) -> None:
    answer = asked(any_wall, body("raise SystemExit(0)"))

    assert (answer.word, answer.value[1]) == ("error", "SystemExit")


def test_a_process_that_stops_itself_is_late_or_goes_on(any_wall: Wall) -> None:
    source = "import os, signal\n" + body("os.kill(os.getpid(), signal.SIGSTOP)")

    answer = asked(any_wall, source, seconds=1)

    refused = ["error"] if any_wall.tier is Tier.LANDLOCK else []
    assert answer.word in ("late", "ok", *refused)
    assert is_well(any_wall)


ENDLESS = {
    "a loop": ("while True: pass",),
    "a loop in C that holds the lock": (
        "import re",
        "re.match('(a+)+$', 'a' * 60 + 'b')",
    ),
    "sleep": ("import time", "time.sleep(10**6)"),
    "a storm of products": (
        "import torch",
        "a = torch.ones(900, 900)",
        "while True: a = (a @ a) / 900",
    ),
    "a text that never comes": (
        "class E(Exception):",
        "    def __str__(self):",
        "        while True: pass",
        "raise E",
    ),
    "deaf to every signal": (
        "import signal",
        "for s in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:",
        "    signal.signal(s, signal.SIG_IGN)",
        "while True: pass",
    ),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_never_ends_is_ended(kind: str, any_wall: Wall) -> None:
    answer = asked(any_wall, body(*ENDLESS[kind]), seconds=0.7)

    assert answer.word == "late"
    assert answer.seconds < 5
    assert (answer.ended.signal, answer.ended.killed) == (signal.SIGKILL, True)


def test_a_loop_at_import_is_ended(any_wall: Wall) -> None:
    assert asked(any_wall, "while True: pass\n", seconds=0.7).word == "late"


def test_a_process_whose_name_is_no_text_is_watched_like_any(wall: Wall) -> None:
    source = body(
        "import ctypes, os, time",
        "ctypes.CDLL(None).prctl(15, b'\\xff) R 1\\n\\xfe', 0, 0, 0)",
        "if os.fork() == 0:",
        "    while True: pass",
        "time.sleep(0.5)",
        "return os.getpid()",
    )

    assert asked(wall, source).word == "ok"
    assert is_well(wall)


def test_computing_ends_at_the_limit_of_cpu_time(wall: Wall) -> None:
    source = body("while True: pass")

    answer = asked(wall, source, seconds=30, cpu_seconds=2)

    assert answer.word == "died"
    assert answer.ended.cpu_seconds > 1


# What can be used up: just under passes, just over fails.


MEMORY = {
    "Python": "bytearray({})",
    "numpy": "__import__('numpy').ones({}, dtype='u1')",
    "torch": "__import__('torch').ones({}, dtype=__import__('torch').uint8)",
    "a shared mapping": "__import__('mmap').mmap(-1, {}).write(bytes(1))",
}


@pytest.mark.parametrize("whose", MEMORY)
def test_memory_just_under_the_limit_is_there(whose: str, wall: Wall) -> None:
    source = body(f"x = {MEMORY[whose].format(200 * MIB)}", "return 1")

    assert asked(wall, source, memory_bytes=256 * MIB).value == 1


@pytest.mark.parametrize("whose", MEMORY)
def test_memory_just_over_the_limit_is_not(whose: str, wall: Wall) -> None:
    source = body(f"x = {MEMORY[whose].format(300 * MIB)}", "return 1")

    answer = asked(wall, source, memory_bytes=256 * MIB)

    assert (answer.word, answer.value[0]) == ("error", "memory")


def write_file(size: int) -> str:
    return body(
        "with open('big', 'wb') as file:", f"    file.write(bytes({size}))", "return 1"
    )


def test_a_file_of_the_largest_size_can_be_written(any_wall: Wall) -> None:
    assert asked(any_wall, write_file(MIB), file_bytes=MIB).value == 1


def test_a_file_one_byte_larger_cannot(any_wall: Wall) -> None:
    answer = asked(any_wall, write_file(MIB + 1), file_bytes=MIB)

    assert (answer.word, answer.value[1]) == ("error", "OSError")


def test_many_files_cannot_fill_the_machine(wall: Wall) -> None:
    source = body(
        "count = 0",
        "try:",
        "    while count < 100:",
        "        with open(f'big{count}', 'wb') as file: file.write(bytes(2**23))",
        "        count += 1",
        "except OSError as error:",
        "    return error.errno, count",
    )

    told = result_of(wall, source)

    assert isinstance(told, tuple)
    assert told[0] == errno.ENOSPC
    assert 8 <= told[1] < 32


def test_names_without_content_cannot_either(wall: Wall) -> None:
    source = body("for i in range(10**5): open(f'x{i}', 'w').close()")

    assert asked(wall, source).value[1] == "OSError"


def fork(count: int) -> str:
    return body(
        "import os, time",
        f"for _ in range({count}):",
        "    if os.fork() == 0:",
        "        time.sleep(30)",
        "        os._exit(0)",
        "return 1",
    )


def test_as_many_processes_as_allowed_can_be_started(wall: Wall) -> None:
    assert asked(wall, fork(5), processes=8).value == 1


def test_more_processes_cannot(wall: Wall) -> None:
    answer = asked(wall, fork(8), processes=8)

    assert (answer.word, answer.value[1]) == ("error", "BlockingIOError")


def test_a_fork_bomb_is_over_when_its_check_is(wall: Wall) -> None:
    before = descendants(wall._process.pid)
    source = body(
        "import os", "while True:", "    try: os.fork()", "    except OSError: pass"
    )

    asked(wall, source, seconds=0.7)

    assert wait_until_gone(descendants(wall._process.pid) - before) == set()
    assert is_well(wall)


def test_descriptors_are_bounded(any_wall: Wall) -> None:
    source = body("x = [open('/dev/null') for _ in range(300)]")

    answer = asked(any_wall, source)

    assert (answer.word, answer.value[1]) == ("error", "OSError")


def printing(size: int) -> str:
    return body("import sys", f"sys.stdout.write('x' * {size})", "return 1")


def test_output_is_kept_up_to_its_limit(any_wall: Wall) -> None:
    answer = asked(any_wall, printing(KEEP))

    assert answer.output == "x" * KEEP


def test_more_output_is_cut_and_said_so(any_wall: Wall) -> None:
    answer = asked(any_wall, printing(KEEP + 1))

    assert answer.value == 1
    assert answer.output == "x" * KEEP + "\n… (more was printed)"


def test_output_just_under_a_flood_is_no_flood(any_wall: Wall) -> None:
    assert asked(any_wall, printing(FLOOD)).value == 1


@pytest.mark.parametrize("stream", [1, 2])
def test_a_flood_is_stopped(stream: int, any_wall: Wall) -> None:
    source = "import os\n" + body(
        "while True:", f"    os.write({stream}, b'x' * 65536)"
    )

    answer = asked(any_wall, source, seconds=20)

    assert answer.word == "flood"
    assert answer.seconds < 10
    assert len(answer.output) < KEEP + 100


def test_output_that_is_no_text_is_kept_as_far_as_it_is(any_wall: Wall) -> None:
    source = "import os\n" + body("os.write(1, b'a\\xff\\xfeb')", "return 1")

    assert asked(any_wall, source).output == "a\ufffd\ufffdb"


def test_both_streams_are_kept_in_order(any_wall: Wall) -> None:
    source = "import sys\n" + body(
        "print('one')",
        "sys.stdout.flush()",
        "print('two', file=sys.stderr)",
        "return 1",
    )

    assert asked(any_wall, source).output == "one\ntwo\n"


def test_a_stream_that_was_closed_is_no_end(any_wall: Wall) -> None:
    source = "import sys\n" + body(
        "sys.stdout.close()", "sys.stderr = None", "return 1"
    )

    assert asked(any_wall, source).value == 1


# What is said over the line.


LENGTH = "(1000).to_bytes(8, 'little')"
FRAMES = {
    "garbage": ("os.write(3, b'\\xff' * 64)",),
    "a length without content": (f"os.write(3, {LENGTH})", "time.sleep(60)"),
    "a length beyond all memory": ("os.write(3, b'\\0' * 7 + b'\\x80' + b'x' * 9)",),
    "a drip": (
        f"os.write(3, {LENGTH})",
        "for _ in range(1000): os.write(3, b'x'), time.sleep(0.01)",
    ),
    "an answer to nothing": (
        "os.write(3, b'\\6' + b'\\0' * 7 + b'\\2' + b'\\0' * 3 + b'\\x91\\xc0')",
    ),
}


@pytest.mark.parametrize("lie", FRAMES)
def test_a_forged_frame_ends_the_check_and_nothing_else(
    lie: str, any_wall: Wall
) -> None:
    source = "import os, time\n" + body(*FRAMES[lie], "return 1")

    answer = asked(any_wall, source, seconds=1)

    assert answer.word in ("garbled", "late")
    assert is_well(any_wall)


def test_a_reply_of_sixty_megabytes_arrives(any_wall: Wall) -> None:
    source = body("import torch", "return torch.zeros(15 * 2**20)")

    assert result_of(any_wall, source).shape == (15 * MIB,)  # type: ignore[attr-defined]


def test_a_reply_larger_than_a_frame_is_the_student_s_error(wall: Wall) -> None:
    source = body("import torch", "return torch.zeros(1).expand(70 * 2**20)")

    answer = asked(wall, source)

    # It is refused where it is packed or where it is sent; nothing arrives.
    assert answer.word in ("error", "died")


# What is left.


POISON = body(
    "import builtins, os, sys, torch",
    "torch.allclose = lambda *a, **k: True",
    "builtins.isinstance = lambda *a: True",
    "os.environ['SEEN'] = '1'",
    "sys.modules['json'] = None",
    "sys.stdout = None",
    "sys.path.insert(0, '/tmp')",
    "open('left.py', 'w').write('x')",
    "open('guest.py', 'w').write('def look(): return \"rewritten\"')",
    "return 1",
) + (
    "def look():\n"
    "    import builtins, os, sys, torch\n"
    "    return [torch.allclose(torch.ones(1), torch.zeros(1)), isinstance(1, str),\n"
    "            'SEEN' in os.environ, sys.modules.get('json', 1) is None,\n"
    "            sys.path[0] == '/tmp', os.path.exists('left.py')]\n"
)


def test_nothing_that_one_check_did_is_seen_by_the_next(any_wall: Wall) -> None:
    with Guest.enter(any_wall, POISON) as guest:
        guest.ask("f")

        assert guest.ask("look").value == [False] * 6


def test_nothing_that_one_submission_did_is_seen_by_the_next(any_wall: Wall) -> None:
    with Guest.enter(any_wall, POISON) as guest:
        guest.ask("f")

    assert asked(any_wall, POISON, "look").value == [False] * 6


PLACES = ("/tmp", "/dev/shm")  # noqa: S108 (behind the wall)


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_gone_with_its_check(place: str, wall: Wall) -> None:
    source = body(f"open('{place}/mark-1', 'x').close()")
    with Guest.enter(wall, source) as guest:
        first, second = guest.ask("f"), guest.ask("f")

    assert (first.word, second.word) == ("ok", "ok")


def test_without_a_wall_a_file_is_not_gone_with_its_check(no_wall: Wall) -> None:
    # The negative control: this is what the namespaces are there for.
    path = Path(tempfile.gettempdir(), f"markstone-left-{os.getpid()}")
    source = body(f"open({str(path)!r}, 'x').close()")
    try:
        with Guest.enter(no_wall, source) as guest:
            first, second = guest.ask("f"), guest.ask("f")
    finally:
        path.unlink()

    assert (first.word, second.value[1]) == ("ok", "FileExistsError")


def test_without_a_wall_the_scratch_folder_is_gone_with_its_check(
    no_wall: Wall,
) -> None:
    source = body("import os", "return os.getcwd()")

    folder = result_of(no_wall, source)

    assert isinstance(folder, str)
    assert not Path(folder).exists()


DAEMON = body(
    "import os, signal, time",
    "if os.fork() == 0:",
    "    os.setsid()",
    "    if os.fork() == 0:",
    "        for s in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:",
    "            signal.signal(s, signal.SIG_IGN)",
    "        time.sleep(600)",
    "    os._exit(0)",
    "os.wait()",
    "return 1",
)


def test_a_daemon_is_gone_with_its_check(wall: Wall) -> None:
    before = descendants(wall._process.pid)
    with Guest.enter(wall, DAEMON) as guest:
        worker = guest.keeper.start(
            Allowance(
                cpu_seconds=9, memory_bytes=MIB << 8, file_bytes=MIB, processes=64
            ),
            keep=1,
            flood=1,
        )
        during = descendants(wall._process.pid) - before
        worker.finish()
        guest.ask("f")
        assert (
            wait_until_gone(descendants(wall._process.pid) - before - during) == set()
        )

    assert during
    assert wait_until_gone(during) == set()


def test_no_descriptor_of_ours_is_left_open(any_wall: Wall) -> None:
    asked(any_wall, INNOCENT, "two")
    before = open_descriptors()

    for source in (INNOCENT, body("import os", "os._exit(1)"), "1 / 0\n"):
        asked(any_wall, source, "two")

    assert open_descriptors() == before


# When our own processes die.


def test_a_keeper_that_is_killed_is_our_fault_and_told(wall: Wall) -> None:
    before = descendants(wall._process.pid)
    with Guest.enter(wall, INNOCENT) as guest:
        guest.ask("two")
        for pid in descendants(wall._process.pid) - before:
            os.kill(pid, signal.SIGKILL)

        with pytest.raises(SandboxError, match="keeper"):
            guest.ask("two")

    assert is_well(wall)


def test_a_wall_that_is_killed_takes_everything_with_it(given: Path) -> None:
    doomed = start(Tier.NAMESPACES, given)
    with Guest.enter(doomed, INNOCENT) as guest:
        guest.ask("two")
        inside = descendants(doomed._process.pid)
        doomed._process.kill()
        doomed._process.wait()

        with pytest.raises(SandboxError):
            guest.ask("two")

    assert len(inside) >= 2
    assert wait_until_gone(inside) == set()
    doomed.close()


def test_a_closed_wall_leaves_nothing(given: Path) -> None:
    for tier in Tier:
        one = start(tier, given)
        inside = descendants(one._process.pid) | {one._process.pid}
        one.close()

        assert wait_until_gone(inside) == set()


def test_a_wall_that_was_closed_takes_no_submission(given: Path) -> None:
    one = start(Tier.NONE, given)
    one.close()

    with pytest.raises(SandboxError, match="gone"):
        asked(one, INNOCENT, "two")


# A wall that cannot be built.


def test_a_machine_without_bubblewrap_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, given: Path
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(SandboxError) as caught:
        Wall.launch(Tier.NAMESPACES, {"hw": [given / "data"]})

    assert "bubblewrap is not installed" in str(caught.value)
    assert "apt-get install bubblewrap" in str(caught.value)
    assert "--unsafe-no-sandbox" in str(caught.value)


@pytest.fixture
def broken_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a bubblewrap on the search path that says what a forbidden one says."""
    with tempfile.TemporaryDirectory(prefix="markstone-test-") as folder:
        Path(folder).chmod(0o755)
        fake = Path(folder, "bwrap")
        fake.write_text(
            "#!/bin/sh\n"
            "echo 'bwrap: No permissions to create new namespace' >&2\n"
            "exit 1\n"
        )
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        yield


@pytest.mark.usefixtures("broken_bubblewrap")
def test_a_wall_that_cannot_be_built_says_why_and_what_to_do(given: Path) -> None:
    refused = Wall.launch(Tier.NAMESPACES, {"hw": [given / "data"]})

    with pytest.raises(SandboxError) as caught:
        refused.greet()

    first, second = str(caught.value).split("\n")
    assert first == (
        "The wall of tier 'namespaces' cannot be built here: "
        "bwrap: No permissions to create new namespace"
    )
    assert second.startswith("To grade without a wall all the same")
    assert not refused.is_alive()


def test_the_filter_is_a_program_for_this_machine() -> None:
    program = seccomp.compiled()

    assert program
    assert len(program) % 8 == 0


def test_a_message_on_a_closed_line_is_told() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    allowance = Allowance(cpu_seconds=1, memory_bytes=1, file_bytes=1, processes=1)

    with ours, pytest.raises(SandboxError, match="keeper"):
        KeeperLink(ours).start(allowance, keep=1, flood=1)


def test_asking_costs_milliseconds(wall: Wall) -> None:
    with Guest.enter(wall, INNOCENT) as guest:
        guest.ask("two")
        start_ = time.monotonic()
        for _ in range(20):
            guest.ask("two")
        each = (time.monotonic() - start_) / 20

    # About 15 ms on a quiet machine; a cold start would be 1,500.
    assert each < 0.3
