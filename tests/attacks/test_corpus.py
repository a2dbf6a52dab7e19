"""Every attack of the corpus against our own graders, and an innocent after each."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from markstone.errors import SandboxError
from markstone.sandbox.wall import Tier
from tests.attacks.arena import Arena
from tests.attacks.headers import Attack, load_all
from tests.integration.running import ROOT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent

WHOLE = Tier.NAMESPACES
"""The tier on which everybody runs all attacks."""
SAMPLE = {
    "agreeable_tensor",
    "forges_frames",
    "leaves_a_file_and_a_daemon",
    "loops_in_c",
    "reads_a_known_path",
    "takes_over_the_line",
    "writes_to_a_known_folder",
}
"""What is run on the other tiers too; the rest of them is a matter of `just soak`."""


def cases() -> Iterator[object]:
    for tier in Tier:
        for attack in load_all():
            if attack.verdict(tier) == "not run":
                continue
            marks = []
            if attack.verdict(tier) == "not stopped":
                marks.append(pytest.mark.xfail(raises=AssertionError, strict=True))
            if tier is not WHOLE and attack.name not in SAMPLE:
                marks.append(pytest.mark.soak)
            yield pytest.param(tier, attack, id=f"{tier}-{attack.name}", marks=marks)


@pytest.fixture(scope="module")
def arenas() -> Iterator[dict[Tier, Arena]]:
    opened: dict[Tier, Arena] = {}
    yield opened
    for arena in opened.values():
        arena.close()


@pytest.fixture
def arena(request: pytest.FixtureRequest, arenas: dict[Tier, Arena]) -> Arena:
    """Return the arena of a tier; the one before it is closed."""
    tier = request.getfixturevalue("tier")
    if tier not in arenas:
        for other in [*arenas]:
            arenas.pop(other).close()
        arenas[tier] = _opened(tier)
    return arenas[tier]


def _opened(tier: Tier) -> Arena:
    try:
        return Arena(tier)
    except SandboxError as error:
        required = os.environ.get("MARKSTONE_REQUIRE_TIERS", WHOLE).split(",")
        if tier in required:
            raise
        sys.stderr.write(f"\nTHE TIER {tier} IS NOT TESTED HERE: {error}\n")
        pytest.skip(f"this machine lacks the tier {tier}: {error}")


@pytest.mark.parametrize(("tier", "attack"), list(cases()))
def test_an_attack_comes_to_nothing(tier: Tier, attack: Attack, arena: Arena) -> None:
    assert arena.tier is tier

    assert arena.faults(attack) == []


def _alone(tier: Tier) -> str:
    """Return what chooses the attacks on one tier, and not those of a longer name."""
    longer = [f"not {other}-" for other in Tier if other.startswith(f"{tier}-")]
    return " and ".join(["test_an_attack", f"{tier}-", *longer])


@pytest.mark.soak
@pytest.mark.skipif(os.geteuid() != 0, reason="all of it ran as a plain user already")
@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.NAMESPACES_COLD])
def test_the_corpus_comes_to_nothing_for_a_plain_user(
    tier: Tier, tmp_path: Path
) -> None:
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tests.attacks.as_nobody", "-q", "--soak"),
            *("-k", _alone(tier), f"--basetemp={tmp_path / 'base'}", str(HERE)),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert ended.returncode == 0, ended.stdout[-5000:]
    assert " passed" in ended.stdout
