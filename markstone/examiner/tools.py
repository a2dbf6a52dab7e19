"""What one case of one check works with, and where its figures are kept."""

import hashlib
import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import sympy
import torch

from markstone.answers.key import AnswerKey
from markstone.answers.symbolic import function_deviation, theta_deviation
from markstone.answers.typed import TypedAnswers
from markstone.briefing import LOG, CheckSettings, ExaminerSettings
from markstone.comparison import (
    Metric,
    NotNumbersError,
    Verdict,
    as_float64,
    as_numbers,
    compare,
)
from markstone.examiner.attaching import Attach
from markstone.examiner.conversation import Conversation
from markstone.examiner.failures import StudentFailure
from markstone.examiner.fields import TypedFields
from markstone.examiner.reference import References
from markstone.examiner.student import Student
from markstone.examiner.visit import Visit
from markstone.model import DEFAULT_TOLERANCE, Comparison, Outcome
from markstone.pictures import Attached

_SEED_BITS = 31
_MOST_LOG_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseName:
    """Which case of which check is running."""

    question: str
    check: str
    instance: str

    @property
    def is_public(self) -> bool:
        """Whether the student may see this case's values."""
        return self.instance == "public"

    @property
    def key(self) -> tuple[str, str, str]:
        """Which case of a tape this is."""
        return self.question, self.check, self.instance

    def seed(self, course_seed: str, use: str) -> int:
        """Return the seed of this case for one use of it.

        Inputs and calls have seeds of their own: noise that a student draws must
        not repeat an input, and whoever sees the seed of a call learns no other.

        Args:
            course_seed: mixed into hidden cases only.
            use: ``inputs`` or ``calls``.
        """
        mixed = "" if self.is_public else course_seed
        text = f"{self.question}/{self.check}/{self.instance}/{use}/{mixed}"
        digest = hashlib.sha256(text.encode()).digest()
        return int.from_bytes(digest[:4]) >> (32 - _SEED_BITS)


@dataclass(slots=True)
class Tools:
    """One case's student, reference, inputs, answers and comparisons."""

    name: CaseName
    check: CheckSettings
    settings: ExaminerSettings
    references: Any
    """The reference modules, or what stands in for them."""
    conversation: Conversation
    typed: "TypedFields"
    right: AnswerKey
    comparisons: list[Comparison] = field(default_factory=list)
    figure: float | None = None
    attach: Attach = field(init=False)
    """Where the pictures of this case are kept."""

    def __post_init__(self) -> None:
        self.attach = Attach(self.conversation)

    @classmethod
    def of(
        cls,
        name: CaseName,
        settings: ExaminerSettings,
        visit: Visit,
        references: References,
    ) -> "Tools":
        """Prepare everything that a case may ask for."""
        check = settings.checks[name.question][name.check]
        conversation = Conversation(
            visit=visit,
            seed=name.seed(settings.seed, "calls"),
            public=name.is_public,
            limits=check.limits_within(settings.limits),
            forbids=settings.forbids.get(name.question, ()),
        )
        fields = visit.examinee.answers.get(name.question, {})
        return cls(
            name=name,
            check=check,
            settings=settings,
            references=references.seeded(conversation.seed),
            conversation=conversation,
            typed=TypedFields(TypedAnswers(name.question, fields)),
            right=AnswerKey(name.question, settings.keys.get(name.question, {})),
        )

    @property
    def attached(self) -> list[Attached]:
        """The pictures of this case."""
        name = self.name.question, self.name.check
        return [(*name, picture) for picture in self.attach.pictures.values()]

    @property
    def data(self) -> Path:
        """The folder of given data, on this side of the wall."""
        return Path(self.settings.template) / "data"

    @property
    def student(self) -> Student:
        """The student's code behind the wall."""
        behind = Path(self.settings.graders) / "behind"
        return Student(self.conversation, self.data, behind)

    @property
    def rng(self) -> torch.Generator:
        """A generator seeded for this case."""
        seed = self.name.seed(self.settings.seed, "inputs")
        return torch.Generator().manual_seed(seed)

    def assert_close(
        self, actual: object, expected: object, metric: Metric = "rel"
    ) -> None:
        """Compare, record how far off the answer is, and end the check if too far.

        Raises:
            StudentFailure: they do not agree.
            ValueError: *expected* is empty or not finite.
        """
        tolerance = self._tolerance(metric)
        verdict = compare(actual, expected, metric=metric, tolerance=tolerance)
        self._judge(verdict)

    def assert_theta(self, expression: sympy.Expr, name: str, symbols: str) -> None:
        """Compare growth with the accepted forms of a field; the nearest counts.

        Raises:
            StudentFailure: the expression grows like none of them.
        """
        names = symbols.replace(",", " ").split()
        forms = self.right.accepted_expressions(name, names)
        deviations = [theta_deviation(expression, form, names) for form in forms]
        told = Comparison(
            metric="theta",
            deviation=min(deviations),
            tolerance=self._tolerance("theta"),
            actual=str(expression)[:200],
            expected=str(forms[0])[:200],
        )
        problem = "" if told.agrees else "The expression grows at another rate."
        self._judge(Verdict(comparison=told, problem=problem))

    def assert_choice(self, name: str) -> None:
        """Compare a typed choice with the accepted ones.

        Raises:
            StudentFailure: it is none of them.
        """
        given = self.typed.choice(name)
        accepted = self.right.accepted_choices(name)
        told = Comparison(
            metric="exact",
            deviation=0.0 if given in accepted else 1.0,
            tolerance=0.0,
            actual=given[:80],
            expected=accepted[0],
        )
        problem = "" if told.agrees else f"This is not the right answer to `{name}`."
        self._judge(Verdict(comparison=told, problem=problem))

    def assert_choices(self, name: str, *, in_order: bool) -> None:
        """Compare a list of typed choices with the right one.

        Args:
            name: the field.
            in_order: whether the order counts.

        Raises:
            StudentFailure: a choice is wrong or missing, or the order is not right.
        """
        given, right = self.typed.choices(name), self.right.choices(name)
        extra, missing = set(given) - set(right), set(right) - set(given)
        if not in_order:
            given, right = sorted(set(given)), sorted(set(right))
        told = Comparison(
            metric="exact",
            deviation=0.0 if given == right else 1.0,
            tolerance=0.0,
            actual=", ".join(given)[:200],
            expected=", ".join(right)[:200],
        )
        problem = "" if told.agrees else f"The order of `{name}` is not the right one."
        if missing:
            problem = f"Something is missing in `{name}`."
        if extra:
            problem = f"Something in `{name}` does not belong there."
        self._judge(Verdict(comparison=told, problem=problem))

    def assert_function(self, expression: sympy.Expr, name: str, symbols: str) -> None:
        """Compare an expression with the accepted forms of a field as a function.

        Raises:
            StudentFailure: it equals none of them.
        """
        names = symbols.replace(",", " ").split()
        forms = self.right.accepted_expressions(name, names)
        told = Comparison(
            metric="function",
            deviation=min(function_deviation(expression, f, names) for f in forms),
            tolerance=self._tolerance("function"),
            actual=str(expression)[:200],
            expected=str(forms[0])[:200],
        )
        problem = "" if told.agrees else "The expression is another function."
        self._judge(Verdict(comparison=told, problem=problem))

    def record_figure(self, value: float) -> None:
        """Keep what the check measured; the rubric's scale makes marks of it."""
        self.figure = float(value)

    def submission_log(self) -> dict[str, Any]:
        """Return the parsed ``submission_log.json`` of the submission.

        Raises:
            StudentFailure: there is none, or it is no JSON object of 1 MiB at most.
        """
        files = self.conversation.visit.examinee.files
        found = [name for name in files if PurePosixPath(name).name == LOG]
        if not found:
            raise StudentFailure(Outcome.NOT_ATTEMPTED, f"There is no {LOG}.")
        content = files[min(found, key=lambda name: (name.count("/"), name))]
        try:
            read = json.loads(content) if len(content) <= _MOST_LOG_BYTES else None
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            message = f"{LOG} is no JSON object of at most 1 MiB."
            raise StudentFailure(Outcome.FAILED, message)
        return read

    def as_tensor(
        self, value: object, shape: tuple[int | None, ...] | None = None
    ) -> torch.Tensor:
        """Return the student's value as a float64 tensor of that shape.

        Args:
            value: whatever came from the student's side.
            shape: the lengths it must have; None is any length.

        Raises:
            StudentFailure: it is not numbers, or not of that shape.
        """
        try:
            numbers = as_numbers(value)
        except NotNumbersError as error:
            raise StudentFailure(Outcome.FAILED, str(error)) from None
        if shape is not None and not _fits(numbers, shape):
            wanted = ", ".join("any" if size is None else str(size) for size in shape)
            message = f"The shape should be [{wanted}], not {list(numbers.shape)}."
            raise StudentFailure(Outcome.FAILED, message)
        if numbers.is_complex():
            raise StudentFailure(Outcome.FAILED, "The numbers should be real.")
        return as_float64(numbers)

    def not_constant(self, value: object) -> None:
        """Guard what is carried forward: it must have two different finite entries.

        Raises:
            StudentFailure: it is constant, or not finite.
        """
        tensor = self.as_tensor(value)
        finite = tensor.numel() > 1 and bool(torch.isfinite(tensor).all())
        if not finite or bool((tensor == tensor.reshape(-1)[0]).all()):
            message = "An earlier result is constant, so nothing can follow from it."
            raise StudentFailure(Outcome.FAILED, message)

    def _tolerance(self, metric: str) -> float:
        own = self.check.tolerance
        return DEFAULT_TOLERANCE[metric] if own is None else own

    def _judge(self, verdict: Verdict) -> None:
        hidden = not self.name.is_public
        self.comparisons.append(replace(verdict.comparison, hidden=hidden))
        if verdict.comparison.agrees:
            return
        full = f"{verdict.problem}{_found(verdict.comparison)}"
        # Where the public case held, the student should know that another did not.
        prefix = "In a hidden case: " if hidden and self.check.public else ""
        shown = f"{prefix}{verdict.problem}" if hidden else full
        raise StudentFailure(Outcome.FAILED, shown, detail=full if hidden else "")


def _fits(tensor: torch.Tensor, shape: tuple[int | None, ...]) -> bool:
    return tensor.ndim == len(shape) and all(
        size in (None, have) for size, have in zip(shape, tensor.shape, strict=True)
    )


def _found(told: Comparison) -> str:
    if not told.actual or math.isinf(told.deviation):
        return ""
    place = f" at {told.where}" if told.where else ""
    if told.metric in ("rel", "abs"):
        return f" Farthest off{place}: {told.actual} instead of {told.expected}."
    return f" Found {told.actual}{place}."
