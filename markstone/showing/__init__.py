"""What the terminal shows: progress while it runs, tables when it is done."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from markstone.changes import Changes, CheckChange, StudentChange
from markstone.model import (
    Gradebook,
    Outcome,
    Question,
    QuestionCard,
    Scorecard,
    Status,
)
from markstone.pipeline.repeating import Wavering
from markstone.reports.text import marks_text, plain
from markstone.sandbox.advice import describe
from markstone.sandbox.diagnosis import Diagnosis
from markstone.sandbox.wall import UNSAFE
from markstone.selftest import Corridor, Report

_STYLES = {
    Status.GRADED: "green",
    Status.AWAITS_MARKER: "cyan",
    Status.NEEDS_REVIEW: "bold red",
    Status.UNREADABLE: "yellow",
    Status.NOT_SUBMITTED: "yellow",
}
_MOST_ROWS = 100
"""Students whom the terminal lists; nobody scrolls through a thousand."""
_MOST_NAME = 24
"""Letters of a student's id that are not folded."""
_MOST_LOOKS = 10
_QUIET = {Outcome.PASSED, Outcome.AWAITS_MARKER}


class Shown:
    """Progress on a console: a live bar on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Progress | None = None
        self._done = 0
        self._total = 0
        self._name = ""

    def say(self, sentence: str) -> None:
        """Tell what is being done now."""
        self._console.print(f"{sentence} …", style="dim", markup=False)

    def start(self, assignment: str, total: int) -> None:
        """Begin to count an assignment's submissions."""
        self._name, self._done, self._total = assignment, 0, total
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._bar.add_task(assignment, total=total)
            self._bar.start()

    def advance(self, student: str) -> None:
        """One more submission is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])
        else:
            line = f"{self._name} {self._done}/{self._total} {plain(student)}"
            self._console.print(line, markup=False)

    def end(self) -> None:
        """The assignment is done."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def show_gradebook(console: Console, gradebook: Gradebook, folder: Path) -> None:
    """Print a class's marks, what needs a person, and where the results lie."""
    assignment = gradebook.assignment
    table = _class_table(gradebook, assignment.questions)
    unbounded = console.options.update_width(1_000)
    if fits := console.measure(table, options=unbounded).minimum <= console.width:
        console.print(table)
    else:
        console.print(_class_table(gradebook, ()))
        console.print("A wider terminal shows the marks of every question.")
    if (more := len(gradebook.scorecards) - _MOST_ROWS) > 0:
        console.print(f"… and {more} more students, in the report and the gradebook.")
    if fits and any(question.optional for question in assignment.questions):
        console.print("* optional: shown, and not part of the marks")
    _show_tasks(console, gradebook)
    for name, path in (
        ("Report:   ", folder / "report" / "index.html"),
        ("Gradebook:", folder / "gradebook.csv"),
    ):
        console.print(f"{name} {path}", soft_wrap=True, markup=False)


def _class_table(gradebook: Gradebook, questions: Sequence[Question]) -> Table:
    """Lay out the class, with a column for each of these questions."""
    assignment = gradebook.assignment
    title = escape(f"{assignment.name}: {assignment.title}")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    longest = max((len(c.student) for c in gradebook.scorecards), default=0)
    widest = max(len("student"), min(longest, _MOST_NAME))
    table.add_column("student", overflow="fold", min_width=widest)
    for question in questions:
        # The stem's first word, as in `p2_vae`: nine of them fit on a screen.
        star = "*" if question.optional else ""
        name = f"{question.stem.split('_')[0]}{star}\n/{marks_text(question.marks)}"
        table.add_column(name, justify="right", no_wrap=True)
    total = f"marks\n/{marks_text(assignment.total)}"
    table.add_column(total, justify="right", no_wrap=True)
    table.add_column("what happened", min_width=24)
    for card in gradebook.scorecards[:_MOST_ROWS]:
        cells = [marks_text(q.marks) for q in card.questions if q.question in questions]
        cells += [""] * (len(questions) - len(cells))
        style = _STYLES[card.status]
        table.add_row(
            escape(plain(card.student)),
            *cells,
            f"[bold]{marks_text(card.marks)}[/]",
            f"[{style}]{escape(_what_happened(card))}[/]",
        )
    return table


def show_changes(console: Console, changes: Changes) -> None:
    """Print whose marks changed, by how much, and because of which check."""
    count = f"{len(changes.changed)} of {changes.students} students changed"
    console.print(f"{changes.assignment}: {count}", markup=False)
    if not changes.changed:
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("student", overflow="fold")
    table.add_column("marks", justify="right", no_wrap=True)
    table.add_column("by", justify="right", no_wrap=True)
    table.add_column("because of")
    for student in changes.changed:
        difference = student.marks_after - student.marks_before
        style = "green" if difference > 0 else "red" if difference else "default"
        table.add_row(
            escape(plain(student.student)),
            f"{marks_text(student.marks_before)} → {marks_text(student.marks_after)}",
            f"[{style}]{'+' if difference > 0 else ''}{marks_text(difference)}[/]",
            escape(_because(student)),
        )
    console.print(table)


def _because(student: StudentChange) -> str:
    if not (student.status_before and student.status_after):
        return "only in the " + ("second run" if student.status_after else "first run")
    said = [_said_of(change) for change in student.checks]
    return "\n".join(said) or f"{student.status_before} → {student.status_after}"


def _said_of(change: CheckChange) -> str:
    name = f"{change.question}.{change.check}"
    if change.before == change.after:
        before, after = marks_text(change.marks_before), marks_text(change.marks_after)
        return f"{name}: worth {before} → {after}"
    absent = "no such check"
    return f"{name}: {change.before or absent} → {change.after or absent}"


def show_wavering(console: Console, wavering: Sequence[Wavering], times: int) -> None:
    """Print which checks did not come to the same each time."""
    if not wavering:
        told = f"Every check came to the same outcome {times} times."
        console.print(told, style="green")
    for one in wavering:
        name = f"{plain(one.student)} {one.question}.{one.check}"
        console.print(f"WAVERS {name}: {one.told}", style="red", markup=False)


def show_selftest(console: Console, report: Report) -> None:
    """Print the corridors of a paper and what is wrong with it."""
    table = Table(
        title=f"{report.assignment}: corridors",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column("check", no_wrap=True)
    table.add_column("metric")
    for column in ("farthest right", "tolerance", "nearest wrong"):
        table.add_column(column, justify="right")
    last = ""
    for corridor in report.corridors:
        if corridor.question != last:
            table.add_row(f"[bold]{corridor.question}[/]")
            last = corridor.question
        table.add_row(*_corridor_cells(corridor))
    console.print(table)
    console.print(
        f"{report.accepted} accepted variants, {report.mutants} mutants, "
        f"{len(report.survivors)} survivors, "
        f"{report.mutants - len(report.unnamed)} known by their answers"
    )
    if report.unnamed:
        names = ", ".join(report.unnamed)
        console.print(f"Not told from others: {names}", style="dim", markup=False)
    for fault in report.faults:
        console.print(f"FAULT {fault}", style="red", markup=False, soft_wrap=True)
    if not report.faults:
        console.print(f"{report.assignment}: all is well", style="green")


def show_diagnosis(console: Console, found: Diagnosis) -> None:
    """Print the tier in use, why no stronger one is, and what this machine is."""
    for (why, advice), some in groupby(found.refusals, lambda r: (r.why, r.advice)):
        names = ", ".join(refusal.tier for refusal in some)
        console.print(f"{names}: not to be had here", style="yellow")
        console.print(f"  {why}", markup=False, soft_wrap=True)
        for sentence in advice:
            console.print(f"  → {sentence}", markup=False, soft_wrap=True)
    if found.tier is None:
        console.print("No wall holds on this machine.", style="bold red")
        console.print(UNSAFE, markup=False, soft_wrap=True)
    else:
        strongest = "" if found.refusals else ", the strongest there is"
        told = f"{found.tier}: holds, and would be used{strongest}"
        console.print(told, style="bold green", markup=False)
    for name, fact in describe(found.machine).items():
        console.print(f"  {name:12}{fact}", markup=False, soft_wrap=True)


def _corridor_cells(corridor: Corridor) -> list[str]:
    nearest = corridor.nearest_wrong
    return [
        f"  {corridor.check}",
        corridor.metric,
        f"{corridor.farthest_right:.1e}",
        f"{corridor.tolerance:g}",
        "shape or NaN" if math.isinf(nearest) else f"{nearest:.1e}",
    ]


def _what_happened(card: Scorecard) -> str:
    if not card.questions:
        return plain(card.notices[0]) if card.notices else str(card.status)
    counts = Counter(
        award.outcome
        for question in card.questions
        for award in question.awards
        if award.outcome not in _QUIET
    )
    told = [
        f"{counts[outcome]} {outcome.lower().replace('_', ' ')}"
        for outcome in Outcome
        if counts[outcome]
    ]
    waits = card.status is Status.AWAITS_MARKER
    return ", ".join([*told, *(["awaits marker"] if waits else [])]) or "all passed"


def _show_tasks(console: Console, gradebook: Gradebook) -> None:
    prose = sum(
        _waits(question) for card in gradebook.scorecards for question in card.questions
    )
    review = [card.student for card in gradebook.scorecards if card.needs_review]
    if review:
        names = ", ".join(plain(name) for name in review)
        told = f"Needs review (a check broke): {names}"
        console.print(told, style="bold red", markup=False)
    if prose:
        console.print(f"Waits for a human marker: {prose} answers in prose")
    looks = [
        f"{plain(card.student)} {question.question.stem}.{part.part.id}: "
        f"{plain(part.look)}"
        for card in gradebook.scorecards
        for question in card.questions
        for part in question.parts
        if part.look
    ]
    for look in looks[:_MOST_LOOKS]:
        console.print(f"Needs another look: {look}", style="yellow", markup=False)
    if len(looks) > _MOST_LOOKS:
        more = len(looks) - _MOST_LOOKS
        console.print(f"and {more} more, on the class page", style="yellow")


def _waits(question: QuestionCard) -> bool:
    return any(award.outcome is Outcome.AWAITS_MARKER for award in question.awards)
