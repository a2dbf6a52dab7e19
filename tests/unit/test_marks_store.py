import threading
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from markstone.errors import MarkstoneError
from markstone.marks.given import given
from markstone.marks.saved import Did, Verdict
from markstone.marks.store import Change, OvertakenError, Slot, Store, file_name
from tests.unit.marks_builders import clock, prose_paper

SLOT = Slot(student="s01", question="p2_vae", part="why")
TIGHT = Verdict(
    ticked={"tight": Decimal(1)}, unticked=("trade_off",), comment="Good.\nShort."
)


def a_store(folder: Path) -> Store:
    return Store(folder, "hw5", clock())


def put(store: Store, said: Verdict | None, slot: Slot = SLOT, by: str = "ann") -> None:
    seen = store.record(slot)
    store.save([Change(seen=seen, did=Did.MARKED, answer="d1", verdict=said)], by)


def test_a_mark_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    put(a_store(tmp_path), TIGHT)

    assert a_store(tmp_path).record(SLOT).verdict == TIGHT


def test_the_file_of_a_mark_can_be_read_by_a_person(tmp_path: Path) -> None:
    put(a_store(tmp_path), TIGHT)

    assert (tmp_path / "marks/s01/p2_vae.why.yaml").read_text() == (
        "assignment: hw5\n"
        "entries:\n"
        "- answer: d1\n"
        "  at: '2026-11-21T09:01:00+00:00'\n"
        "  by: ann\n"
        "  did: marked\n"
        "  verdict:\n"
        "    comment: |-\n"
        "      Good.\n"
        "      Short.\n"
        "    ticked:\n"
        "      tight: '1'\n"
        "    unticked:\n"
        "    - trade_off\n"
        "part: why\n"
        "question: p2_vae\n"
        "student: s01\n"
    )


@pytest.mark.parametrize(
    "comment",
    [
        "yes",
        "1.50",
        "a: b # c",
        " lead",
        "tab\there",
        "'",
        "\u05e9\u05dc\n\u05dd",
        "\u202ex",
        "~",
    ],
)
def test_a_comment_comes_back_letter_for_letter(tmp_path: Path, comment: str) -> None:
    put(a_store(tmp_path), Verdict(comment=comment))

    found = a_store(tmp_path).record(SLOT).verdict
    assert found is not None
    assert found.comment == comment


def test_what_was_there_before_stays_as_history(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    put(store, TIGHT)
    put(store, Verdict(), by="bob")

    entries = a_store(tmp_path).record(SLOT).entries
    assert [(entry.by, entry.verdict) for entry in entries] == [
        ("ann", TIGHT),
        ("bob", Verdict()),
    ]


def test_saving_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    put(store, TIGHT)
    before = store.path(SLOT).read_bytes()

    put(store, TIGHT)

    assert store.path(SLOT).read_bytes() == before


def test_whoever_comes_second_is_told_who_was_first(tmp_path: Path) -> None:
    seen = a_store(tmp_path).record(SLOT)
    put(a_store(tmp_path), TIGHT)
    late = Change(seen=seen, did=Did.MARKED, answer="d1", verdict=Verdict())

    with pytest.raises(OvertakenError, match="by ann"):
        a_store(tmp_path).save([late], "bob")

    assert a_store(tmp_path).record(SLOT).verdict == TIGHT


def test_of_several_changes_none_is_written_where_one_was_overtaken(
    tmp_path: Path,
) -> None:
    other = Slot(student="s02", question="p2_vae", part="why")
    store = a_store(tmp_path)
    seen = [store.record(other), store.record(SLOT)]
    put(a_store(tmp_path), TIGHT)

    with pytest.raises(OvertakenError):
        store.save(
            [Change(seen=s, did=Did.MARKED, answer="", verdict=TIGHT) for s in seen],
            "bob",
        )

    assert store.record(other).verdict is None


def test_of_many_at_once_one_is_first_and_every_other_is_told(tmp_path: Path) -> None:
    seen = a_store(tmp_path).record(SLOT)
    told: list[str] = []
    ready = threading.Barrier(8)

    def save(marker: str) -> None:
        change = Change(
            seen=seen, did=Did.MARKED, answer="", verdict=Verdict(comment=marker)
        )
        ready.wait()
        try:
            a_store(tmp_path).save([change], marker)
        except OvertakenError:
            told.append(marker)

    markers = [f"m{i}" for i in range(8)]
    threads = [threading.Thread(target=save, args=(marker,)) for marker in markers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (entry,) = a_store(tmp_path).record(SLOT).entries
    assert sorted([entry.by, *told]) == markers


BROKEN = {
    "<<<<<<< HEAD\nassignment: hw5\n": "not readable as YAML",
    "assignment: hw5\n": "Field required",
    "!!python/object/apply:os.system ['true']\n": "",
    "\0": "not readable as YAML",
    "a: &a [*a]\n": "",
}


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_named_with_what_is_wrong(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "marks" / "s01" / "p2_vae.why.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(content)

    fault = a_store(tmp_path).record(SLOT).fault

    assert "marks/s01/p2_vae.why.yaml" in fault
    assert BROKEN[content] in fault


def test_a_broken_file_costs_only_itself(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    put(store, TIGHT, Slot(student="s02", question="p2_vae", part="why"))
    put(store, TIGHT)
    store.path(SLOT).write_text("{")

    assert given(store, "s02", prose_paper())["p2_vae", "why"].is_readable
    assert not given(store, "s01", prose_paper())["p2_vae", "why"].is_readable


def test_a_broken_file_is_never_written_over(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    put(store, TIGHT)
    store.path(SLOT).write_text("{")

    with pytest.raises(MarkstoneError, match="Mend it"):
        put(a_store(tmp_path), Verdict())

    assert store.path(SLOT).read_text() == "{"


def test_a_file_about_somebody_else_does_not_count(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    put(store, TIGHT)
    told = yaml.safe_load(store.path(SLOT).read_text()) | {"student": "s02"}
    store.path(SLOT).write_text(yaml.safe_dump(told))

    assert "another answer" in a_store(tmp_path).record(SLOT).fault


def test_two_ids_never_share_a_file() -> None:
    ids = ["ann", "Ann", "ANN", "a/nn", "a\\nn", "con", "..", ".", "", "a" * 300, "ä"]

    names = {file_name(text).casefold() for text in ids}

    assert len(names) == len(ids)
    assert not any("/" in name or name.startswith(".") for name in names)
