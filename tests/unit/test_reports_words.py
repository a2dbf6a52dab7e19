import re
from importlib.resources import files
from itertools import product

import pytest

from markstone.model import Outcome, Status
from markstone.reports.words import OUTCOMES, STATUSES, Word

STYLE = (files("markstone") / "reports" / "templates" / "style.css").read_text("utf-8")

LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)

TONES = ("good", "part", "bad", "idle", "wait", "broken")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 (definition of contrast ratio), 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_outcome_has_a_word() -> None:
    assert set(OUTCOMES) == set(Outcome)


def test_every_status_has_a_word() -> None:
    assert set(STATUSES) == set(Status)


def test_no_two_outcomes_share_a_word() -> None:
    assert len({word.word for word in OUTCOMES.values()}) == len(Outcome)


@pytest.mark.parametrize("word", [*OUTCOMES.values(), *STATUSES.values()])
def test_every_tone_has_a_style(word: Word) -> None:
    assert f".badge.{word.tone} {{" in STYLE


def test_a_tone_is_never_told_by_colour_alone() -> None:
    signs = {
        tone: {w.sign for w in OUTCOMES.values() if w.tone == tone} for tone in TONES
    }

    assert not any(a & b for a, b in product(signs.values(), repeat=2) if a is not b)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", TONES)
def test_every_badge_can_be_read(tone: str, colours: dict[str, str]) -> None:
    assert contrast(colours[tone], colours[f"{tone}-back"]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "link", "wait"])
@pytest.mark.parametrize("paper", ["page", "card"])
def test_all_text_can_be_read(ink: str, paper: str, colours: dict[str, str]) -> None:
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["good", "bad", "wait", "broken"])
def test_every_bar_stands_out_from_the_paper(
    tone: str, colours: dict[str, str]
) -> None:
    assert contrast(colours[f"{tone}-fill"], colours["card"]) >= 2.9
