"""Answers kept beside a question: how they are found, read and handed in."""

from collections.abc import Collection
from pathlib import Path

import pytest

from markstone import course, variants
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.model import Evidence, Outcome, Submission
from markstone.variants import Key, Variant
from tests.tiny_course import NAME, REFERENCE, STEM, lay_course
from tests.unit.builders import a_result, an_evidence

MUTANT = '''\
"""Adds two instead
of doubling.

More about it.

Loses: doubles,
    halves
"""


def double(x):
    return x + 2
'''
BESIDE = f"tests/questions/{NAME}/{STEM}"


def a_paper(root: Path, **files: str) -> Paper:
    """Lay a course of two checks with files beside its question."""
    grader = "".join(
        f'def test_{name}(student):\n    """It {name}."""\n'
        for name in ("doubles", "halves")
    )
    lay_course(
        root,
        grader=grader,
        checks={"doubles": {}, "halves": {}},
        files={f"{BESIDE}/{name}": text for name, text in files.items()},
    )
    (paper,) = course.load(root)
    return paper


def a_variant(name: str, question: str = STEM, loses: Collection[str] = ()) -> Variant:
    return Variant(question=question, name=name, loses=frozenset(loses))


def test_a_mutant_says_its_sentence_and_what_it_loses(tmp_path: Path) -> None:
    paper = a_paper(tmp_path, **{"mutants/adds.py": MUTANT})

    (mutant,) = variants.find(paper, "mutants")

    assert mutant == Variant(
        question=STEM,
        name="adds",
        code=MUTANT.encode(),
        sentence="Adds two instead of doubling.",
        loses=frozenset({"doubles", "halves"}),
    )


def test_a_mutant_of_typed_answers_says_which_fields_differ(tmp_path: Path) -> None:
    text = "answers: {slope: no}\nloses: [doubles]\nsentence: It is not.\n"
    paper = a_paper(tmp_path, **{"mutants/denies.yaml": text})

    (mutant,) = variants.find(paper, "mutants")

    assert mutant.answers == {"slope": "no"}
    assert mutant.sentence == "It is not."
    assert sorted(mutant.loses) == ["doubles"]


def test_an_accepted_variant_need_say_nothing(tmp_path: Path) -> None:
    paper = a_paper(tmp_path, **{"accepted/plain.py": REFERENCE})

    (accepted,) = variants.find(paper, "accepted")

    assert accepted.loses == frozenset()


def test_variants_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {f"accepted/{name}.py": REFERENCE for name in "cab"}
    paper = a_paper(tmp_path, **files)

    assert [v.name for v in variants.find(paper, "accepted")] == ["a", "b", "c"]


def test_a_question_without_variants_has_none(tmp_path: Path) -> None:
    assert variants.find(a_paper(tmp_path), "mutants") == []


@pytest.mark.parametrize(
    "text", ['"""A sentence."""\n', '"""Loses: doubles"""\n', "x = 1\n"]
)
def test_a_mutant_that_does_not_say_enough_is_refused(
    text: str, tmp_path: Path
) -> None:
    paper = a_paper(tmp_path, **{"mutants/mute.py": text})

    with pytest.raises(RubricError, match=r"mute.py: a mutant needs"):
        variants.find(paper, "mutants")


def test_every_check_that_no_question_has_is_named(tmp_path: Path) -> None:
    text = '"""A slip.\n\nLoses: doubles, triples, quarters\n"""\n'
    paper = a_paper(tmp_path, **{"mutants/slip.py": text})

    with pytest.raises(RubricError) as caught:
        variants.find(paper, "mutants")

    assert "no check `triples`" in str(caught.value)
    assert "no check `quarters`" in str(caught.value)
    assert "no check `doubles`" not in str(caught.value)


def test_a_variant_is_handed_in_instead_of_the_reference(tmp_path: Path) -> None:
    paper = a_paper(tmp_path)
    mutant = Variant(question=STEM, name="m", code=b"x = 1", answers={"slope": "3"})

    submission = variants.handed_in(paper, "batch", [mutant])

    assert submission.student == "batch"
    assert dict(submission.files) == {f"{STEM}.py": b"x = 1"}
    assert submission.answers == {STEM: {"slope": "3"}}


def test_typed_answers_replace_only_the_fields_that_they_name(tmp_path: Path) -> None:
    lay_course(
        tmp_path, files={f"reference/{NAME}/{STEM}.yaml": "slope: '2'\nstart: '0'\n"}
    )
    (paper,) = course.load(tmp_path)
    mutant = Variant(question=STEM, name="m", answers={"slope": "3"})

    submission = variants.handed_in(paper, "batch", [mutant])

    assert submission.answers == {STEM: {"slope": "3", "start": "0"}}
    assert dict(submission.files) == {f"{STEM}.py": REFERENCE.encode()}


def test_handing_in_a_variant_leaves_the_right_answers_alone(tmp_path: Path) -> None:
    paper = a_paper(tmp_path)
    before = paper.right_submission()

    variants.handed_in(paper, "b", [Variant(question=STEM, name="m", code=b"")])

    assert paper.right_submission() == before


def test_two_variants_of_one_question_are_never_in_one_batch() -> None:
    found = [a_variant(n, q) for q in ("p1", "p2", "p3") for n in "abc"[: int(q[1])]]

    made = variants.batches(found)

    assert all(len({v.question for v in batch}) == len(batch) for batch in made)
    assert sorted((v.question, v.name) for batch in made for v in batch) == sorted(
        (v.question, v.name) for v in found
    )


def test_there_are_as_few_batches_as_the_longest_question_has_variants() -> None:
    found = [a_variant(n, "p1") for n in "abc"] + [a_variant("a", "p2")]

    assert len(variants.batches(found)) == 3


def test_no_variants_make_no_batch() -> None:
    assert variants.batches([]) == []


@pytest.mark.parametrize("kind", variants.TRIVIAL)
def test_a_trivial_answer_is_the_reference_with_a_tail(
    kind: str, tmp_path: Path
) -> None:
    paper = a_paper(tmp_path)

    submission = variants.trivial(paper, kind)

    (code,) = submission.files.values()
    assert code.startswith(REFERENCE.encode())
    assert f'KIND = "{kind}"'.encode() in code
    assert submission.student == f"trivial_{kind}"


def double_of(paper: Paper, kind: str) -> object:
    """Run a trivial answer here and return its double(3.0)."""
    (code,) = variants.trivial(paper, kind).files.values()
    namespace: dict[str, object] = {"__name__": "trivial"}
    exec(compile(code, kind, "exec"), namespace)  # noqa: S102 (our own text)
    function = namespace["double"]
    assert callable(function)
    answer: object = function(3.0)
    return answer


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("zeros", 0.0), ("ones", 1.0), ("input", 3.0), ("shape", [6.0])],
)
def test_each_trivial_answer_is_what_it_says(
    kind: str, answer: object, tmp_path: Path
) -> None:
    assert double_of(a_paper(tmp_path), kind) == answer


def test_only_what_failed_is_asked_about() -> None:
    seen = an_evidence(*(a_result(str(outcome), outcome) for outcome in Outcome))

    assert variants.failed_checks([seen, an_evidence()]) == {("p2_vae", "FAILED")}


class Recording:
    """Grades nothing; keeps what it was asked, and fails every check asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, set[Key]]] = []

    def __call__(self, submission: Submission, only: Collection[Key]) -> Evidence:
        self.asked.append((submission.files[f"{STEM}.py"], set(only)))
        results = [
            a_result(check, Outcome.FAILED, question=question)
            for question, check in sorted(only)
        ]
        return Evidence(student=submission.student, results=tuple(results))


LOSES = {"adds": "doubles", "halves_it": "halves", "wild": "doubles, halves"}


def a_paper_with_slips(root: Path) -> Paper:
    text = '"""The slip {0}.\n\nLoses: {1}\n"""\n'
    files = {f"mutants/{n}.py": text.format(n, loses) for n, loses in LOSES.items()}
    return a_paper(root, **files)


def test_a_slip_is_asked_only_for_checks_that_were_failed_and_that_it_loses(
    tmp_path: Path,
) -> None:
    grade = Recording()

    variants.known_slips(
        a_paper_with_slips(tmp_path), grade, {(STEM, "halves")}, workers=1
    )

    assert [only for _, only in grade.asked] == [{(STEM, "halves")}] * 2
    assert not any(b"The slip adds" in code for code, _ in grade.asked)


def test_a_slip_is_told_with_its_sentence_and_its_results(tmp_path: Path) -> None:
    slips = variants.known_slips(
        a_paper_with_slips(tmp_path), Recording(), {(STEM, "doubles")}, workers=1
    )

    (adds, wild) = slips[STEM]
    assert (adds.name, adds.sentence) == ("adds", "The slip adds.")
    assert (wild.name, sorted(wild.loses)) == ("wild", ["doubles", "halves"])
    assert set(wild.results) == {"doubles"}


def test_nothing_is_run_where_nothing_was_failed(tmp_path: Path) -> None:
    grade = Recording()

    assert (
        variants.known_slips(a_paper_with_slips(tmp_path), grade, (), workers=1) == {}
    )
    assert grade.asked == []
