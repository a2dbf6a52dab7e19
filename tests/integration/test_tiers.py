"""The tiers besides the warm one, tried from behind; and why a mere fork is none.

A cold sandbox takes seconds to start, so one submission answers most questions.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from markstone.candidate.settings import Tier, ZygoteSettings
from markstone.errors import SandboxError
from markstone.sandbox import choosing, launcher, selftest
from markstone.sandbox.bubblewrap import NOBODY
from markstone.sandbox.diagnosis import diagnose
from markstone.sandbox.wall import Wall, package_folders
from tests.integration.behind import Answer, Guest, descendants, stands, wait_until_gone

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
NEW = (Tier.NAMESPACES_COLD, Tier.LANDLOCK)
COLD_ONLY = pytest.mark.parametrize("wall", NEW[:1], indirect=True, ids=str)
LANDLOCK_ONLY = pytest.mark.parametrize("wall", NEW[1:], indirect=True, ids=str)

SUBMISSION = """
import ctypes, os, resource, signal, socket, tempfile, time
libc = ctypes.CDLL(None)
PLACES = ("/tmp", "/tmp/work", "/dev/shm", ".")


def two():
    import torch
    return int((torch.ones(2) @ torch.ones(2)))


def run(text):
    exec(text, globals())


def read(path):
    return list(os.scandir(path)) if os.path.isdir(path) else open(path).read()


def write_a_mark():
    for place in PLACES:
        try: open(place + "/mark", "w").close()
        except OSError: pass
    open("guest.py", "w").write("spoiled")
    return sorted(os.listdir("."))


def marks():
    return [place for place in PLACES if os.path.exists(place + "/mark")]


def start_a_daemon():
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for s in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                    signal.signal(s, signal.SIG_IGN)
                time.sleep(600)
            os._exit(0)
        os.wait()
    except PermissionError: pass
    time.sleep(0.2)


def others():
    try: seen = {int(p) for p in os.listdir("/proc") if p.isdigit()}
    except PermissionError: return []
    return sorted(seen - {os.getpid(), os.getppid()})


def endless():
    for s in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(s, signal.SIG_IGN)
    while True: pass


def fork_and_hang():
    try:
        while True: os.fork()
    except OSError: pass
    while True: pass


def take(size):
    return len(bytearray(size))


def threads():
    import torch
    torch.set_num_threads(2)
    a = torch.ones(300, 300)
    return float((a @ a)[0, 0])


def temporary():
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("x")
        return os.path.exists(file.name)


def note_on_the_folder():
    try: os.setxattr("/tmp", "user.note", b"x")
    except OSError: pass
    os.utime("/tmp", (8812, 8812))
    os.chmod("/tmp", 0o711)


def noted_on_the_folder():
    seen = os.stat("/tmp")
    return os.listxattr("/tmp"), int(seen.st_atime) == 8812, oct(seen.st_mode)
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "data").mkdir()
    (folder / "data" / "table.txt").write_text("1 2 3")
    return folder


@pytest.fixture(scope="module", params=NEW, ids=str)
def wall(request: pytest.FixtureRequest, given: Path) -> Iterator[Wall]:
    one = stands(request.param, given)
    yield one
    one.close()


@pytest.fixture(scope="module")
def guest(wall: Wall) -> Iterator[Guest]:
    """Let one submission in, which each test asks in a process of its own."""
    with Guest.enter(wall, SUBMISSION) as one:
        yield one


def run(guest: Guest, *lines: str) -> Answer:
    return guest.ask("run", "\n".join(lines))


def test_the_tier_holds_against_its_own_test(wall: Wall, tmp_path: Path) -> None:
    secret = tmp_path / "reference.py"
    secret.write_text("the right answer")

    selftest.check(wall, [secret, ROOT, ROOT / "graders"])


def test_a_secret_that_can_be_read_is_a_hole(wall: Wall) -> None:
    with pytest.raises(SandboxError, match="  - /usr/lib can be read"):
        selftest.check(wall, [Path("/usr/lib")])


@pytest.mark.parametrize(
    "path",
    ["/etc/shadow", "/etc/passwd", "/root", "/home", str(ROOT), str(Path.home())],
)
def test_nothing_of_this_machine_can_be_read(path: str, guest: Guest) -> None:
    answer = guest.ask("read", path)

    # Of a home in which the interpreter lies, the way to it is seen.
    seen = answer.value if answer.word == "ok" else []
    assert answer.word == "error" or len(seen) <= 1


def test_given_data_can_be_read_and_not_written(guest: Guest) -> None:
    assert guest.ask("read", "data/table.txt").value == "1 2 3"
    assert run(guest, "open('data/table.txt', 'w')").value[1] in {
        "OSError",
        "PermissionError",
    }


@pytest.mark.parametrize(
    "way",
    [
        "socket.socket()",
        "socket.socket(socket.AF_VSOCK)",
        "socket.create_connection(('127.0.0.1', 22))",
        "os.execv('/proc/self/exe', ['python'])",
        "os.chroot('/tmp')",
        "os.setuid(0)",
        "os.memfd_create('x')",
        "assert libc.unshare(0x10000000) == 0",
        "assert libc.shmget(4660, 4096, 0o1600) >= 0",
        "assert libc.ptrace(16, os.getppid(), 0, 0) == 0",
        "open(f'/proc/{os.getppid()}/mem', 'rb')",
        "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))",
        "os.setpriority(os.PRIO_USER, 0, 19)",
        "os.sched_setaffinity(os.getppid(), {0})",
        "os.mknod('device', 0o20666, os.makedev(1, 1))",
    ],
)
def test_a_way_out_is_closed(way: str, guest: Guest) -> None:
    assert run(guest, way).word == "error"


@pytest.mark.parametrize(
    "shot",
    [
        "os.kill(-1, signal.SIGKILL)",
        "os.kill(0, signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGINT)",
        "os.kill(os.getppid(), signal.SIGCHLD)",
        "os.kill(os.getppid(), signal.SIGSTOP)",
    ],
)
def test_killing_reaches_nobody_who_matters(shot: str, guest: Guest) -> None:
    run(guest, shot)

    assert guest.ask("two").value == 2


def test_files_are_gone_with_their_check(guest: Guest) -> None:
    written = guest.ask("write_a_mark")

    assert "mark" in written.value
    assert guest.ask("marks").value == []
    assert guest.ask("two").value == 2


def test_a_daemon_is_gone_with_its_check(guest: Guest, wall: Wall) -> None:
    before = descendants(wall._process.pid)

    guest.ask("start_a_daemon")

    assert guest.ask("others").value == []
    assert wait_until_gone(descendants(wall._process.pid) - before) == set()


def test_a_fork_bomb_is_over_with_its_check(guest: Guest, wall: Wall) -> None:
    before = descendants(wall._process.pid)

    assert guest.ask("fork_and_hang", seconds=1).word == "late"

    assert wait_until_gone(descendants(wall._process.pid) - before) == set()
    assert guest.ask("two").value == 2


def test_what_never_ends_is_ended(guest: Guest) -> None:
    answer = guest.ask("endless", seconds=0.7)

    assert (answer.word, answer.ended.signal) == ("late", signal.SIGKILL)
    assert guest.ask("two").value == 2


def test_memory_ends_at_its_limit(guest: Guest) -> None:
    under = guest.ask("take", 200 * MIB, memory_bytes=256 * MIB)
    over = guest.ask("take", 300 * MIB, memory_bytes=256 * MIB)

    assert under.value == 200 * MIB
    assert (over.word, over.value[0]) == ("error", "memory")


def test_torch_may_use_a_second_thread(guest: Guest) -> None:
    assert guest.ask("threads").value == 300


def test_there_is_a_place_for_temporary_files(guest: Guest) -> None:
    assert guest.ask("temporary").value is True


def test_the_next_submission_finds_nothing_of_the_last_one(
    wall: Wall, guest: Guest
) -> None:
    guest.ask("write_a_mark")
    guest.ask("start_a_daemon")

    with Guest.enter(wall, SUBMISSION) as other:
        assert other.ask("marks").value == []
        assert other.ask("others").value == []


# The cold sandbox.


@COLD_ONLY
def test_a_cold_sandbox_s_own_folders_carry_no_notes(guest: Guest) -> None:
    before = guest.ask("noted_on_the_folder").value

    guest.ask("note_on_the_folder")

    assert guest.ask("noted_on_the_folder").value == before


@COLD_ONLY
def test_a_cold_check_may_fork_up_to_its_limit(guest: Guest) -> None:
    lines = (
        "for _ in range({}):",
        "    if os.fork() == 0: time.sleep(30), os._exit(0)",
    )

    few = guest.ask("run", "\n".join(lines).format(5), processes=8)
    many = guest.ask("run", "\n".join(lines).format(8), processes=8)

    assert (few.word, many.value[1]) == ("ok", "BlockingIOError")


@COLD_ONLY
def test_a_cold_sandbox_falls_alone(wall: Wall, guest: Guest) -> None:
    before = descendants(wall._process.pid)
    with Guest.enter(wall, SUBMISSION) as one:
        # While this one is served, the next sandbox is started.
        one.ask("two")
        waiting = descendants(wall._process.pid) - before
    with Guest.enter(wall, SUBMISSION) as other:
        other.ask("two")
        for pid in waiting:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(SandboxError, match="keeper"):
            other.ask("two")

    assert wall.is_alive()
    assert guest.ask("two").value == 2


# Landlock.


@pytest.fixture
def outside() -> Iterator[Path]:
    """Lay a file on this machine that nothing but the wall protects."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "file")
        file.write_text("unharmed")
        for path in (file.parent, file):
            path.chmod(0o777)
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        yield file


@LANDLOCK_ONLY
@pytest.mark.parametrize(
    "attempt",
    [
        "open({!r}).read()",
        "open({!r}, 'a').write('x')",
        "os.truncate({!r}, 0)",
        "os.close(os.open({!r}, os.O_RDONLY | os.O_TRUNC))",
        "os.unlink({!r})",
        "os.rename({!r}, 'mine')",
        "os.link({!r}, 'mine')",
    ],
)
def test_a_file_outside_cannot_be_opened_or_moved(
    attempt: str, guest: Guest, outside: Path
) -> None:
    answer = run(guest, attempt.format(str(outside)))

    assert answer.word == "error"
    assert outside.read_text() == "unharmed"


@LANDLOCK_ONLY
@pytest.mark.parametrize(
    "attempt",
    [
        "os.chmod({!r}, 0)",
        "os.utime({!r}, (0, 0))",
        "os.chown({!r}, -1, 0)",
        "os.setxattr({!r}, 'user.x', b'x')",
    ],
)
def test_what_is_noted_of_a_file_outside_stays(
    attempt: str, guest: Guest, outside: Path
) -> None:
    before = outside.stat()

    run(guest, attempt.format(str(outside)))

    assert outside.stat() == before
    assert os.listxattr(outside) == []


@LANDLOCK_ONLY
def test_landlock_starts_no_process(guest: Guest) -> None:
    assert run(guest, "os.fork()").value[1] == "PermissionError"
    assert run(guest, "assert libc.vfork() != -1").word == "error"


@LANDLOCK_ONLY
def test_a_service_of_this_machine_cannot_be_reached_by_its_path(
    guest: Guest, outside: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as service:
        place = outside.with_name("service")
        service.bind(str(place))
        place.chmod(0o777)
        service.listen()
        answer = run(
            guest,
            "a, b = socket.socketpair()",
            f"libc.connect(a.fileno(), b'\\1\\0' + {str(place)!r}.encode(), 110)",
            "a.getpeername() and 1 / 0",
            f"socket.socket(socket.AF_UNIX).connect({str(place)!r})",
        )

    assert (answer.word, answer.value[1]) == ("error", "OSError")


@LANDLOCK_ONLY
def test_a_signal_cannot_be_sent_in_a_roundabout_way(guest: Guest) -> None:
    ways = (
        "import fcntl; fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())",
        "import fcntl; fcntl.fcntl(1, fcntl.F_SETSIG, 9)",
        "signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)",
    )

    for way in ways:
        assert run(guest, way).word == "error"


@LANDLOCK_ONLY
def test_copying_a_file_works_though_its_mode_stays(guest: Guest) -> None:
    lines = (
        "import shutil",
        "shutil.copy2('guest.py', 'copy.py')",
        "assert open('copy.py').read() == open('guest.py').read()",
    )

    assert run(guest, *lines).word == "ok"


# Which tier is taken.


def test_what_cannot_be_built_is_passed_over_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    found = diagnose([ROOT / "graders"])

    refused = {refusal.tier: refusal.why for refusal in found.refusals}
    assert found.tier is Tier.LANDLOCK
    assert set(refused) == {Tier.NAMESPACES, Tier.NAMESPACES_COLD}
    assert set(refused.values()) == {"bubblewrap is not installed."}
    assert found.exit_code == 1


def test_where_namespaces_inside_are_forbidden_the_cold_tier_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = shutil.which("bwrap")
    with tempfile.TemporaryDirectory(prefix="markstone-test-") as folder:
        Path(folder).chmod(0o755)
        strict = Path(folder, "bwrap")
        strict.write_text(f'#!/bin/sh\nexec {real} --disable-userns "$@"\n')
        strict.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

        found = diagnose([])

    (refusal,) = found.refusals
    assert found.tier is Tier.NAMESPACES_COLD
    assert "unshare: No space left on device" in refusal.why
    assert "`namespaces-cold` does without them" in refusal.advice[-1]


def test_a_tier_that_does_not_hold_is_passed_over_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tighter = replace(selftest.PROMISES[Tier.LANDLOCK], writable=frozenset())
    monkeypatch.setitem(selftest.PROMISES, Tier.LANDLOCK, tighter)

    found = diagnose([], [Tier.LANDLOCK])

    assert (found.tier, found.exit_code) == (None, 2)
    assert "  - . can be written" in found.refusals[0].why


# As another user than root.


@pytest.mark.skipif(os.geteuid() != 0, reason="this is another user already")
@pytest.mark.parametrize("tier", choosing.WALLS, ids=str)
def test_a_tier_holds_for_a_user_without_rights(tier: Tier, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from markstone.sandbox.diagnosis import diagnose\n"
        "from markstone.sandbox.wall import Tier\n"
        "found = diagnose([], [Tier(sys.argv[2])])\n"
        "print(*[refusal.why for refusal in found.refusals])\n"
        "sys.exit(found.exit_code)\n"
    )
    needed = [sys.base_prefix, *map(str, package_folders()), str(ROOT)]
    request = json.dumps({"uid": NOBODY, "mounts": needed})
    home = tmp_path / "somebody_else_s"
    home.mkdir(mode=0o700)

    ended = subprocess.run(
        [
            *(sys.executable, "-I", "-S", launcher.__file__, request),
            *(sys.executable, "-c", script, str(ROOT), tier),
        ],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd="/",
    )

    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "", "")


# Why a fork is no wall: the negative control.


@pytest.fixture
def naive(given: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """Start a zygote in a sandbox that only forks; the sandbox is for this machine."""
    told = ZygoteSettings(tier=Tier.NONE)
    monkeypatch.setattr(Wall, "settings", lambda _: told)
    one = stands(Tier.NAMESPACES, given)
    yield one
    one.close()


def test_from_a_mere_fork_files_and_daemons_reach_the_next_student(naive: Wall) -> None:
    with Guest.enter(naive, SUBMISSION) as one:
        one.ask("write_a_mark")
        one.ask("start_a_daemon")
    with Guest.enter(naive, SUBMISSION) as other:
        marks = other.ask("marks").value
        sleeping = other.ask("others").value

    assert "/tmp" in marks  # noqa: S108 (behind the wall)
    assert len(sleeping) > 2  # the first two are bubblewrap's and the zygote


def test_a_mere_fork_can_write_into_the_zygote(naive: Wall) -> None:
    with Guest.enter(naive, SUBMISSION) as guest:
        zygote = "open('/proc/2/mem', 'rb+').close()"

        assert run(guest, zygote).word == "ok"


def test_a_mere_fork_can_kill_everybody(naive: Wall) -> None:
    with Guest.enter(naive, SUBMISSION) as guest, pytest.raises(SandboxError):
        run(guest, "os.kill(-1, signal.SIGKILL)")

    naive._process.wait(timeout=10)
    assert not naive.is_alive()
