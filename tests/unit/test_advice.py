"""From the facts of a machine to what to do on it."""

from dataclasses import replace

import pytest

from markstone.sandbox.advice import advise, describe
from markstone.sandbox.machine import Machine
from markstone.sandbox.wall import Tier

WELL = Machine(
    system="Linux",
    kernel="6.8.0-45-generic",
    architecture="x86_64",
    cores=8,
    memory_bytes=16 << 30,
    landlock_abi=4,
    bubblewrap="0.9.0",
    libseccomp=True,
    most_namespaces=63000,
    python="3.12.3",
    torch="2.9.0",
    torchvision="0.24.0",
)
UID_MAP = "bwrap: setting up uid map: Permission denied"


@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.NAMESPACES_COLD])
def test_ubuntu_s_apparmor_is_named_with_its_setting(tier: Tier) -> None:
    ubuntu = replace(WELL, apparmor_restricts=True)

    first, second = advise(ubuntu, tier, UID_MAP)

    assert "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" in first
    assert "`userns,`" in second


def test_apparmor_is_not_in_the_way_of_landlock() -> None:
    ubuntu = replace(WELL, apparmor_restricts=True)

    (only,) = advise(ubuntu, Tier.LANDLOCK, "something else")

    assert "something else" in only


def test_without_bubblewrap_the_command_that_installs_it_comes_first() -> None:
    first, *_ = advise(replace(WELL, bubblewrap=""), Tier.NAMESPACES, "")

    assert "apt-get install bubblewrap" in first


def test_in_docker_the_flags_are_named() -> None:
    inside = replace(WELL, container="docker")
    why = "bwrap: No permissions to create new namespace"

    (only,) = advise(inside, Tier.NAMESPACES, why)

    assert "--security-opt seccomp=unconfined" in only
    assert "`landlock`" in only


def test_in_a_container_without_bubblewrap_it_is_only_to_be_installed() -> None:
    inside = replace(WELL, container="podman", bubblewrap="")

    (only,) = advise(inside, Tier.NAMESPACES, "bubblewrap is not installed.")

    assert "apt-get install bubblewrap" in only


@pytest.mark.parametrize(
    ("system", "word"), [("Darwin", "Lima"), ("Windows", "WSL2"), ("FreeBSD", "Linux")]
)
@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.LANDLOCK])
def test_elsewhere_than_on_linux_a_linux_is_advised(
    system: str, word: str, tier: Tier
) -> None:
    elsewhere = Machine(system=system, kernel="1", architecture="arm64")

    (only,) = advise(elsewhere, tier, "bubblewrap is not installed.")

    assert word in only


def test_the_first_wsl_is_told_to_become_the_second() -> None:
    first = replace(WELL, wsl=True, kernel="4.4.0-19041-Microsoft")

    (only,) = advise(first, Tier.NAMESPACES, UID_MAP)

    assert "--set-version" in only


def test_the_second_wsl_is_not() -> None:
    second = replace(WELL, wsl=True, kernel="6.6.87.2-microsoft-standard-WSL2")

    assert "--set-version" not in str(advise(second, Tier.NAMESPACES, UID_MAP))


@pytest.mark.parametrize(
    ("fault", "setting"),
    [
        ({"clone_forbidden": True}, "kernel.unprivileged_userns_clone=1"),
        ({"most_namespaces": 0}, "user.max_user_namespaces=10000"),
    ],
)
def test_a_kernel_setting_that_is_in_the_way_is_named(
    fault: dict[str, int], setting: str
) -> None:
    (only,) = advise(replace(WELL, **fault), Tier.NAMESPACES, "")  # type: ignore[arg-type]

    assert f"sudo sysctl -w {setting}" in only
    assert "/etc/sysctl.d/" in only


def test_where_only_inner_namespaces_are_forbidden_the_cold_tier_is_named() -> None:
    why = "OSError: [Errno 28] unshare: No space left on device"

    (only,) = advise(WELL, Tier.NAMESPACES, why)

    assert "`namespaces-cold`" in only


def test_a_kernel_without_landlock_is_told_since_when_there_is_one() -> None:
    (only,) = advise(replace(WELL, landlock_abi=0), Tier.LANDLOCK, "")

    assert "5.13" in only


@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.LANDLOCK])
def test_every_tier_needs_libseccomp(tier: Tier) -> None:
    told = advise(replace(WELL, libseccomp=False), tier, "")

    assert "libseccomp cannot be used" in told[0]


def test_what_no_fact_explains_is_to_be_reported_as_it_was_said() -> None:
    (only,) = advise(WELL, Tier.NAMESPACES, "bwrap: an unheard-of fault")

    assert only.endswith("report it with this text: bwrap: an unheard-of fault")


def test_the_facts_are_told_as_a_person_reads_them() -> None:
    told = describe(replace(WELL, root=True, memory_limit_bytes=2 << 30))

    assert told["memory"].startswith("16.0 GiB, of which")
    assert told["memory"].endswith("2.0 GiB")
    assert told["landlock"] == "ABI 4; markstone's own filter does the rest"
    assert told["user"] == "root; student code runs as nobody"
    assert told["cgroup"] == "not delegated"


def test_what_is_not_there_is_told_so() -> None:
    told = describe(Machine(system="Linux", kernel="5.4", architecture="aarch64"))

    assert [told[name] for name in ("bubblewrap", "libseccomp", "landlock")] == [
        "not installed",
        "not usable",
        "none",
    ]
