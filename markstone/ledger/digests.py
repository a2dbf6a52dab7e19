"""What a check's result depends on, as digests.

A result depends on two things, each of which has a digest for a question: on the
*work*, which is what was handed in and what it runs with, and on the *judge*, which is
what looks at it. What a check is worth, its hint and its title are in neither.
"""

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from markstone.course import Paper
from markstone.model import Submission
from markstone.sandbox.wall import Tier
from markstone.wire import messages

_ENGINE = Path(__file__).parents[1]
EXAMINING_ROOMS = (
    *("answers", "briefing", "candidate", "comparison", "errors", "evidence"),
    *("examiner", "grading", "model", "pictures", "recollection", "sandbox"),
    *("tape", "wire"),
)
"""The rooms that evidence depends on; a change in another one runs no student code."""
_VERSIONS = ("torch", "torchvision", "numpy", "pytest", "sympy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What all submissions to a paper have in common."""

    paper: Paper
    ground: str
    """Of what everybody's code runs with."""
    judges: Mapping[str, str]
    """By question, of what looks at the answers."""

    @classmethod
    def of(cls, paper: Paper, *, seed: str, tier: Tier) -> "Digests":
        """Read and digest it.

        Args:
            paper: the assignment and its files.
            seed: mixed into the inputs of hidden cases.
            tier: behind which wall the code runs.
        """
        ground = _digest([str(tier), _ground_of(paper)])
        return cls(paper=paper, ground=ground, judges=_judges_of(paper, seed))

    def to_plain(self) -> dict[str, object]:
        """Return what a run's facts say of them."""
        return {"ground": self.ground, "judges": dict(self.judges)}

    def of_submission(self, submission: Submission) -> dict[str, tuple[str, str]]:
        """Return by question the digests of the work and of the judge."""
        parts = submission.files, submission.modules
        files = _digest([[*sorted(part.items())] for part in parts])
        return {
            stem: (self._work_of(submission, stem, files), judge)
            for stem, judge in self.judges.items()
        }

    def _work_of(self, submission: Submission, stem: str, files: str) -> str:
        question = self.paper.assignment.question(stem)
        own = asdict(question.limits) if question.limits else {}
        return _digest(
            [
                self.ground,
                files,
                [(check.name, check.call_seconds) for check in question.checks],
                sorted(own.items()),
                _plain(submission.answers.get(stem, {})),
            ]
        )


def ingredients(paper: Paper, seed: str) -> dict[str, str]:
    """Return by name what evidence depends on besides submission and tier.

    Two machines where all of it is the same find the same.
    """
    checks = paper.settings(seed).to_plain()["checks"]
    judges = {f"grading of {s}": one for s, one in _judges_of(paper, seed).items()}
    whole = _digest(_contents(_ENGINE.rglob("*.py"), _ENGINE))
    rubric = _digest(_plain(checks))
    return _ground_of(paper) | {"engine": whole, "rubric": rubric} | judges


def variants_of(paper: Paper) -> str:
    """Return the digest of the answers that are kept beside a paper's questions."""
    return _digest(_contents(_files(paper.variants), paper.variants))


def _ground_of(paper: Paper) -> dict[str, str]:
    """Return what every submission to a paper runs with."""
    given = [_contents(_files(path), path.parent) for path in paper.given]
    return {
        "Python": platform.python_version(),
        **{name: version(name) for name in _VERSIONS},
        "engine": _digest(_contents(_examining_files(), _ENGINE)),
        "given code and data": _digest(given),
        "limits": _digest(sorted(asdict(paper.assignment.limits).items())),
    }


def _examining_files() -> Iterator[Path]:
    for room in EXAMINING_ROOMS:
        folder = _ENGINE / room
        yield from folder.rglob("*.py") if folder.is_dir() else [_ENGINE / f"{room}.py"]


def _judges_of(paper: Paper, seed: str) -> dict[str, str]:
    """Return by question the digest of what looks at the answers."""
    shared = [paper.graders / "conftest.py", *_files(paper.graders / "behind")]
    references = _contents(paper.reference.glob("*.py"), paper.reference)
    judges = {}
    for question in paper.assignment.questions:
        graders = [paper.graders / f"test_{question.stem}.py", *shared]
        judge = [
            seed,
            _contents((path for path in graders if path.is_file()), paper.graders),
            references,
            _plain(paper.keys.get(question.stem, {})),
            list(question.forbids),
        ]
        judges[question.stem] = _digest(judge)
    return judges


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for inner in path.rglob("*"):
        if inner.is_file() and inner.suffix != ".pyc":
            yield inner


def _contents(paths: Iterable[Path], root: Path) -> list[object]:
    return [
        [path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).digest()]
        for path in sorted(paths)
    ]


def _plain(value: object) -> object:
    """Return nested mappings as sorted pairs, so that their order does not count."""
    if isinstance(value, Mapping):
        return sorted([key, _plain(item)] for key, item in value.items())
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _digest(value: object) -> str:
    return hashlib.sha256(messages.pack(value)).hexdigest()
