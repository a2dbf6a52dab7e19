"""Start the warm process of a tier, and keep hold of it."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from markstone.candidate.settings import ZygoteSettings
from markstone.errors import SandboxError
from markstone.sandbox import bubblewrap, seccomp
from markstone.wire import values

_START_SECONDS = 120.0
_ZYGOTE = Path(__file__).parents[1] / "candidate" / "zygote.py"
INSTALL = (
    "Install it with your package manager (Debian and Ubuntu: "
    "`sudo apt-get install bubblewrap libseccomp2`; Fedora: `sudo dnf install "
    "bubblewrap libseccomp`; on Windows use WSL2)."
)
UNSAFE = (
    "To grade without a wall all the same, add --unsafe-no-sandbox: student code "
    "then runs with your rights and can read your files and the references."
)


class Tier(StrEnum):
    """How strongly student code is walled in, strongest first."""

    NAMESPACES = "namespaces"
    NONE = "none"


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

    @classmethod
    def launch(cls, tier: Tier, given: Mapping[str, Sequence[Path]]) -> "Wall":
        """Start the warm process of *tier*; it is ready after :meth:`greet`.

        Args:
            tier: which wall.
            given: for each assignment what its students received ready-made:
                modules and the folder ``data``, never a stub.

        Raises:
            SandboxError: it cannot even be tried; the message says what to do.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the wall)
        try:
            with theirs:
                process = _spawn(tier, theirs, given, errors)
        except SandboxError:
            ours.close()
            errors.close()
            raise
        scratch = tempfile.TemporaryDirectory(prefix="markstone-")
        if tier is Tier.NONE:
            seen = _linked(Path(scratch.name), given)
        else:
            seen = {name: f"{bubblewrap.GIVEN}/{name}" for name in given}
        return cls(tier, ours, seen, process, errors, scratch)

    def is_alive(self) -> bool:
        """Whether the warm process still runs."""
        return self._process.poll() is None

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
        settings = ZygoteSettings(
            namespaces=self.tier is Tier.NAMESPACES,
            filter=_filter() if self.tier is Tier.NAMESPACES else b"",
        )
        self.control.settimeout(_START_SECONDS)
        parts = values.pack(settings.to_plain(), values.as_is)
        try:
            self.control.send(b"".join(parts))
            hello = self.control.recv(1 << 16)
        except OSError:
            hello = b""
        if not hello:
            raise self._closed_with_error()
        self.control.settimeout(None)

    def _closed_with_error(self) -> SandboxError:
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        self.close()
        last = said.splitlines()[-1] if said else "it said nothing"
        return SandboxError(
            f"The wall of tier '{self.tier}' cannot be built here: {last}\n{UNSAFE}"
        )


def _spawn(
    tier: Tier,
    control: socket.socket,
    given: Mapping[str, Sequence[Path]],
    errors: IO[bytes],
) -> subprocess.Popen[bytes]:
    packages = package_folders()
    if tier is Tier.NAMESPACES:
        if sys.platform != "linux" or shutil.which("bwrap") is None:
            raise SandboxError(f"bubblewrap is not installed. {INSTALL}\n{UNSAFE}")
        command = bubblewrap.command(control.fileno(), given, packages)
        environment = {"PATH": "/usr/bin"}
    else:
        plain = [sys.executable, "-I", "-S", "-B", str(_ZYGOTE)]
        command = [*plain, str(control.fileno()), *map(str, packages)]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }
    return subprocess.Popen(  # noqa: S603 (starting this command is the job)
        command,
        pass_fds=[control.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,  # Ctrl-C is the host's to answer
        cwd="/",
        env=environment,
    )


def _linked(folder: Path, given: Mapping[str, Sequence[Path]]) -> dict[str, str]:
    """Lay links to what each assignment gives into a folder of its own."""
    for name, paths in given.items():
        (folder / name).mkdir()
        for path in paths:
            (folder / name / path.name).symlink_to(path)
    return {name: str(folder / name) for name in given}


def package_folders() -> list[Path]:
    """Return where installed packages lie, torch among them, existing ones only."""
    places = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    places += [path for path in sys.path if path.endswith("-packages")]
    return [Path(place) for place in dict.fromkeys(places) if Path(place).is_dir()]


def _filter() -> bytes:
    try:
        return seccomp.compiled()
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError(f"libseccomp cannot be used: {error}. {INSTALL}") from error
