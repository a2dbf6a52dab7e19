"""What a handout tells of itself."""

from pathlib import Path

import pytest

from markstone import takehome
from markstone.errors import UsageError
from markstone.misconceptions import Slip
from markstone.takehome import TakeHome
from tests.unit.builders import a_result, off_by

MADE_WITH = {"torch": "2.9.1+cpu", "numpy": "2.1.0", "platform": "Linux x86_64"}


def test_facts_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    slip = Slip(
        name="half",
        sentence="The half is forgotten.",
        loses=frozenset({"kl", "elbo"}),
        results={"kl": a_result(comparisons=(off_by(float("inf")),))},
    )
    facts = TakeHome(
        assignment="hw", hidden={"q1": 3}, made_with=MADE_WITH, slips={"q1": (slip,)}
    )
    path = tmp_path / "handout.json"
    path.write_bytes(takehome.dump(facts))

    assert takehome.load(path) == facts


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]"])
def test_facts_that_cannot_be_read_are_asked_for_again(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "handout.json"
    path.write_bytes(content)

    with pytest.raises(UsageError, match="from the handout again"):
        takehome.load(path)


@pytest.mark.parametrize(
    "here",
    [
        MADE_WITH,
        MADE_WITH | {"torch": "2.9.1"},
        MADE_WITH | {"torch": "2.9.4"},
        MADE_WITH | {"platform": "Darwin arm64"},
    ],
)
def test_what_changes_nothing_is_not_warned_of(here: dict[str, str]) -> None:
    assert takehome.difference(MADE_WITH, here) == ""


def test_another_version_is_named_in_one_sentence() -> None:
    here = MADE_WITH | {"torch": "2.8.0", "numpy": "1.26.4"}

    told = takehome.difference(MADE_WITH, here)

    assert told.startswith(
        "You have torch 2.8.0 instead of 2.9.1+cpu, numpy 1.26.4 instead of 2.1.0: "
    )
