"""The files of ``examples/ci``: valid, safe, and each shell step run as CI runs it."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml

from tests.integration.running import CLASS, ROOT, copied_course
from tests.unit.exports_builders import HOSTILE, PLATFORMS, everything, laid

CI = ROOT / "examples" / "ci"
GITHUB = [
    *sorted((CI / "github").glob("*.yml")),
    ROOT / "markstone" / "handout" / "templates" / "check.yml",
]
"""The examples, and what every handout brings."""
GITLAB = sorted((CI / "gitlab").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def script_of(path: Path, job: str, step: str) -> str:
    steps = load(path)["jobs"][job]["steps"]
    (found,) = [one for one in steps if one.get("name") == step]
    return str(found["run"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A shell step as GitHub's runner runs it, and what it left."""

    code: int
    log: str
    summary: str
    outputs: str


def tool(folder: Path, name: str, text: str) -> None:
    """Put a command of that name before those of the machine."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def run_step(script: str, folder: Path, work: Path, **given: str) -> Step:
    temporary, summary = folder / "runner", folder / "summary.md"
    outputs = folder / "outputs"
    temporary.mkdir(exist_ok=True)
    summary.touch()
    outputs.touch()
    python = Path(sys.executable).parent
    ended = subprocess.run(
        ["/usr/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
        cwd=work,
        env={
            "PATH": f"{folder / 'bin'}:{python}:{os.environ['PATH']}",
            "HOME": str(folder),
            "RUNNER_TEMP": str(temporary),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_WORKSPACE": str(work),
            "GITHUB_ACTIONS": "true",
            **given,
        },
    )
    return Step(
        code=ended.returncode,
        log=ended.stdout + ended.stderr,
        summary=summary.read_text(),
        outputs=outputs.read_text(),
    )


# Valid and safe


@pytest.mark.parametrize(
    ("schema", "paths"),
    [("vendor.github-workflows", GITHUB), ("vendor.gitlab-ci", GITLAB)],
)
def test_the_files_are_what_the_platform_s_schema_says(
    schema: str, paths: list[Path]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert paths
    assert ended.returncode == 0, ended.stdout


def test_a_security_linter_finds_nothing() -> None:
    linter = Path(sys.executable).parent / "zizmor"
    ended = subprocess.run(
        [linter, "--offline", "--no-progress", "--persona", "pedantic", *GITHUB],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    jobs = load(path)["jobs"].values()
    used = [s["uses"] for job in jobs for s in job["steps"] if "uses" in s]

    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []


def test_where_students_code_runs_there_is_no_secret_and_nothing_to_write() -> None:
    for name in ("check.yml", "course.yml"):
        flow = load(CI / "github" / name)
        assert flow["permissions"] == {}
        assert "secrets." not in (CI / "github" / name).read_text()
        assert "github.token" not in (CI / "github" / name).read_text()
        for job in flow["jobs"].values():
            assert job["permissions"] == {"contents": "read"}


def test_the_job_that_may_write_checks_nothing_out() -> None:
    (job,) = load(CI / "github" / "comment.yml")["jobs"].values()

    assert job["permissions"]["pull-requests"] == "write"
    used = [step.get("uses", "") for step in job["steps"]]
    assert not [one for one in used if "checkout" in one or "setup-" in one]


# GitHub: the comment


def comment(folder: Path, told: bytes | None, number: str = "12") -> tuple[Step, Path]:
    """Run the step that comments, with a `gh` that writes down what it was asked."""
    asked = folder / "asked.json"
    tool(
        folder,
        "gh",
        "import json, pathlib, sys\n"
        f"asked = pathlib.Path({str(asked)!r})\n"
        "if sys.argv[1] == 'api':\n"
        f"    print({number!r})\n"
        "else:\n"
        "    body = sys.argv[sys.argv.index('--body-file') + 1]\n"
        "    told = pathlib.Path(body).read_bytes().decode()\n"
        "    asked.write_text(json.dumps({'args': sys.argv[1:], 'body': told}))\n",
    )
    if told is not None:
        file = folder / "runner" / "told" / "summary.md"
        file.parent.mkdir(parents=True)
        file.write_bytes(told)
    script = script_of(CI / "github" / "comment.yml", "comment", "Comment")
    given = {
        "GH_REPO": "course/hw5",
        "HEAD_OWNER": "ann",
        "HEAD_BRANCH": "main",
        "HEAD_SHA": "a" * 40,
    }
    return run_step(script, folder, folder, **given), asked


def test_what_was_told_becomes_a_comment(tmp_path: Path) -> None:
    step, asked = comment(tmp_path, "| ✓ | kl |\n".encode())

    said = json.loads(asked.read_text())
    assert step.code == 0, step.log
    assert said["args"][:3] == ["pr", "comment", "12"]
    assert said["body"].endswith("```text\n| ✓ | kl |\n\n```\n")


def test_a_hostile_file_is_nothing_but_text_in_the_comment(tmp_path: Path) -> None:
    told = f"{HOSTILE}\n```\n@course/staff ```````\n\x1b[31m\xff".encode(
        "latin-1", "ignore"
    )

    step, asked = comment(tmp_path, told + "ä".encode() * 50_000)

    body = json.loads(asked.read_text())["body"]
    assert step.code == 0, step.log
    assert [line for line in body.splitlines() if "`" in line] == ["```text", "```"]
    assert len(body) < 65_536
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", body)
    assert "::error::mine" not in step.log  # the runner reads the log


@pytest.mark.parametrize(("told", "number"), [(None, "12"), (b"x", "")])
def test_without_a_file_or_an_open_pull_request_nothing_is_said(
    tmp_path: Path, told: bytes | None, number: str
) -> None:
    step, asked = comment(tmp_path, told, number)

    assert step.code == 0, step.log
    assert not asked.exists()


# GitHub and GitLab: the course


def a_grader(folder: Path, code: int) -> Path:
    """Lay out a checkout whose grade.py leaves results and prints a student's text."""
    work = folder / "work"
    work.mkdir()
    laid(everything(), folder / "made")
    (work / "grade.py").write_text(
        "import runpy, shutil, sys\n"
        "if sys.argv[1] == 'export':\n"
        f"    sys.argv[0] = {str(ROOT / 'grade.py')!r}\n"
        "    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        f"shutil.copytree({str(folder / 'made')!r}, 'results')\n"
        f"print({HOSTILE!r})\n"
        f"sys.exit({code})\n"
    )
    return work


def obeyed(log: str) -> list[str]:
    """Return the commands that GitHub's runner obeys in a log."""
    commands, token = [], ""
    for line in log.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif stopped := re.fullmatch(r"::stop-commands::(.+)", line):
            token = stopped[1]
        elif line.startswith("::"):
            commands.append(line)
    return commands


@pytest.mark.parametrize("code", [0, 1])
def test_the_course_s_step_writes_summary_xml_and_output(
    tmp_path: Path, code: int
) -> None:
    work = a_grader(tmp_path, code)
    script = script_of(CI / "github" / "course.yml", "grade", "Grade")

    step = run_step(script, tmp_path, work, SUBMISSIONS="submissions")

    assert step.code == 0, step.log
    assert step.outputs == f"needs-review={code}\n"
    assert "| bob | 0 | 12 |" in step.summary
    assert len(step.summary.encode()) < 1 << 20
    suites = ET.parse(work / "results" / "hw5" / "junit.xml").getroot()  # noqa: S314
    assert len(suites) == 6
    warned = [one.partition("::Something")[0] for one in obeyed(step.log)]
    assert warned == ["::warning title=Needs review"] * code


def test_a_student_who_prints_commands_is_not_obeyed(tmp_path: Path) -> None:
    script = script_of(CI / "github" / "course.yml", "grade", "Grade")

    step = run_step(script, tmp_path, a_grader(tmp_path, 0), SUBMISSIONS="s")

    assert "\n::error::mine" in step.log
    assert obeyed(step.log) == []
    # and the test would see it if the step did not stop the runner
    assert obeyed(HOSTILE) != []


def test_a_grading_that_fails_fails_the_step(tmp_path: Path) -> None:
    script = script_of(CI / "github" / "course.yml", "grade", "Grade")

    step = run_step(script, tmp_path, a_grader(tmp_path, 2), SUBMISSIONS="s")

    assert step.code == 2
    assert step.outputs == ""


@pytest.mark.parametrize("code", [0, 1, 2])
def test_gitlab_s_script_hands_over_xml_and_the_exit_code(
    tmp_path: Path, code: int
) -> None:
    job = load(CI / "gitlab" / "course.gitlab-ci.yml")["grade"]
    work = a_grader(tmp_path, code)

    step = run_step("\n".join(job["script"]), tmp_path, work, SUBMISSIONS="s")

    assert step.code == code, step.log
    found = list(work.glob(job["artifacts"]["reports"]["junit"]))
    assert len(found) == (1 if code < 2 else 0)


# Classroom 50

TOLD = {
    "checks": [
        {
            "question": "p2_vae",
            "check": name,
            "claim": "It holds.",
            "outcome": outcome,
            "marks": marks,
            "out_of": 0.25,
            "message": HOSTILE,
        }
        for name, outcome, marks in (("kl", "PASSED", 0.25), ("recon", "FAILED", 0))
    ]
}
RUNNER = {
    "CLASSROOM": "dl",
    "ASSIGNMENT": "hw5",
    "SUBMISSION_TAG": "submit/2026-11-06T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/c",
    "RELEASE_URL": "https://github.example/r",
}


@pytest.mark.parametrize(("code", "ended"), [(0, 0), (1, 0), (3, 0), (2, 1)])
def test_classroom50_s_autograder_writes_what_the_runner_reads(
    tmp_path: Path, code: int, ended: int
) -> None:
    tool(
        tmp_path,
        "markstone",
        f"import sys\nassert sys.argv[1:5] == ['check', '.', '--format', 'json']\n"
        f"print({json.dumps(TOLD)!r})\nsys.exit({code})\n",
    )
    (tmp_path / "student").mkdir()
    script = f"{sys.executable} {CI / 'classroom50' / 'autograder.py'}"

    step = run_step(script, tmp_path, tmp_path / "student", **RUNNER)

    written = tmp_path / "student" / "result.json"
    assert step.code == ended, step.log
    assert written.exists() == (ended == 0)
    if written.exists():
        result = json.loads(written.read_text())
        schema = PLATFORMS / "classroom50_result.schema.json"
        jsonschema.validate(result, json.loads(schema.read_text()))
        assert (result["score"], result["max-score"]) == (25, 50)
        assert result["datetime"] == "2026-11-06T14:32:05Z"


# Gradescope


def autograde(root: Path, submission: Path, **given: str) -> Step:
    """Lay out ``/autograder`` in a folder as the platform does, and run it."""
    root.mkdir(parents=True)
    shutil.copy(CI / "gradescope" / "run_autograder", root)
    (root / "source").mkdir()
    copied_course(root / "source")
    (root / "source" / "grade.py").symlink_to(ROOT / "grade.py")
    (root / "venv").symlink_to(Path(sys.executable).parents[1])
    shutil.copytree(submission, root / "submission")
    return run_step("./run_autograder", root, root, **given)


@pytest.mark.slow
def test_gradescope_gets_results_for_an_endless_loop(tmp_path: Path) -> None:
    step = autograde(tmp_path / "autograder", CLASS / "s07")

    assert step.code == 0, step.log
    result = json.loads((tmp_path / "autograder/results/results.json").read_text())
    schema = PLATFORMS / "gradescope_results.schema.json"
    jsonschema.validate(result, json.loads(schema.read_text()))
    outcomes = {test["extra_data"]["outcome"] for test in result["tests"]}
    assert "TIMED_OUT" in outcomes
    assert result["score"] == 3.5


@pytest.mark.slow
def test_gradescope_is_told_when_the_time_is_over(tmp_path: Path) -> None:
    step = autograde(tmp_path / "autograder", CLASS / "s07", SECONDS_LEFT="1")

    assert step.code == 0, step.log
    result = json.loads((tmp_path / "autograder/results/results.json").read_text())
    schema = PLATFORMS / "gradescope_results.schema.json"
    jsonschema.validate(result, json.loads(schema.read_text()))
    assert result["score"] == 0
    assert "longer than this assignment allows" in result["output"]


@pytest.mark.soak
@pytest.mark.parametrize("entry", sorted(p.name for p in CLASS.iterdir() if p.is_dir()))
def test_gradescope_gets_results_for_the_example_class(
    tmp_path: Path, entry: str
) -> None:
    step = autograde(tmp_path / "autograder", CLASS / entry)

    assert step.code == 0, step.log
    result = json.loads((tmp_path / "autograder/results/results.json").read_text())
    schema = PLATFORMS / "gradescope_results.schema.json"
    jsonschema.validate(result, json.loads(schema.read_text()))
