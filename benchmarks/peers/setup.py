"""Virtual environments of the peers and the files that they grade with.

Each peer has an environment of its own under the working folder, with the versions of
`requirements-<name>.txt`. torch and what it needs, which takes gigabytes, is not
installed again: a folder of links to the packages of this environment is on their
path, and nothing else of it.
"""

import re
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from benchmarks.cohort import ANSWERS, CHECKS, COURSE, PAPER

HERE = Path(__file__).resolve().parent
KIT = HERE / "kit"
NAMES = ("core", "otter", "nbgrader")
_SHARED = ("torch", "numpy")


def python(work: Path, name: str) -> Path:
    """Return the interpreter of a peer's environment."""
    return work / "environments" / name / "bin" / "python"


def install(work: Path, name: str) -> str:
    """Make a peer's environment unless it is there; return what went wrong."""
    requirements = HERE / f"requirements-{name}.txt"
    folder = work / "environments" / name
    done = folder / "installed.txt"
    if done.is_file() and done.read_text() == requirements.read_text():
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "shared.pth").write_text(f"{_shared(work)}\n")
    pip = [python(work, name), "-m", "pip", "install", "--quiet", "-r", requirements]
    ended = subprocess.run(  # noqa: S603 (pip of the environment just made)
        [*map(str, pip), "--disable-pip-version-check"],
        check=False,
        capture_output=True,
        text=True,
    )
    if ended.returncode:
        return ended.stderr.strip().splitlines()[-1]
    shutil.copyfile(requirements, done)
    return ""


def lay_kit(work: Path) -> Path:
    """Lay the checks, the right answers and the weights into one folder."""
    kit = work / "kit"
    shutil.rmtree(kit, ignore_errors=True)
    shutil.copytree(KIT, kit, ignore=shutil.ignore_patterns("__pycache__"))
    for weights in (COURSE / "student_template" / PAPER / "data").glob("*.pt"):
        shutil.copy(weights, kit)
    for question in CHECKS:
        right = min((ANSWERS / question).glob("*.py"))
        shutil.copyfile(right, kit / f"right_{question}.py")
    return kit


def shipped(kit: Path) -> list[Path]:
    """Return what a check needs beside it: the cases, what is right, the weights."""
    rest = [*sorted(kit.glob("right_*.py")), *sorted(kit.glob("*.pt"))]
    return [kit / "cases.py", *rest]


def _shared(work: Path) -> Path:
    """Link torch, numpy and all that they need into a folder of their own."""
    folder = work / "environments" / "shared"
    folder.mkdir(parents=True, exist_ok=True)
    for told in _with_requirements(_SHARED):
        for top in {Path(file).parts[0] for file in told.files or ()}:
            source, link = Path(str(told.locate_file(top))), folder / top
            if (
                top not in ("..", "__pycache__")
                and source.exists()
                and not link.is_symlink()
            ):
                link.symlink_to(source)
    return folder


def _with_requirements(names: tuple[str, ...]) -> list[Distribution]:
    found: dict[str, Distribution] = {}
    todo = list(names)
    while todo:
        name = todo.pop()
        try:
            told = distribution(name)
        except PackageNotFoundError:
            continue  # an extra, or for another system
        if told.name not in found:
            found[told.name] = told
            todo += [
                re.split(r"[\s<>=!~;\[(]", line, maxsplit=1)[0]
                for line in told.requires or ()
                if "extra ==" not in line
            ]
    return list(found.values())
