"""Which tier is taken, and what is said where none is."""

from markstone.errors import SandboxError
from markstone.sandbox.choosing import candidates, no_tier, reason
from markstone.sandbox.wall import INSTALL, UNSAFE, Tier


def test_the_strongest_is_tried_first_and_no_wall_never() -> None:
    assert candidates(None) == (
        Tier.NAMESPACES,
        Tier.NAMESPACES_COLD,
        Tier.LANDLOCK,
    )


def test_a_tier_that_was_asked_for_is_insisted_on() -> None:
    for tier in Tier:
        assert candidates(tier) == (tier,)


def test_a_reason_is_told_without_what_to_do() -> None:
    error = SandboxError(f"bubblewrap is not installed. {INSTALL}\n{UNSAFE}")

    assert reason(error) == "bubblewrap is not installed."


def test_a_reason_is_told_without_the_name_of_its_tier() -> None:
    told = "The wall of tier 'namespaces' cannot be built here: bwrap: no"

    assert reason(SandboxError(told)) == "bwrap: no"


def test_where_no_tier_holds_every_reason_and_every_way_on_is_told() -> None:
    told = str(no_tier({Tier.NAMESPACES: "bwrap: no", Tier.LANDLOCK: "no Landlock"}))

    assert "  namespaces: bwrap: no\n" in told
    assert "  landlock: no Landlock\n" in told
    for way in ("grade.py doctor", "apt-get install", "--unsafe-no-sandbox"):
        assert way in told
