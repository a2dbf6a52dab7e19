"""What was seen of one student, on the terminal."""

import math
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from markstone.exhibit import CaseSeen, CheckSeen, StudentSeen
from markstone.model import CheckResult, Comparison, Outcome
from markstone.reports.slips import Misconception
from markstone.reports.text import plain, plain_lines

_MOST_EXCHANGES = 20
_MOST_STUDENTS = 12


def show_student(console: Console, seen: StudentSeen) -> None:
    """Print the outcome of each check of a student."""
    console.print(f"{seen.assignment}: {plain(seen.student)}", style="bold")
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("check", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("what was said")
    for check in seen.checks:
        result = check.result
        table.add_row(
            escape(f"{result.question}.{result.check}"),
            _colored(result.outcome),
            escape(plain_lines(_said(result))),
        )
    console.print(table)
    for notice in seen.notices:
        console.print(plain(notice), markup=False)


def show_check(console: Console, seen: StudentSeen, check: CheckSeen) -> None:
    """Print what a check asked, what was answered, and how far off it was."""
    result = check.result
    name = f"{result.question}.{result.check}"
    console.print(
        Text.assemble(
            (f"{seen.assignment} {plain(seen.student)} {name} ", "bold"),
            _colored(result.outcome),
        )
    )
    for text in filter(None, (_said(result), result.detail)):
        _print_indented(console, text)
    for case in check.cases:
        _show_case(console, case)
    if not check.cases:
        console.print("  No request was kept: the code was not asked, or not reached.")
    if result.comparisons:
        console.print(_comparisons(result.comparisons))


def show_misconceptions(
    console: Console, assignment: str, found: Sequence[Misconception]
) -> None:
    """Print the known slips of a class, how many made each, and who."""
    console.print(f"{assignment}: misconceptions", style="bold")
    if not found:
        console.print("  No known slip was recognised.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("students", justify="right")
    table.add_column("what is misunderstood", ratio=3)
    table.add_column("where", overflow="fold")
    table.add_column("who", overflow="fold", ratio=1)
    for one in found:
        checks = ", ".join(one.checks)
        table.add_row(
            str(len(one.students)),
            escape(plain(one.sentence or one.slip.replace("_", " "))),
            escape(f"{one.question}: {checks}"),
            escape(plain(_some(one.students))),
        )
    console.print(table)


def _some(students: Sequence[str]) -> str:
    more = len(students) - _MOST_STUDENTS
    named = ", ".join(students[:_MOST_STUDENTS])
    return f"{named} and {more} more" if more > 0 else named


def _show_case(console: Console, case: CaseSeen) -> None:
    console.print(f"  {case.instance} case", style="bold")
    for exchange in case.exchanges[:_MOST_EXCHANGES]:
        _print_indented(console, f"asked     {exchange.asked}")
        _print_indented(console, f"answered  {exchange.answered}")
    if (more := len(case.exchanges) - _MOST_EXCHANGES) > 0:
        _print_indented(console, f"… and {more} more requests")
    if case.output:
        _print_indented(console, f"printed   {case.output}")


def _comparisons(comparisons: Sequence[Comparison]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("case")
    for column in ("metric", "off by", "tolerance", "where", "answered", "expected"):
        table.add_column(column, overflow="fold")
    for told in comparisons:
        off = "shape or NaN" if math.isinf(told.deviation) else f"{told.deviation:.3g}"
        table.add_row(
            "hidden" if told.hidden else "public",
            told.metric,
            Text(off, "green" if told.agrees else "red"),
            f"{told.tolerance:g}",
            escape(told.where),
            escape(plain(told.actual)),
            escape(plain(told.expected)),
        )
    return table


def _said(result: CheckResult) -> str:
    return "\n".join(filter(None, (result.message, result.explanation)))


def _print_indented(console: Console, text: str) -> None:
    console.print(Padding(Text(plain_lines(text)), (0, 0, 0, 4)))


def _colored(outcome: Outcome) -> Text:
    passed = outcome is Outcome.PASSED
    return Text(outcome, "green" if passed else "red")
