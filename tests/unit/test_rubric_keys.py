"""The right typed answers of a course, and what its checks claim."""

from pathlib import Path

import pytest

from markstone.errors import RubricError
from markstone.model import Typed
from markstone.rubric.keys import load_claims, load_keys, load_mapping, right_answers
from tests.unit.intake_builders import A5, write


def test_keys_are_read_by_question(tmp_path: Path) -> None:
    write(tmp_path, {"t1_complexity.yaml": "n_lt_t: no", "other.yaml": "x: 1"})

    assert load_keys(A5, tmp_path) == {"t1_complexity": {"n_lt_t": "no"}}


def test_every_broken_key_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"t1_complexity.yaml": "[1]", "p2_vae.yaml": "a: ["})

    with pytest.raises(RubricError) as caught:
        load_keys(A5, tmp_path)

    assert "t1_complexity.yaml" in str(caught.value)
    assert "p2_vae.yaml" in str(caught.value)


def test_a_file_of_answers_is_a_mapping(tmp_path: Path) -> None:
    write(tmp_path, {"t1.yaml": "seven"})

    with pytest.raises(RubricError, match=r"t1.yaml: it should be a mapping"):
        load_mapping(tmp_path / "t1.yaml")


def test_the_right_answer_is_one_of_the_accepted_forms() -> None:
    keys: dict[str, dict[str, Typed]] = {
        "t1": {"time": {"right": "t*n", "accepted": ["n*t"]}, "steps": "t"}
    }

    assert right_answers(keys) == {"t1": {"time": "t*n", "steps": "t"}}


def test_a_claim_is_the_first_paragraph_of_a_check_s_docstring(tmp_path: Path) -> None:
    silent = "def test_silent(): pass\n"
    claim = 'def test_kl():\n    """The term is\n    closed.\n\n    More."""\n'
    stems = [question.stem for question in A5.questions]
    graders = dict.fromkeys((f"test_{stem}.py" for stem in stems), "")
    write(tmp_path, graders | {"test_p2_vae.py": silent + claim})

    claims = load_claims(A5, tmp_path)

    assert claims == {("p2_vae", "silent"): "", ("p2_vae", "kl"): "The term is closed."}
