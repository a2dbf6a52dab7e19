"""Check a question from a cell of a running notebook.

    import markstone.notebook
    markstone.notebook.check("p2_vae")

What is checked is what the cells that were run say, in the order in which they ran:
what a cell defines now counts, saved or not. Nothing is sent anywhere.
"""

import atexit
import html
import io
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

from markstone import intake
from markstone.home import Desk
from markstone.home.checked import Checked
from markstone.reports import figures
from markstone.reports.text import marks_text, plain_lines
from markstone.reports.words import OUTCOMES
from markstone.showing.checks import page, show_checked, still_to_come, summary

_NOWHERE = Path(__file__).resolve().parents[1]
_COLOURS = {"good": "#1a7f37", "part": "#9a6700", "bad": "#cf222e", "broken": "#cf222e"}


class Shown:
    """What the public checks found; a table in a notebook, text elsewhere."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        """What the table shows, for programs."""

    def __repr__(self) -> str:
        file = io.StringIO()
        show_checked(Console(file=file, width=88, highlight=False), self.checked)
        return file.getvalue()

    def _repr_html_(self) -> str:
        checked = self.checked
        rows = "".join(
            _row(card.question.title, award)
            for card in checked.card.questions
            for award in card.awards
        )
        said = [*checked.card.notices, *checked.warnings, *still_to_come(checked)]
        sentences = "".join(f"<p>{_text(sentence)}</p>" for sentence in said)
        frame = (
            f'<iframe srcdoc="{html.escape(page(checked))}" sandbox="" '
            'title="All that was found" '
            'style="width:100%;height:40em;border:1px solid #8886"></iframe>'
        )
        return (
            f"<p><strong>{_text(summary(checked))}</strong></p>"
            f"<table><thead><tr><th>Outcome</th><th>Check</th><th>Marks</th>"
            f"<th>What came out</th></tr></thead><tbody>{rows}</tbody></table>"
            f"{sentences}<details><summary>All that was found, with pictures</summary>"
            f"{frame}</details>"
        )


def check(question: str = "", folder: str | Path = ".") -> Shown:
    """Run the public checks on what the cells of this notebook define.

    Args:
        question: which one, such as ``p2_vae``; all when left out.
        folder: where the handout is; by default where the notebook runs.

    Returns:
        what was found; a notebook shows it as a table.

    Raises:
        MarkstoneError: there is no handout, no such question, or nothing to check.
    """
    desk = _desk(Path(folder).resolve())
    cells = _cells_that_ran()
    code = intake.modules_of(cells, desk.stems, question) if cells else {}
    if question:
        code = {stem: text for stem, text in code.items() if stem == question}
    return Shown(desk.check(desk.submission(code), question))


# A desk keeps its processes warm, so that the next check takes a second and not ten.
@cache
def _desk(folder: Path) -> Desk:
    desk = Desk(folder, _NOWHERE)
    atexit.register(desk.close)
    return desk


def _cells_that_ran() -> Sequence[str]:
    """Return the code of every cell of this session, the first one first."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    ran = shell.user_ns.get("In", []) if shell is not None else []
    return [str(cell) for cell in ran if str(cell).strip()]


def _row(title: str, award: Any) -> str:
    word = OUTCOMES[award.outcome]
    colour = _COLOURS.get(word.tone, "inherit")
    told = [figures.told(award), *map(figures.how_far, figures.distances(award))]
    told += [award.explanation, figures.hint(award)]
    passed = word.tone == "good"
    said = "" if passed else "<br>".join(_text(text) for text in told if text)
    return (
        f'<tr><td style="color:{colour}">{word.sign} {_text(word.word)}</td>'
        f'<td style="text-align:left" title="{_text(title)}">'
        f"{_text(figures.claim(award))}</td>"
        f"<td>{marks_text(award.marks)} of {marks_text(award.check.marks)}</td>"
        f'<td style="text-align:left">{said}</td></tr>'
    )


def _text(text: str) -> str:
    return html.escape(plain_lines(text))
