"""What the public checks found, for the student who ran them on a terminal."""

from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from markstone.home.checked import Checked
from markstone.model import Award, Outcome, QuestionCard
from markstone.reports import figures, to_html
from markstone.reports.text import clipped, marks_text, plain, plain_lines
from markstone.reports.words import OUTCOMES

_STYLES = {
    "good": "green",
    "part": "yellow",
    "bad": "red",
    "idle": "bright_black",
    "wait": "cyan",
    "broken": "bold red",
}
_PUBLIC = "These are the public checks, run on your own machine."
_MOST_TOLD = 2_000
_MOST_PRINTED = 1_000


def show_checked(console: Console, checked: Checked) -> None:
    """Print each check with what came out, and what still waits."""
    for card in checked.card.questions:
        _show_question(console, card)
    console.print()
    for notice in (*checked.card.notices, *checked.warnings):
        _print(console, notice, "yellow")
    _print(console, summary(checked), "bold")
    for sentence in still_to_come(checked):
        _print(console, sentence)


def page(checked: Checked) -> str:
    """Return the page of a student with the public checks alone, and that it is so."""
    standing = " ".join([_PUBLIC, *still_to_come(checked)])
    said = (*checked.card.notices, *checked.warnings)
    card = replace(checked.card, notices=said)
    return to_html.render_student(card, checked.assignment, standing)


def summary(checked: Checked) -> str:
    """Say in a sentence how the public checks stand."""
    if not checked.attempted:
        return "Nothing is attempted yet: write a function, save, and run this again."
    open_ = checked.total - checked.attempted
    rest = f", {open_} not attempted" if open_ else ""
    return (
        f"{checked.passed} of {checked.total} public checks passed{rest}: "
        f"{marks_text(checked.card.marks)} of {marks_text(checked.card.out_of)} marks "
        "that they are worth."
    )


def still_to_come(checked: Checked) -> list[str]:
    """Say what the public checks do not tell."""
    said = []
    if checked.left_out:
        said.append(
            f"{len(checked.left_out)} more public checks need the course's own code "
            f"and run only when your work is graded: {', '.join(checked.left_out)}."
        )
    hidden = (
        f"{checked.hidden} hidden checks run besides"
        if checked.hidden != 1
        else "one hidden check runs besides"
    )
    first = "When your work is graded, these checks run on other inputs, too"
    said.append(f"{first}, and {hidden}." if checked.hidden else f"{first}.")
    return said


def _show_question(console: Console, card: QuestionCard) -> None:
    title = Text.assemble(
        ("\n" + plain(card.question.title), "bold"),
        (f"  {card.question.stem}", "bright_black"),
        ("  (optional)" if card.question.optional else "", "bright_black"),
    )
    console.print(title, soft_wrap=True)
    for award in card.awards:
        _show_award(console, award)


def _show_award(console: Console, award: Award) -> None:
    word = OUTCOMES[award.outcome]
    claim = figures.claim(award)
    line = Text.assemble(
        (f"  {word.sign} {word.word:<14}", _STYLES[word.tone]),
        plain(claim),
        (f"  {award.check.name}", "bright_black"),
    )
    console.print(line, soft_wrap=True)
    if award.outcome is Outcome.PASSED:
        return
    for text in told(award):
        _print(console, text, indent=6)
    if award.output:
        _print(console, "Your code printed:", "bright_black", indent=6)
        _print(console, clipped(award.output, _MOST_PRINTED), indent=8)


def told(award: Award) -> list[str]:
    """Return the sentences about a check: what came out, how far off, what helps."""
    said = [clipped(figures.told(award), _MOST_TOLD)]
    said += [figures.how_far(comparison) for comparison in figures.distances(award)]
    if award.explanation:
        said.append(f"A known slip gives the same answer: {award.explanation}")
    if hint := figures.hint(award):
        said.append(f"Hint: {hint}")
    return [sentence for sentence in said if sentence]


def _print(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    told = Text(plain_lines(text), style)
    console.print(Padding(told, (0, 0, 0, indent)) if indent else told)
