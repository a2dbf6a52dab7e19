"""What the trusted side tells the candidate's side, as plain data."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

TEMPORARY = "/tmp"  # noqa: S108 (behind the wall, and of one submission alone)
SHARED_MEMORY = "/dev/shm"  # noqa: S108


class Tier(StrEnum):
    """How strongly student code is walled in, strongest first."""

    NAMESPACES = "namespaces"
    """One sandbox for all, in it namespaces for each submission and each check."""
    NAMESPACES_COLD = "namespaces-cold"
    """A sandbox for each submission, in it no further namespaces."""
    LANDLOCK = "landlock"
    """No sandbox: a process that has given up files, programs, forks and sockets."""
    NONE = "none"
    """A process of its own, and nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZygoteSettings:
    """How this zygote is walled in; the same for every submission."""

    tier: Tier
    filter: bytes = b""
    """A compiled seccomp filter for the workers; empty for none."""
    readable: tuple[str, ...] = ()
    """What a worker may read where no sandbox leaves the rest out."""
    preload: tuple[str, ...] = ()
    """What to import besides torch, once here instead of once a check."""

    def to_plain(self) -> dict[str, Any]:
        """Return the settings as a dict of plain data."""
        return {
            "tier": str(self.tier),
            "filter": self.filter,
            "readable": list(self.readable),
            "preload": list(self.preload),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read :meth:`to_plain` back."""
        return cls(
            tier=Tier(plain["tier"]),
            filter=plain["filter"],
            readable=tuple(plain["readable"]),
            preload=tuple(plain["preload"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One submission as its keeper receives it."""

    files: dict[str, bytes]
    modules: dict[str, str]
    """Stem to the file that answers it, a key of :attr:`files`."""
    given: str
    """The folder with the given code and ``data`` of this assignment."""
    given_modules: tuple[str, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return the bundle as a dict of plain data."""
        return {
            "files": self.files,
            "modules": self.modules,
            "given": self.given,
            "given_modules": list(self.given_modules),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read :meth:`to_plain` back."""
        return cls(
            files=plain["files"],
            modules=plain["modules"],
            given=plain["given"],
            given_modules=tuple(plain["given_modules"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one worker may use; bytes and seconds of CPU time."""

    cpu_seconds: float
    """Of all its processes together."""
    memory_bytes: int
    """For each process."""
    file_bytes: int
    processes: int
    total_memory_bytes: int = 3 << 30
    """For all its processes together, on top of what they began with."""
    scratch_bytes: int = 64 << 20
    """For what it writes in each folder, besides the submission's files."""
    files: int = 4096

    def to_plain(self) -> dict[str, Any]:
        """Return the allowance as a dict of plain data."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read :meth:`to_plain` back."""
        return cls(**plain)
