"""Submissions that attack, graded in one class with innocent ones between them.

Each lies in ``tests/data/hostile/<name>`` and says there what it tries. Most answer
rightly as soon as their attack succeeds, and wrongly otherwise, so that a hole shows
as marks. Never run one without a wall: they mean it.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.integration.running import ROOT, Run, grade

pytestmark = pytest.mark.slow

HOSTILE = ROOT / "tests" / "data" / "hostile"
MARK = "markstone-hostile-mark"
HOST_FOLDERS = ("/", "/tmp", "/dev/shm", "/var/tmp", "/mnt", "/srv")  # noqa: S108
STEERING = (
    *("conftest.py", "sitecustomize.py", "usercustomize.py", "obeyed.pth"),
    *("torch.py", "numpy.py", "json.py", "os.py", "lm_setup.py", "pytest.py"),
    *("torch/__init__.py", "markstone/__init__.py", "markstone/wire/values.py"),
    *("test_t4_minimax.py", "setup.py", "__main__.py", "__init__.py"),
    *("pytest.ini", "pyproject.toml", "tox.ini", "data/__init__.py"),
)
FLOW = "p4_planar_flow"
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What an attack comes to."""

    passes: frozenset[str] = frozenset()
    """The checks that its author has answered honestly."""
    comes_to: frozenset[str] = field(default=frozenset({"FAILED"}))
    """The outcomes of what else it has tried."""


def passes(*names: str, **rest: frozenset[str]) -> Gain:
    return Gain(passes=frozenset(f"{FLOW}.{name}" for name in names), **rest)


def comes_to(*outcomes: str) -> Gain:
    return Gain(comes_to=frozenset(outcomes))


INNOCENT = Gain(
    passes=frozenset(
        {
            "t4_minimax.4a.alternating_hidden",
            *(f"{FLOW}.{n}" for n in ("a.h_fn", "a.h_prime_fn", "a.base_density")),
            *(f"{FLOW}.{n}" for n in ("b.transform", "b.det_invertible", "b.det_abs")),
            f"{FLOW}.c.stats",
        }
    )
)
"""Right but for one slip, which it shows that attackers do not mend."""

ATTACKS = {
    "agreeable_tensor": passes("a.h_fn", "a.base_density"),
    "ends_the_process": passes(
        "a.h_fn", "b.transform", comes_to=frozenset({"ERRORED"})
    ),
    "exits_on_import": comes_to("ERRORED"),
    "fights_the_report": comes_to("ERRORED"),
    "fills_its_folder": INNOCENT,
    "forges_frames": comes_to("FAILED", "ERRORED"),
    "fork_bomb": comes_to("FAILED"),
    "kills_everything": comes_to("FAILED"),
    "leaves_a_daemon": comes_to("FAILED"),
    "lying_objects": comes_to("FAILED"),
    "memory_bomb": comes_to("OUT_OF_MEMORY"),
    "odd_shapes": comes_to("FAILED", "ERRORED"),
    "odd_values": comes_to("FAILED"),
    "opens_sockets": comes_to("FAILED"),
    "patches_the_comparison": comes_to("FAILED"),
    "prints_endlessly": comes_to("ERRORED"),
    "reaches_for_the_zygote": comes_to("FAILED"),
    "reads_the_course": comes_to("FAILED"),
    "reads_the_neighbours": comes_to("FAILED"),
    "replaces_torch": comes_to("FAILED"),
    "rewrites_the_given_code": comes_to("FAILED"),
    "searches_memory": comes_to("FAILED"),
    "steers_the_grader": comes_to("FAILED"),
    "tells_the_inputs": comes_to("ERRORED"),
    "writes_results": comes_to("FAILED"),
}


def lay_class(folder: Path) -> dict[str, str]:
    """Lay the class into a folder: an innocent, an attack, an innocent, and so on.

    Returns:
        For every student which submission theirs is.
    """
    laid: dict[str, str] = {}
    numbers = count(10)
    for name in ATTACKS:
        for kind in ("innocent", name):
            student = f"{next(numbers)}_{kind}"
            source = "innocent" if kind == "fills_its_folder" else kind
            shutil.copytree(HOSTILE / source, folder / student)
            laid[student] = kind
    shutil.copytree(HOSTILE / "innocent", folder / "99_innocent")
    return laid | {"99_innocent": "innocent"}


def lay_steering_files(folder: Path) -> None:
    obeyed = (folder / "obeyed.txt").read_text()
    for name in STEERING:
        (folder / name).parent.mkdir(exist_ok=True)
        is_code = name.endswith((".py", ".pth"))
        (folder / name).write_text(
            obeyed if is_code else "[pytest]\naddopts = -hostile"
        )


def lay_as_many_bytes_as_may_be(folder: Path) -> None:
    """Fill a submission to its limit, in files whose pages need more than that."""
    left = LARGEST_BYTES - sum(path.stat().st_size for path in folder.iterdir())
    files = 490
    for number in range(files):
        (folder / f"extra_{number}.bin").write_bytes(bytes(left // files))


def marks_left(*folders: Path) -> list[Path]:
    return [
        Path(where, name)
        for folder in folders
        for where, _, names in os.walk(folder)
        for name in names
        if name == MARK
    ]


def outcomes(student: dict[str, Any]) -> dict[str, str]:
    return {
        f"{stem}.{part_id}.{name}": check["outcome"]
        for stem, question in student["questions"].items()
        for part_id, part in question["parts"].items()
        for name, check in part["checks"].items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    run: Run
    submissions: Path
    whose: dict[str, str]

    def student(self, kind: str) -> dict[str, Any]:
        (name,) = [name for name, whose in self.whose.items() if whose == kind]
        return self.run.students[name]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    folder: Path = tmp_path_factory.mktemp("hostile")
    submissions = folder / "class"
    whose = lay_class(submissions)
    students = {kind: student for student, kind in whose.items()}
    lay_steering_files(submissions / students["steers_the_grader"])
    lay_as_many_bytes_as_may_be(submissions / students["fills_its_folder"])
    run = grade(submissions, folder / "out", "--jobs", 2)
    return Attacked(run=run, submissions=submissions, whose=whose)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("alone")
    shutil.copytree(HOSTILE / "innocent", folder / "class" / "innocent")
    return grade(folder / "class", folder / "out").students["innocent"]


def test_every_attack_is_in_the_table() -> None:
    there = {path.name for path in HOSTILE.iterdir()}

    assert there == {*ATTACKS, "innocent"} - {"fills_its_folder"}


def test_the_class_is_graded_to_its_end(attacked: Attacked) -> None:
    assert (attacked.run.code, attacked.run.complained) == (0, "")
    assert list(attacked.run.students) == list(attacked.whose)


@pytest.mark.parametrize("kind", ATTACKS)
def test_an_attack_gains_nothing(attacked: Attacked, kind: str) -> None:
    student, gain = attacked.student(kind), ATTACKS[kind]
    found = outcomes(student)

    assert {name for name, outcome in found.items() if outcome == "PASSED"} == (
        gain.passes
    )
    assert set(found.values()) - {"PASSED", "NOT_ATTEMPTED"} == gain.comes_to
    assert student["status"] == "graded"


def test_an_innocent_gets_the_same_as_without_attackers(
    attacked: Attacked, alone: dict[str, Any]
) -> None:
    found = outcomes(alone)
    assert {name for name, outcome in found.items() if outcome == "PASSED"} == (
        INNOCENT.passes
    )

    for name, student in attacked.run.students.items():
        if attacked.whose[name] == "innocent":
            assert student | {"student": "innocent"} == alone, name


def test_the_watcher_sees_a_process_that_is_left_behind(tmp_path: Path) -> None:
    watcher = Path(__file__).with_name("watched.py")
    leaving = "import subprocess; subprocess.Popen(['sleep', '60'])"
    command = [sys.executable, str(watcher), str(tmp_path / "left.json")]

    subprocess.run([*command, sys.executable, "-c", leaving], check=True)

    assert json.loads((tmp_path / "left.json").read_text()) == ["sleep 60 "]


def test_no_process_of_the_class_outlives_it(attacked: Attacked) -> None:
    assert attacked.run.left == ()


def test_nothing_is_written_but_the_results(attacked: Attacked) -> None:
    out = attacked.run.folder
    steering = attacked.submissions / attacked.student("steers_the_grader")["student"]

    assert marks_left(out.parent, attacked.submissions, ROOT) == []
    assert not [folder for folder in HOST_FOLDERS if Path(folder, MARK).exists()]
    assert not list(Path("/tmp").glob(f"*/{MARK}"))  # noqa: S108
    assert {path.name for path in out.iterdir()} <= {
        *("gradebook.json", "gradebook.csv", "run.json"),
        *("evidence", "tapes", "report"),
    }
    assert {path.stem for path in (out / "evidence").iterdir()} == set(attacked.whose)
    assert not list(steering.rglob("__pycache__"))


def test_hidden_inputs_reach_no_page_of_a_student(attacked: Attacked) -> None:
    student = attacked.student("tells_the_inputs")
    parts = student["questions"][FLOW]["parts"]
    page = (attacked.run.folder / "report" / f"{student['student']}.html").read_text()

    for part, name in (("a", "base_density"), ("c", "density")):
        check = parts[part]["checks"][name]
        first = check["detail"].partition("[")[2].partition(",")[0]
        assert float(first) != 0  # the detail is the instructor's, and has them
        assert first not in page
        assert "LEAKED" not in check["message"]
    assert "LEAKED" in page  # of the public case, which is the student's own


def test_a_page_shows_what_was_raised_and_printed_as_text(attacked: Attacked) -> None:
    name = attacked.student("fights_the_report")["student"]
    page = (attacked.run.folder / "report" / f"{name}.html").read_text()

    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(2)" in page
    assert "<script" not in page
    assert "<img" not in page
    for character in ("\x1b", "\x07", "\x00", "\u202e"):
        assert character not in page
        assert character not in attacked.run.said


def test_no_evidence_grows_with_what_was_sent(attacked: Attacked) -> None:
    for path in (attacked.run.folder / "evidence").iterdir():
        assert path.stat().st_size < 1 << 20, path.name
        json.loads(path.read_text())
