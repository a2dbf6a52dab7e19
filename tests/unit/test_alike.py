from pathlib import Path

import pytest

from markstone import course, similarity
from markstone.course import Paper
from markstone.ledger import Plan
from markstone.pipeline import alike
from tests.large_class import ROOT
from tests.unit.test_similarity import STEM, a_class, some_code, strangers


@pytest.fixture(scope="module")
def paper() -> Paper:
    return course.choose(course.load(ROOT), "cs5370_a5")


def plans(*sources: str, work: str = "w") -> list[Plan]:
    return [
        Plan(
            submission=submission,
            name=submission.student,
            digests={STEM: (work, "judge")},
            asked=frozenset(),
            failed=frozenset(),
            afresh=False,
        )
        for submission in a_class(*sources)
    ]


COPIED = [some_code(1), some_code(1), *strangers(6)]


def test_the_pairs_come_back_as_they_were_found(paper: Paper, tmp_path: Path) -> None:
    alike.keep(paper, plans(*COPIED), tmp_path)

    found = similarity.pairs(a_class(*COPIED), {})
    assert [(pair.first, pair.second) for pair in found] == [("s00", "s01")]
    assert similarity.read(tmp_path) == found


def test_a_class_that_did_not_change_is_not_read_again(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike.keep(paper, plans(*COPIED), tmp_path)

    monkeypatch.delattr(similarity, "pairs")

    alike.keep(paper, plans(*COPIED), tmp_path)
    assert len(similarity.read(tmp_path)) == 1


def test_other_work_is_looked_at_again(paper: Paper, tmp_path: Path) -> None:
    alike.keep(paper, plans(*COPIED), tmp_path)

    alike.keep(paper, plans(*strangers(8), work="other"), tmp_path)

    assert similarity.read(tmp_path) == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "markstone/similar/1"}'])
def test_a_file_that_cannot_be_read_is_written_anew(
    paper: Paper, tmp_path: Path, text: str
) -> None:
    (tmp_path / similarity.FILE).write_text(text)

    alike.keep(paper, plans(*COPIED), tmp_path)

    assert len(similarity.read(tmp_path)) == 1
