"""What the host tells the examiner, as plain data: a course, then submissions."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from markstone.model import Assignment, Check, Limits, Submission, Typed

GO, STAY = b"go", b"stay"
"""Announce a submission to the examiner: to a fork of it, or to itself."""
LOG = "submission_log.json"
"""What a notebook may write beside the code for a check to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """What the examiner needs to know of a check; it knows no marks."""

    public: bool
    tolerance: float | None
    call_seconds: float | None
    limits: Limits | None = None
    """Its question's, where it has limits of its own."""

    @classmethod
    def of(cls, check: Check, limits: Limits | None = None) -> Self:
        """Take them from the rubric's check and its question's limits."""
        return cls(
            public=check.visibility == "public",
            tolerance=check.tolerance,
            call_seconds=check.call_seconds,
            limits=limits,
        )

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what :func:`dataclasses.asdict` made of them."""
        own = plain["limits"]
        return cls(**{**plain, "limits": Limits(**own) if own else None})

    def limits_within(self, limits: Limits) -> Limits:
        """Return what the check may use in an assignment with these limits."""
        own = self.limits or limits
        return replace(own, call_seconds=self.call_seconds or own.call_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerSettings:
    """One assignment, as the examiner is told of it; paths are absolute."""

    assignment: str
    checks: dict[str, dict[str, CheckSettings]]
    """By question and check, in the rubric's order."""
    graders: str
    reference: str
    template: str
    given: tuple[str, ...]
    """Stems of the given modules, in :attr:`template`."""
    given_behind: str
    """The folder of given code and data as the candidate sees it."""
    keys: dict[str, dict[str, Typed]]
    """The right typed answers by question."""
    seed: str
    """Mixed into the inputs of hidden cases."""
    limits: Limits
    forbids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By question, what its answer must not use."""
    twins: bool = True
    """Whether a public check that draws its inputs has a hidden case, too."""
    noting: bool = False
    """Whether what the references are asked and answer is noted."""
    notes: str = ""
    """A file of such notes, to be used in place of the references."""

    def to_plain(self) -> dict[str, Any]:
        """Return the settings as a dict of plain data."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read :meth:`to_plain` back."""
        checks = {
            stem: {
                name: CheckSettings.from_plain(check) for name, check in some.items()
            }
            for stem, some in plain["checks"].items()
        }
        limits = Limits(**plain["limits"])
        forbids = {stem: tuple(names) for stem, names in plain["forbids"].items()}
        rest = {"checks": checks, "limits": limits, "given": tuple(plain["given"])}
        return cls(**{**plain, **rest, "forbids": forbids})


def checks_of(assignment: Assignment) -> dict[str, dict[str, CheckSettings]]:
    """Return every machine check of an assignment, by question."""
    return {
        question.stem: {
            check.name: CheckSettings.of(check, question.limits)
            for check in question.checks
        }
        for question in assignment.questions
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Examinee:
    """One submission, as the examiner is told of it."""

    student: str
    files: dict[str, bytes]
    modules: dict[str, str]
    answers: dict[str, dict[str, Typed]]
    only: list[list[str]]
    """The checks to run, as question and name; empty for all."""
    tape: bytes = b""
    """What an earlier run asked and was told, see :mod:`markstone.tape`."""

    @classmethod
    def of(
        cls,
        submission: Submission,
        only: Collection[tuple[str, str]] = (),
        tape: bytes = b"",
    ) -> Self:
        """Take what a check may look at."""
        return cls(
            tape=tape,
            only=[list(key) for key in sorted(only)],
            student=submission.student,
            files=dict(submission.files),
            modules=dict(submission.modules),
            answers={stem: dict(given) for stem, given in submission.answers.items()},
        )

    def to_plain(self) -> dict[str, Any]:
        """Return the examinee as a dict of plain data."""
        return {
            "student": self.student,
            "files": self.files,
            "modules": self.modules,
            "answers": self.answers,
            "only": self.only,
            "tape": self.tape,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read :meth:`to_plain` back."""
        return cls(**plain)
