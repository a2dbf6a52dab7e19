import csv
import io
from pathlib import Path

import pytest

from markstone.errors import UsageError
from markstone.marks.table import render, take
from tests.unit.marks_builders import (
    CLASS,
    a_desk,
    answer_of,
    files_of,
    fixed_clock,
    lay_results,
    mark_it,
    prose_paper,
)


def lay(folder: Path) -> Path:
    return lay_results(folder, prose_paper(), CLASS)


def filled_in(text: str, **by_text: dict[str, str]) -> str:
    """Fill in the rows whose text begins so."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for begins, cells in by_text.items():
            if row["text"].startswith(begins):
                row.update(cells)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_a_table_has_one_row_for_each_answer_and_names_nobody(tmp_path: Path) -> None:
    table = render(a_desk(lay(tmp_path)), names=False)

    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert sorted(row["copies"] for row in rows) == ["1", "1", "2"]
    assert "s01" not in table


def test_names_are_there_for_who_asks(tmp_path: Path) -> None:
    assert "s03 s04" in render(a_desk(lay(tmp_path)), names=True)


def test_marks_by_table_and_one_by_one_are_the_same_bytes(tmp_path: Path) -> None:
    one, other = lay(tmp_path / "one"), lay(tmp_path / "other")
    by_table = a_desk(one, clock=fixed_clock)
    by_hand = a_desk(other, clock=fixed_clock)

    text = filled_in(
        render(by_table, names=False),
        The={"ticked": "tight", "comment": "=Good\nwork", "flagged": "yes"},
        No={"marked": "yes"},
        Both={"ticked": "trade_off, tight", "outside": "1,5", "reason": "-late"},
    )
    taken = take(by_table, text)
    mark_it(by_hand, "s01", "tight", comment="=Good\nwork", flagged=True)
    mark_it(by_hand, "s02")
    mark_it(by_hand, "s03", "tight", "trade_off", outside="1.5", reason="-late")

    assert (taken.saved, taken.refused) == (3, ())
    assert len(files_of(one)) == 4
    assert files_of(one) == files_of(other)


def test_a_table_that_is_handed_back_unchanged_changes_nothing(tmp_path: Path) -> None:
    desk = a_desk(lay(tmp_path))
    mark_it(desk, "s01", "tight", comment="'=1+1", outside="0.5", reason="=x")
    before = files_of(tmp_path)

    take(desk, render(desk, names=False))

    assert files_of(tmp_path) == before


def test_a_row_at_fault_saves_nothing_and_every_fault_is_told(tmp_path: Path) -> None:
    desk = a_desk(lay(tmp_path))
    text = filled_in(
        render(desk, names=False),
        The={"ticked": "tight"},
        No={"ticked": "invented"},
        Both={"outside": "7", "reason": "x"},
    )

    with pytest.raises(UsageError) as caught:
        take(desk, text)

    assert "no line `invented`" in str(caught.value)
    assert "from 0 to 2" in str(caught.value)
    assert files_of(tmp_path) == {}


def test_a_row_that_somebody_was_quicker_with_is_left_and_told(tmp_path: Path) -> None:
    bob = a_desk(lay(tmp_path), "bob")
    text = filled_in(
        render(bob, names=False), The={"ticked": "tight"}, No={"marked": "x"}
    )
    mark_it(a_desk(tmp_path), "s01", "trade_off")

    taken = take(bob, text)

    assert taken.saved == 1
    assert len(taken.refused) == 1
    assert "by ann" in taken.refused[0]
    assert answer_of(bob, "s01").first[0].last.by == "ann"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("question,", "quest,", "lacks the columns question"),
        ("p2_vae", "p9", "marks no part"),
    ],
)
def test_another_table_is_refused(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    desk = a_desk(lay(tmp_path))

    with pytest.raises(UsageError, match=said):
        take(desk, render(desk, names=False).replace(right, wrong))


def test_a_spreadsheet_reads_no_formula_in_an_answer(tmp_path: Path) -> None:
    lay_results(tmp_path, prose_paper(), {"s01": "=HYPERLINK(1)"})

    rows = csv.DictReader(io.StringIO(render(a_desk(tmp_path), names=True)))

    assert [row["text"] for row in rows] == ["'=HYPERLINK(1)"]
