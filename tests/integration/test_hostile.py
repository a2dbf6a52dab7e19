"""Submissions that attack, graded in one class with innocent ones between them.

What each comes to is looked at in ``tests/attacks``; here, what the command makes of
some of them: its files, its pages, what it leaves behind. Never run one without a
wall: they mean it.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.arena import INNOCENT, lay
from tests.attacks.headers import load_all
from tests.integration.running import ROOT, Run, grade

pytestmark = pytest.mark.slow

MARK = "markstone-hostile-mark"
HOST_FOLDERS = ("/", "/tmp", "/dev/shm", "/var/tmp", "/mnt", "/srv")  # noqa: S108
ATTACKS = {attack.name: attack for attack in load_all()}
SOME = (
    *("fights_the_report", "fills_its_folder", "forges_frames", "leaves_a_daemon"),
    *("odd_shapes", "prints_endlessly", "raises_monsters", "steers_the_grader"),
    *("tells_the_inputs", "writes_results"),
)
"""What is graded here, each before an innocent one."""
FLOW = "p4_planar_flow"
PASSES_OF_THE_INNOCENT = frozenset(
    {
        "t4_minimax.4a.alternating_hidden",
        *(f"{FLOW}.{n}" for n in ("a.h_fn", "a.h_prime_fn", "a.base_density")),
        *(f"{FLOW}.{n}" for n in ("b.transform", "b.det_invertible", "b.det_abs")),
        f"{FLOW}.c.stats",
    }
)
"""Right but for one slip, which it shows that attackers do not mend."""
LARGEST_BYTES = 64 << 20
NOBODY_KNOWS: dict[str, object] = {
    **dict.fromkeys(("course", "reference", "canary", "private", "abstract"), "/none"),
    "decoy": 0,
    "pids": [],
    "port": 9,
}
"""Nothing to aim at: this class has no decoys."""


def lay_class(folder: Path) -> dict[str, str]:
    """Lay the class into a folder: an innocent, an attack, an innocent, and so on.

    Returns:
        For every student which submission theirs is.
    """
    laid: dict[str, str] = {}
    numbers = count(10)
    for name in SOME:
        for kind in ("innocent", name):
            student = f"{next(numbers)}_{kind}"
            if kind in ATTACKS:
                lay(ATTACKS[kind], folder / student, NOBODY_KNOWS)
            else:
                shutil.copytree(INNOCENT, folder / student)
            laid[student] = kind
    shutil.copytree(INNOCENT, folder / "99_innocent")
    return laid | {"99_innocent": "innocent"}


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
    lay_as_many_bytes_as_may_be(submissions / students["fills_its_folder"])
    run = grade(submissions, folder / "out", "--jobs", 2)
    return Attacked(run=run, submissions=submissions, whose=whose)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("alone")
    shutil.copytree(INNOCENT, folder / "class" / "innocent")
    return grade(folder / "class", folder / "out").students["innocent"]


def test_the_class_is_graded_to_its_end(attacked: Attacked) -> None:
    assert (attacked.run.code, attacked.run.complained) == (0, "")
    assert list(attacked.run.students) == list(attacked.whose)


@pytest.mark.parametrize("kind", [name for name in SOME if name in ATTACKS])
def test_an_attack_gains_nothing(attacked: Attacked, kind: str) -> None:
    student, attack = attacked.student(kind), ATTACKS[kind]

    for name, outcome in outcomes(student).items():
        stem, _, check = name.split(".")
        may_be = attack.allowed(check) if stem == attack.question else frozenset()
        assert outcome in may_be | {"NOT_ATTEMPTED", "AWAITS_MARKER"}, name
    assert student["status"] == "graded"


def test_a_full_folder_gains_what_the_innocent_does(attacked: Attacked) -> None:
    found = outcomes(attacked.student("fills_its_folder"))

    passed = {name for name, outcome in found.items() if outcome == "PASSED"}
    assert passed == PASSES_OF_THE_INNOCENT


def test_an_innocent_gets_the_same_as_without_attackers(
    attacked: Attacked, alone: dict[str, Any]
) -> None:
    found = outcomes(alone)
    passed = {name for name, outcome in found.items() if outcome == "PASSED"}
    assert passed == PASSES_OF_THE_INNOCENT

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
        *("gradebook.json", "gradebook.csv", "run.json", "similar.json"),
        *("evidence", "tapes", "pictures", "report", "slips", "written", "marks"),
    }
    assert {path.name for path in (out / "marks").iterdir()} <= {".lock"}
    assert {path.stem for path in (out / "evidence").iterdir()} == set(attacked.whose)
    assert not list(steering.rglob("__pycache__"))


def test_hidden_inputs_reach_no_page_of_a_student(attacked: Attacked) -> None:
    student = attacked.student("tells_the_inputs")
    parts = student["questions"][FLOW]["parts"]
    page = (attacked.run.folder / "report" / f"{student['student']}.html").read_text()

    for part, name in (("a", "base_density"), ("c", "stats")):
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
