"""Start the warm process of a tier, and keep hold of it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from markstone.candidate import landlock
from markstone.candidate.settings import Tier, ZygoteSettings
from markstone.errors import SandboxError
from markstone.sandbox import bubblewrap, seccomp, unwrapped
from markstone.wire import messages

__all__ = ["INSTALL", "UNSAFE", "Tier", "Wall", "package_folders"]

_START_SECONDS = 120.0
_MOST_SAID = 4096
_DISPATCHER = Path(__file__).with_name("dispatcher.py")
INSTALL = (
    "Install it with your package manager (Debian and Ubuntu: "
    "`sudo apt-get install bubblewrap libseccomp2`; Fedora: `sudo dnf install "
    "bubblewrap libseccomp`; on Windows use WSL2)."
)
UNSAFE = (
    "To grade without a wall all the same, add --unsafe-no-sandbox: student code "
    "then runs with your rights and can read your files and the references."
)


@dataclass(slots=True)
class Wall:
    """A running zygote; every submission goes through its control socket."""

    tier: Tier
    control: socket.socket
    given: dict[str, str]
    """For each assignment the folder of its given code, as seen from behind."""
    _process: subprocess.Popen[bytes]
    _errors: IO[bytes]
    _scratch: tempfile.TemporaryDirectory[str]
    _preload: tuple[str, ...]

    @classmethod
    def launch(
        cls,
        tier: Tier,
        given: Mapping[str, Sequence[Path]],
        preload: Sequence[str] = (),
    ) -> "Wall":
        """Start the warm process of *tier*; it is ready after :meth:`greet`.

        Args:
            tier: which wall.
            given: for each assignment what its students received ready-made:
                modules and the folder ``data``, never a stub.
            preload: modules that take so long to import that no check should wait
                for it. They take memory, too, which every fork pays for.

        Raises:
            SandboxError: it cannot even be tried; the message says what to do.
        """
        scratch = tempfile.TemporaryDirectory(prefix="markstone-")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the wall)
        try:
            with theirs:
                start = _STARTS[tier](theirs.fileno(), Path(scratch.name), given)
                process = _spawn(start, theirs.fileno(), errors)
        except SandboxError:
            ours.close()
            errors.close()
            scratch.cleanup()
            raise
        return cls(tier, ours, start.given, process, errors, scratch, (*preload,))

    def is_alive(self) -> bool:
        """Whether the warm process still runs."""
        return self._process.poll() is None

    def said(self) -> str:
        """Return the last thing that our own processes behind it complained of."""
        if self._errors.closed:
            return "it is closed"
        size = os.fstat(self._errors.fileno()).st_size
        end = os.pread(self._errors.fileno(), _MOST_SAID, max(size - _MOST_SAID, 0))
        lines = end.decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line), "it said nothing")

    def close(self) -> None:
        """End the warm process and everything behind the wall."""
        self.control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        self._scratch.cleanup()

    def greet(self) -> None:
        """Wait until the warm process is ready.

        Raises:
            SandboxError: it did not start; the message says what to do.
        """
        settings = self.settings()
        self.control.settimeout(_START_SECONDS)
        try:
            self.control.send(messages.pack(settings.to_plain()))
            hello = self.control.recv(1 << 16)
        except OSError:
            hello = b""
        if not hello:
            raise self._closed_with_error()
        self.control.settimeout(None)

    def settings(self) -> ZygoteSettings:
        """Return what the warm process is told.

        Raises:
            SandboxError: libseccomp cannot be used.
        """
        if self.tier is Tier.NONE:
            return ZygoteSettings(tier=self.tier, preload=self._preload)
        given = Path(self._scratch.name, "given")
        return ZygoteSettings(
            tier=self.tier,
            filter=_filter(self.tier),
            readable=unwrapped.readable(package_folders(), given),
            preload=self._preload,
        )

    def _closed_with_error(self) -> SandboxError:
        self._process.kill()
        self._process.wait()
        told = f"The wall of tier '{self.tier}' cannot be built here: {self.said()}"
        self.close()
        return SandboxError(f"{told}\n{UNSAFE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """How the warm process of a tier is started."""

    command: list[str]
    environment: Mapping[str, str]
    given: dict[str, str]


def _start_wrapped(
    control: int, scratch: Path, given: Mapping[str, Sequence[Path]]
) -> _Start:
    del scratch  # a sandbox brings folders of its own
    _demand_bubblewrap()
    command = bubblewrap.command(control, given, package_folders())
    return _Start(command=command, environment=_PATH, given=_inside(given))


def _start_cold(
    control: int, scratch: Path, given: Mapping[str, Sequence[Path]]
) -> _Start:
    del scratch
    _demand_bubblewrap()
    one = bubblewrap.command(bubblewrap.CONTROL, given, package_folders(), cold=True)
    python = [sys.executable, "-I", "-S", "-B", str(_DISPATCHER)]
    command = [*python, str(control), json.dumps(one)]
    return _Start(command=command, environment=_PATH, given=_inside(given))


def _start_landlocked(
    control: int, scratch: Path, given: Mapping[str, Sequence[Path]]
) -> _Start:
    if not landlock.abi():
        raise SandboxError(f"This kernel has no Landlock.\n{UNSAFE}")
    scratch.chmod(0o755)  # the process inside may be another user's
    unwrapped.lay_runtime(scratch / "runtime")
    return _Start(
        command=unwrapped.landlock_command(
            control, package_folders(), scratch / "runtime"
        ),
        environment=unwrapped.scratch_environment(scratch / "rooms"),
        given=unwrapped.copied(scratch / "given", given),
    )


def _start_bare(
    control: int, scratch: Path, given: Mapping[str, Sequence[Path]]
) -> _Start:
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return _Start(
        command=unwrapped.plain_command(control, package_folders()),
        environment={
            "PATH": os.environ.get("PATH", ""),
            **{name: bubblewrap.ENVIRONMENT[name] for name in threads},
        },
        given=unwrapped.linked(scratch, given),
    )


_PATH = {"PATH": "/usr/bin"}
_STARTS = {
    Tier.NAMESPACES: _start_wrapped,
    Tier.NAMESPACES_COLD: _start_cold,
    Tier.LANDLOCK: _start_landlocked,
    Tier.NONE: _start_bare,
}


def _demand_bubblewrap() -> None:
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        raise SandboxError(f"bubblewrap is not installed. {INSTALL}\n{UNSAFE}")


def _inside(given: Mapping[str, Sequence[Path]]) -> dict[str, str]:
    return {name: f"{bubblewrap.GIVEN}/{name}" for name in given}


def _spawn(start: _Start, control: int, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (starting this command is the job)
        start.command,
        pass_fds=[control],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,  # Ctrl-C is the host's to answer
        cwd="/",
        env=start.environment,
    )


def package_folders() -> list[Path]:
    """Return where installed packages lie, torch among them, existing ones only."""
    places = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    places += [path for path in sys.path if path.endswith("-packages")]
    return [Path(place) for place in dict.fromkeys(places) if Path(place).is_dir()]


def _filter(tier: Tier) -> bytes:
    try:
        return seccomp.compiled(tier)
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError(f"libseccomp cannot be used: {error}. {INSTALL}") from error
