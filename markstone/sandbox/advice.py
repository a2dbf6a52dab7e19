"""What to do to have a stronger tier: from facts to sentences, and nothing else."""

from collections.abc import Iterator

from markstone.sandbox.machine import Machine
from markstone.sandbox.wall import INSTALL, Tier

_LINUX = (
    "Only Linux can wall in student code. Run markstone in a virtual machine or in a "
    "container with Linux; {how}."
)
_HOW = {
    "Darwin": "on macOS, Docker Desktop, Lima or UTM make one",
    "Windows": "on Windows, WSL2 is one (`wsl --install`, then install it there)",
}
_NAMESPACED = (Tier.NAMESPACES, Tier.NAMESPACES_COLD)
_FOR_DOCKER = (
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined"
)
_YOUNG_ENOUGH = 6
"""The ABI of Landlock from which on the kernel itself holds signals back."""


def advise(machine: Machine, tier: Tier, why: str) -> list[str]:
    """Say what to do so that *tier* holds on *machine*, most likely cure first.

    Args:
        machine: the facts.
        tier: the tier that was refused.
        why: what it was refused with; decides only where the facts do not.
    """
    if machine.system != "Linux":
        how = _HOW.get(machine.system, "any distribution will do")
        return [_LINUX.format(how=how)]
    told = [*_of_libraries(machine)]
    if tier in _NAMESPACED:
        told += _of_namespaces(machine, tier, why)
    elif not machine.landlock_abi:
        told.append(
            "This kernel has no Landlock: it came with Linux 5.13 and may have to be "
            "named on the kernel's command line (`lsm=landlock,...`). A container "
            "shows the kernel of its host, and an old one may forbid the calls."
        )
    return told or [_unknown(why)]


def describe(machine: Machine) -> dict[str, str]:
    """Return the facts as a person reads them, by name."""
    gib = 1 << 30
    limit = machine.memory_limit_bytes
    memory = f"{machine.memory_bytes / gib:.1f} GiB"
    if limit:
        memory += f", of which this group of processes may use {limit / gib:.1f} GiB"
    place = f" in {machine.container}" if machine.container else ""
    return {
        "system": f"{machine.system} {machine.kernel} {machine.architecture}{place}"
        + (" (WSL)" if machine.wsl else ""),
        "user": "root; student code runs as nobody" if machine.root else "not root",
        "cores": str(machine.cores),
        "memory": memory,
        "cgroup": "limits can be delegated" if machine.delegated else "not delegated",
        "bubblewrap": machine.bubblewrap or "not installed",
        "libseccomp": "usable" if machine.libseccomp else "not usable",
        "landlock": _landlock(machine.landlock_abi),
        "python": machine.python,
        "torch": machine.torch or "not installed",
        "torchvision": machine.torchvision or "not installed",
    }


def _landlock(abi: int) -> str:
    if not abi:
        return "none"
    more = "" if abi >= _YOUNG_ENOUGH else "; markstone's own filter does the rest"
    return f"ABI {abi}{more}"


def _of_libraries(machine: Machine) -> Iterator[str]:
    if not machine.libseccomp:
        yield f"libseccomp cannot be used. {INSTALL}"
    if not machine.torch:
        yield "torch is not installed: run `sh install.sh`."


def _of_namespaces(machine: Machine, tier: Tier, why: str) -> Iterator[str]:
    if not machine.bubblewrap:
        yield f"bubblewrap is not installed. {INSTALL}"
    yield from _of_settings(machine)
    if machine.container and machine.bubblewrap:
        yield (
            f"A container of {machine.container} forbids namespaces by default. Start "
            f"it with `{_FOR_DOCKER}`, which is fair in a virtual machine that does "
            "nothing else; or let `landlock` do inside the container."
        )
    if machine.wsl and "wsl2" not in machine.kernel.lower():
        yield "WSL1 has no namespaces: `wsl --set-version <distribution> 2`."
    if tier is Tier.NAMESPACES and "unshare" in why:
        yield (
            "Namespaces inside the sandbox are forbidden here; `namespaces-cold` does "
            "without them, at one to two seconds a submission."
        )


def _of_settings(machine: Machine) -> Iterator[str]:
    if machine.clone_forbidden:
        yield _sysctl("kernel.unprivileged_userns_clone=1", "This kernel")
    if machine.most_namespaces == 0:
        yield _sysctl("user.max_user_namespaces=10000", "This system")
    if machine.apparmor_restricts:
        setting = "kernel.apparmor_restrict_unprivileged_userns=0"
        yield _sysctl(setting, "AppArmor, in Ubuntu since 23.10,")
        yield (
            "Or, without that for all programs, give bubblewrap a profile that says "
            "`userns,` (docs/explanation/isolation.md has one)."
        )


def _sysctl(setting: str, who: str) -> str:
    name = setting.split("=", maxsplit=1)[0]
    return (
        f"{who} forbids user namespaces ({name}). Allow them with "
        f"`sudo sysctl -w {setting}`, for good by writing `{setting}` into a file "
        "in /etc/sysctl.d/."
    )


def _unknown(why: str) -> str:
    return f"No setting known here explains it. Please report it with this text: {why}"
