"""The table of attacks and tiers in docs/explanation/isolation.md, from the headers.

    python -m tests.attacks.table

What the headers say is what the tests hold: an attack that is not stopped is an
expected failure there, and one that came to be stopped fails its test.
"""

from pathlib import Path

from markstone.sandbox.wall import Tier
from tests.attacks.headers import Attack, load_all

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "isolation.md"
BEGIN, END = "<!-- attacks: begin -->", "<!-- attacks: end -->"
_WORDS = {"stopped": "stopped", "not stopped": "**not stopped**", "not run": "not run"}


def rendered(attacks: list[Attack]) -> str:
    """Return the table, one row an attack, with its sums first."""
    head = ["attack", "what it tries", "catalogue", *map(str, Tier)]
    lines = [_row(head), _row(["---"] * len(head))]
    lines.append(_row(["", f"**{len(attacks)} attacks**", "", *_sums(attacks)]))
    lines += [
        _row(
            [
                f"`{attack.name}`",
                attack.tries.replace("|", "\\|"),
                " ".join(map(str, attack.catalogue)),
                *(_WORDS[attack.verdict(tier)] for tier in Tier),
            ]
        )
        for attack in attacks
    ]
    return "\n".join(lines)


def filled(page: str) -> str:
    """Return a page with the table between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{rendered(load_all())}\n\n{END}{after}"


def _sums(attacks: list[Attack]) -> list[str]:
    return [
        f"{sum(a.verdict(tier) == 'stopped' for a in attacks)} of {len(attacks)}"
        for tier in Tier
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
