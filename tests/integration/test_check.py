"""The public checks at home come to what they come to when the work is graded."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from markstone import cli, course, handout, intake, tape
from markstone.course import Paper
from markstone.errors import NothingToGradeError, UsageError
from markstone.grading import Station, open_station
from markstone.home import Desk, telling
from markstone.home.checked import Checked
from markstone.model import Evidence, Outcome, Submission
from markstone.sandbox.wall import Tier
from markstone.variants import find, handed_in
from tests.integration.handouts import PAPER, handed_out, work_in
from tests.integration.running import CLASS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NO_COURSE = Path("/nonexistent")
HALF = "The 1/2 in front of the KL is forgotten."


@pytest.fixture(scope="module")
def right(small_paper: Paper, small_handout: Path, work: Path) -> Path:
    files = dict(small_paper.right_submission().files)
    sheet = {"assignment": PAPER, **small_paper.right_submission().answers}
    files["answers.yaml"] = json.dumps(sheet).encode()
    return work_in(small_handout, work / "right", files)


@pytest.fixture(scope="module")
def wrong(small_paper: Paper, small_handout: Path, work: Path) -> Path:
    (mutant,) = [
        variant
        for variant in find(small_paper, "mutants")
        if variant.name == "half_forgotten_in_kl"
    ]
    assert mutant.code is not None
    return work_in(small_handout, work / "wrong", {"p2_vae.py": mutant.code})


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def desk(small_handout: Path) -> Iterator[Desk]:
    opened = Desk(small_handout, NO_COURSE)
    yield opened
    opened.close()


def look_at(desk: Desk, folder: Path, question: str = "") -> Checked:
    """Check another copy of the same handout, with the warm processes of one."""
    submission = Desk(folder, NO_COURSE).submission()
    return desk.check(submission, question)


def outcomes(checked: Checked) -> dict[str, Outcome]:
    return {
        f"{card.question.stem}.{award.check.name}": award.outcome
        for card in checked.card.questions
        for award in card.awards
    }


def test_of_the_template_nothing_is_attempted(desk: Desk, small_handout: Path) -> None:
    checked = look_at(desk, small_handout)

    assert set(outcomes(checked).values()) == {Outcome.NOT_ATTEMPTED}
    assert (checked.attempted, checked.percent) == (0, 0)
    # The small course has the whole sheet; of files and notebooks nothing is said.
    assert [n for n in checked.card.notices if not n.startswith("`answers.yaml`")] == []


def test_a_right_solution_passes_every_public_check(desk: Desk, right: Path) -> None:
    checked = look_at(desk, right)

    assert set(outcomes(checked).values()) == {Outcome.PASSED}
    assert checked.percent == 100
    assert checked.hidden > 10


def test_a_known_slip_is_named_without_anybody_s_reference(
    desk: Desk, wrong: Path
) -> None:
    checked = look_at(desk, wrong, "p2_vae")

    (award,) = [
        award
        for card in checked.card.questions
        for award in card.awards
        if award.outcome is not Outcome.PASSED
    ]
    assert (award.check.name, award.misconception) == ("kl", "half_forgotten_in_kl")
    assert award.explanation == HALF
    assert "Farthest off at" in award.message


def test_an_answer_that_nobody_foresaw_is_no_guess(
    desk: Desk, small_handout: Path, tmp_path: Path
) -> None:
    source = (small_handout / "t4_minimax.py").read_text()
    folder = work_in(
        small_handout, tmp_path / "odd", {"t4_minimax.py": source.encode()}
    )
    (folder / "answers.yaml").write_text(
        f"assignment: {PAPER}\nt4_minimax:\n  q: [1, 5, 5, 5, 5, 5, 5]\n"
    )

    checked = look_at(desk, folder, "t4_minimax")

    assert outcomes(checked) == {
        "t4_minimax.table_q": Outcome.NOT_ATTEMPTED,
        "t4_minimax.table_p": Outcome.NOT_ATTEMPTED,
    }


def test_a_question_that_is_not_there_is_an_error_of_usage(desk: Desk) -> None:
    with pytest.raises(UsageError, match="t4_minimax, p2_vae"):
        desk.check(desk.submission(), "p9")


def test_a_folder_without_an_answer_is_nothing_to_check(
    small_handout: Path, tmp_path: Path
) -> None:
    folder = work_in(small_handout, tmp_path / "bare", {})
    for path in folder.glob("*.*"):
        if path.is_file():
            path.unlink()
    (folder / "notes.txt").write_text("soon")

    with pytest.raises(NothingToGradeError):
        Desk(folder, NO_COURSE).submission()


# The same verdict.


def public_outcomes(evidence: Evidence) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what the public case of each check came to, with its message.

    Where a hidden case ran, the public one had passed.
    """
    twins = {
        case.key[:2] for case in tape.unpack(evidence.tape) if case.instance == "hidden"
    }
    return {
        r.key: ("PASSED", "") if r.key in twins else (r.outcome, r.message)
        for r in evidence.results
        if r.public
    }


def compared(
    station: Station, desk: Desk, submissions: list[Submission]
) -> dict[str, Any]:
    """Return every public outcome that differs between grading and checking."""
    differing: dict[str, Any] = {}
    for submission in submissions:
        office = public_outcomes(station.grade(submission))
        home = public_outcomes(desk.check(submission).evidence)
        differing |= {
            f"{submission.student} {key}": (office[key], found)
            for key, found in home.items()
            if office[key] != found
        }
        assert home
        assert home.keys() == office.keys()
    return differing


def test_every_variant_comes_to_the_same_at_home_and_in_the_office(
    small_paper: Paper, desk: Desk
) -> None:
    variants = [*find(small_paper, "mutants"), *find(small_paper, "accepted")]
    submissions = [handed_in(small_paper, v.name, [v]) for v in variants]
    station = open_station(small_paper, Tier.NAMESPACES, seed=small_paper.seed)
    try:
        assert compared(station, desk, submissions) == {}
    finally:
        station.close()


@pytest.mark.soak
def test_the_example_class_comes_to_the_same_at_home_and_in_the_office(
    tmp_path: Path,
) -> None:
    (paper,) = [p for p in course.load(ROOT) if p.assignment.name == PAPER]
    desk = Desk(handed_out(paper, tmp_path / "handout"), NO_COURSE)
    station = open_station(paper, Tier.NAMESPACES, seed=paper.seed)
    try:
        submissions = intake.collect(CLASS, papers=[paper.assignment])
        assert len(submissions) == 12
        assert compared(station, desk, submissions) == {}
    finally:
        station.close()
        desk.close()


def test_without_fork_the_outcomes_are_the_same(desk: Desk, wrong: Path) -> None:
    forked = look_at(desk, wrong, "t3_elbo_terms")
    plain = Desk(wrong, NO_COURSE, forks=False)
    try:
        checked = plain.check(plain.submission(), "t3_elbo_terms")
    finally:
        plain.close()

    assert checked.evidence.results == forked.evidence.results
    assert len(checked.evidence.results) == 2


def test_nothing_that_windows_lacks_is_needed(wrong: Path) -> None:
    script = Path(__file__).with_name("as_on_windows.py")
    ended = subprocess.run(
        [sys.executable, str(script), str(wrong), "-q", "t3_elbo_terms"],
        capture_output=True,
        text=True,
        check=False,
        cwd=wrong,
        timeout=280,
    )

    assert ended.stderr == ""
    assert "not attempted" in ended.stdout
    assert ended.returncode == 3


# A notebook and its twin.


@pytest.fixture(scope="module")
def twin(small_paper: Paper, small_handout: Path, work: Path) -> Path:
    """A notebook with the code of a file, and with training and plots between."""
    (mutant,) = [
        variant
        for variant in find(small_paper, "mutants")
        if variant.name == "half_forgotten_in_kl"
    ]
    assert mutant.code is not None
    text = handout.notebook(mutant.code.decode(), "p2_vae", "The VAE")
    book = json.loads(text)
    for place, source in (
        (2, "vae = VAE()\nfor epoch in range(10**9):\n    train(vae)"),
        (4, "plt.plot(losses)\nplt.show()\nprint(vae)"),
    ):
        cell: dict[str, Any] = {
            "cell_type": "code",
            "id": f"extra-{place}",
            "metadata": {"tags": ["p2_vae"]},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        book["cells"].insert(place, cell)
    folder = work_in(small_handout, work / "twin", {})
    (folder / "p2_vae.ipynb").write_text(json.dumps(book))
    return folder


def test_a_notebook_comes_to_what_its_twin_comes_to(
    desk: Desk, wrong: Path, twin: Path
) -> None:
    file = look_at(desk, wrong, "p2_vae")
    book = look_at(desk, twin, "p2_vae")

    assert outcomes(book) == outcomes(file)
    assert book.card.marks == file.card.marks
    assert "were not run (training, plots, prints)" in " ".join(book.card.notices)


def test_an_error_in_a_notebook_points_to_its_cell(
    desk: Desk, small_handout: Path, tmp_path: Path
) -> None:
    folder = work_in(small_handout, tmp_path / "book", {})
    path = folder / "t3_elbo_terms.ipynb"
    book, here = json.loads(path.read_text()), 0
    for number, cell in enumerate(book["cells"], start=1):
        source = "".join(cell["source"])
        if "def kl_term" in source:
            here = number
            cell["source"] = source.replace(
                "raise NotImplementedError", "return 1 / 0 #"
            )
    path.write_text(json.dumps(book))

    checked = look_at(desk, folder, "t3_elbo_terms")

    (award,) = [
        award
        for card in checked.card.questions
        for award in card.awards
        if award.check.name == "kl"
    ]
    assert award.outcome is Outcome.ERRORED
    assert f"ZeroDivisionError: division by zero (cell {here}, line " in award.message


# The command.


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = cli.run(["check", *map(str, arguments)], NO_COURSE)
    return code, capsys.readouterr().out


def test_the_command_says_what_it_found_and_what_is_hidden(
    wrong: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out = said(capsys, wrong, "-q", "p2_vae", "--out", tmp_path)

    words = " ".join(out.split())
    assert code == 1
    assert HALF in words
    assert "5 of 6 public checks passed" in words
    assert "4 hidden checks run besides" in words
    page = (tmp_path / "check.html").read_text()
    assert "Content-Security-Policy" in page
    assert "saturated" not in page
    assert "4 hidden checks run besides" in page


def test_annotations_stand_at_the_student_s_lines(desk: Desk, wrong: Path) -> None:
    checked = look_at(desk, wrong, "p2_vae")

    (found,) = telling.annotations(checked, wrong, wrong.parent)

    lines = (wrong / "p2_vae.py").read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("def elbo"))
    assert (found.kind, found.file, found.line) == ("error", "wrong/p2_vae.py", line)
    assert HALF in found.message


def test_a_notebook_is_annotated_itself(desk: Desk, twin: Path) -> None:
    checked = look_at(desk, twin, "p2_vae")

    (found,) = telling.annotations(checked, twin, twin)

    assert (found.file, found.line) == ("p2_vae.ipynb", 0)


def test_what_a_student_raises_injects_no_command(
    small_handout: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    evil = (
        "def kl_term(q, prior):\n"
        "    print('::set-output name=a::b')\n"
        "    raise ValueError('x\\n::error::y\\r::add-mask::z%0A::warning::w | `a`')\n"
    )
    folder = work_in(
        small_handout, tmp_path / "evil", {"t3_elbo_terms.py": evil.encode()}
    )

    flags = ("-q", "t3_elbo_terms", "--format", "github", "--out", tmp_path)
    code, out = said(capsys, folder, *flags)

    commands = [line for line in out.splitlines() if line.startswith("::")]
    assert code == 1
    assert [command.partition(" ")[0] for command in commands] == ["::error"]
    assert out.count("\n") == len(commands)
    assert "set-output" not in out + summary.read_text()
    table = [t for t in summary.read_text().splitlines() if t.startswith("| ✗")]
    assert [row.count(" | ") for row in table] == [3]


def test_programs_are_told_the_environment(desk: Desk, wrong: Path) -> None:
    told = json.loads(telling.to_json(look_at(desk, wrong, "t3_elbo_terms")))

    assert told["schema"] == "markstone/check/1"
    assert {"python", "torch", "numpy", "platform"} <= set(told["environment"])
    assert [c["outcome"] for c in told["checks"]] == ["NOT_ATTEMPTED"] * 2


@pytest.mark.soak
def test_another_torch_is_told_of_in_one_sentence(
    small_handout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = work_in(small_handout, tmp_path / "old", {})
    facts = folder / "public_checks" / "handout.json"
    told = json.loads(facts.read_text())
    told["made_with"]["torch"] = "1.13.1"
    facts.write_text(json.dumps(told))

    _, out = said(capsys, folder, "-q", "t3_elbo_terms", "--out", tmp_path)

    assert "instead of 1.13.1: nearly always the outcomes are the same" in " ".join(
        out.split()
    )


def test_in_a_checkout_the_references_answer_themselves(
    small_paper: Paper, wrong: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my_work"
    folder.mkdir()
    (folder / "p2_vae.py").write_bytes((wrong / "p2_vae.py").read_bytes())

    code = cli.run(
        ["check", str(folder), "-q", "p2_vae", "--out", str(tmp_path / "page")],
        small_paper.root,
    )

    assert code == 1
    assert HALF in " ".join(capsys.readouterr().out.split())
