"""A handout carries the public checks, and nothing that must stay with the course."""

import ast
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from markstone import course, handout, rubric, takehome, tape
from markstone.course import Paper
from markstone.errors import RubricError
from markstone.grading import open_station
from markstone.handout import leaks
from markstone.model import Evidence, Question
from markstone.recollection import Memoir
from markstone.sandbox.wall import Tier
from tests.integration.handouts import handed_out, texts_in

pytestmark = pytest.mark.slow

REAL = course.load(Path(__file__).parents[2])


@pytest.fixture(scope="module")
def paper(small_paper: Paper) -> Paper:
    return small_paper


@pytest.fixture(scope="module")
def handed(small_handout: Path) -> Path:
    return small_handout


@pytest.fixture(scope="module")
def graded(paper: Paper) -> Iterator[Evidence]:
    """The reference as the course grades it, hidden cases included."""
    station = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    yield station.grade(paper.right_submission())
    station.close()


def test_a_handout_tells_nothing_of_references_and_hidden_checks(
    paper: Paper, handed: Path
) -> None:
    assert leaks.find(paper, handed) == []


def test_without_the_filter_of_hidden_checks_no_handout_is_made(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def every_check(question: Question) -> list[str]:
        return [check.name for check in question.checks]

    monkeypatch.setattr(handout, "public_checks", every_check)

    with pytest.raises(RubricError, match=r"the hidden check p2_vae\.test_saturated"):
        handed_out(paper, tmp_path / "handout")

    assert not (tmp_path / "handout").exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("notes.md", "    return KL - 0.5 * surely_a_line_of_it(mu)\n", []),
        ("p2_vae.ipynb", "", []),
    ],
)
def test_what_is_in_no_reference_may_be_handed_out(
    paper: Paper, tmp_path: Path, name: str, text: str, told: list[str]
) -> None:
    (tmp_path / name).write_text(text)

    assert leaks.find(paper, tmp_path) == told


def test_a_line_of_a_reference_is_found_in_whatever_file_it_stands(
    paper: Paper, tmp_path: Path
) -> None:
    source = (paper.reference / "p2_vae.py").read_text()
    (line,) = [line for line in source.splitlines() if "torch.expm1(logvar)" in line]
    (tmp_path / "README.md").write_text(f"Try this:\n{line}")
    (tmp_path / "packed.bin").write_bytes(zlib.compress(source.encode()))

    told = {fault.partition(":")[0] for fault in leaks.find(paper, tmp_path)}

    assert told == {"README.md", "packed.bin"}


def test_a_reference_is_found_though_its_layout_was_changed(
    paper: Paper, tmp_path: Path
) -> None:
    source = (paper.reference / "p2_vae.py").read_text()
    (tmp_path / "p2_vae.py").write_text(ast.unparse(ast.parse(source)))

    told = leaks.find(paper, tmp_path)
    assert any("holds the body of elbo" in fault for fault in told)


def test_no_hidden_input_and_no_seed_is_handed_out(
    paper: Paper, handed: Path, graded: Evidence
) -> None:
    everything = b"".join(
        path.read_bytes() for path in sorted(handed.rglob("*")) if path.is_file()
    )
    everything += zlib.decompress((handed / "public_checks/answers.tape").read_bytes())
    hidden = [case for case in tape.unpack(graded.tape) if case.instance == "hidden"]
    asked = [asked for case in hidden for asked, _ in case.exchanges]

    # Past the header, what is sent is the numbers of a tensor, or their digest.
    tails = [request[-32:] for request in asked if len(request) > 100]
    assert len(tails) > 10
    assert not [tail for tail in tails if tail in everything]
    assert paper.seed.encode() not in everything
    assert hashlib.sha256(paper.seed.encode()).hexdigest().encode() not in everything


def test_only_public_cases_are_noted(paper: Paper, handed: Path) -> None:
    memoir = Memoir.read(handed / "public_checks" / "answers.tape")
    public = {
        (question.stem, check.name, "public")
        for question in paper.assignment.public_part().questions
        for check in question.checks
    }

    assert {"q", "p"} == set(memoir.keys["t4_minimax"])
    assert memoir.cases
    assert set(memoir.cases) <= public


def test_the_graders_of_a_handout_know_one_case(handed: Path) -> None:
    graders = texts_in(handed / "public_checks" / "graders")

    assert graders
    for text in graders.values():
        assert '"hidden"' not in text
        assert 'instance == "public"' not in text


def test_the_student_s_rubric_is_a_rubric(paper: Paper, handed: Path) -> None:
    path = handed / "public_checks" / "rubrics" / f"{paper.assignment.name}.yaml"

    read = rubric.load(path)

    assert read.total == paper.assignment.total
    ours = {q.stem: [c.name for c in q.checks] for q in paper.assignment.questions}
    assert {q.stem: [c.name for c in q.checks] for q in read.questions} == ours


def test_the_student_s_rubric_keeps_the_hints_of_hidden_checks(
    paper: Paper, handed: Path
) -> None:
    text = (handed / "public_checks/rubrics/cs5370_a5.yaml").read_text()

    for question in paper.assignment.questions:
        for check in question.checks:
            assert (check.hint in text.replace("\\", "")) == (
                check.visibility == "public" or not check.hint
            )
        for part in question.parts:
            if part.marked_by == "human":
                assert not any(line.title in text for line in part.checks)


def test_a_handout_says_what_made_it_and_how_much_is_hidden(
    paper: Paper, handed: Path
) -> None:
    facts = takehome.load(handed / "public_checks" / "handout.json")

    assert dict(facts.hidden) == paper.assignment.count_hidden()
    assert facts.made_with == takehome.environment()
    assert {slip.name for slip in facts.slips["p2_vae"]} == {
        "half_forgotten_in_kl",
        "half_forgotten_in_std",
    }


def test_the_page_of_a_handout_says_what_runs_where(paper: Paper, handed: Path) -> None:
    page = (handed / "README.md").read_text()

    public = paper.assignment.public_part()
    count = sum(len(list(question.checks)) for question in public.questions)
    assert f"{count} public checks run on your own machine" in page
    hidden = sum(paper.assignment.count_hidden().values())
    assert f"{hidden} hidden checks run besides" in page
    assert f"{float(paper.assignment.total):g} marks." in page
    workflow = (handed / ".github/workflows/check.yml").read_text()
    assert "check-${{ github.ref }}" in workflow


@pytest.mark.soak
def test_the_same_course_makes_the_same_handout(
    paper: Paper, handed: Path, tmp_path: Path
) -> None:
    again = handed_out(paper, tmp_path / "again")

    files = [p.relative_to(handed) for p in handed.rglob("*") if p.is_file()]
    kept = [path for path in files if "report" not in path.parts]
    assert len(kept) > 20
    assert not [
        path
        for path in kept
        if (handed / path).read_bytes() != (again / path).read_bytes()
    ]


@pytest.mark.soak
@pytest.mark.parametrize("real", REAL, ids=lambda paper: paper.assignment.name)
def test_every_paper_can_be_handed_out(real: Paper, tmp_path: Path) -> None:
    out = handed_out(real, tmp_path / "handout")

    assert leaks.find(real, out) == []
    assert len(list(out.rglob("test_*.py"))) > 3
