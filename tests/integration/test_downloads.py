"""A platform's bulk download: graded without a flag, and marks put back."""

import csv
import subprocess
from pathlib import Path

import pytest

from tests.integration.running import command
from tests.tiny_course import STEM, lay_course
from tests.unit.exports_builders import PLATFORMS
from tests.unit.intake_builders import zipped

pytestmark = pytest.mark.slow

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return x + 2\n"
WORK = f"{STEM}.py"
DOWNLOADS: dict[str, dict[str, str | bytes]] = {
    "canvas": {
        f"doejane_4711_90210_{WORK}": RIGHT,
        f"roejohn_LATE_4712_90211_{WORK}": WRONG,
    },
    "moodle": {
        f"Jane Doe_4711_assignsubmission_file_/{WORK}": RIGHT,
        "Jane Doe_4711_assignsubmission_onlinetext_/onlinetext.html": "<p>done",
        f"John Roe_4712_assignsubmission_file_/{WORK}": WRONG,
    },
    "gradescope": {
        "assignment_1_export/submission_metadata.yml": (
            "submission_301:\n  :submitters:\n  - :name: Jane Doe\n    :sid: '4711'\n"
            "submission_302:\n  :submitters:\n  - :name: John Roe\n    :sid: '4712'\n"
        ),
        f"assignment_1_export/submission_301/{WORK}": RIGHT,
        f"assignment_1_export/submission_302/{WORK}": WRONG,
    },
    "classroom50": {
        f"dl-hw5_submissions/dl-hw5-{login}/{name}": text
        for login, work in (("4711", RIGHT), ("4712", WRONG))
        for name, text in {".git/HEAD": "ref", WORK: work, "result.json": "{}"}.items()
    },
}


def answered(*arguments: object) -> tuple[int, str]:
    """Return exit code and all that a command said."""
    ended = subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=120
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize("platform", DOWNLOADS)
def test_a_download_is_graded_and_the_marks_find_their_rows(
    tmp_path: Path, platform: str
) -> None:
    course = lay_course(tmp_path / "course")
    (tmp_path / "class.zip").write_bytes(zipped(DOWNLOADS[platform]))
    out = tmp_path / "out"

    code, said = answered(tmp_path / "class.zip", "--course", course, "--out", out)
    assert code == 0, said

    file, column = PLATFORMS / "canvas.csv", "90210"
    filled = tmp_path / "filled.csv"
    code, said = answered(
        *("export", "canvas", out, "--into", file, "--column", column, "--to", filled)
    )
    rows = csv.reader(filled.read_text("utf-8-sig").splitlines())
    marks = {row[1]: row[6] for row in rows}
    assert code == 0, said
    assert (marks["4711"], marks["4712"]) == ("1", "0")
