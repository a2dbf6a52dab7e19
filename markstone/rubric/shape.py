"""The shape of a rubric: which keys there are, and what may stand in them.

The description and the example of a field serve twice: in the JSON schema that
an editor shows while a rubric is written, and in the sentence about a value
that does not fit.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from markstone.model import MarkedBy, Visibility

_Marks = Annotated[
    Decimal,
    Field(gt=0, decimal_places=4, max_digits=12),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
_LineMarks = Annotated[
    Decimal,
    Field(decimal_places=4, max_digits=12),
    WithJsonSchema({"type": "number"}),
]
_Total = Annotated[
    Decimal,
    Field(ge=0, decimal_places=4, max_digits=12),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
_Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Count = Annotated[int, Field(gt=0)]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
_Dotted = Annotated[
    str, Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$", max_length=200)
]
_PartId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=20),
    WithJsonSchema({"type": ["string", "number"]}),  # `id: 3` is a number to YAML
]
_Sentence = Annotated[str, Field(min_length=1, max_length=2_000)]

_NAME = "a name of small letters, digits and `_` that begins with a letter"
_MARKS = "a number above 0 with at most 4 decimal places"
_LINE_MARKS = "a number with at most 4 decimal places, below 0 to take marks off"
_SECONDS = "a number of seconds above 0"
_BYTES = "a whole number of bytes above 0"
_NUMBER = "a whole number above 0"
_LARGEST_REPLY = 256 << 20
"""What one message across the wall may hold."""


class Shape(BaseModel):
    """A mapping in which a key that nobody reads is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckLimitsShape(Shape):
    """What each check of a question may use. What is not named keeps its default."""

    call_seconds: _Seconds | None = Field(None, description=_SECONDS, examples=[10])
    check_seconds: _Seconds | None = Field(None, description=_SECONDS, examples=[60])
    cpu_seconds: _Seconds | None = Field(None, description=_SECONDS, examples=[60])
    memory_bytes: _Count | None = Field(None, description=_BYTES, examples=[2147483648])
    total_memory_bytes: _Count | None = Field(
        None, description=_BYTES, examples=[3221225472]
    )
    processes: _Count | None = Field(None, description=_NUMBER, examples=[64])
    file_bytes: _Count | None = Field(None, description=_BYTES, examples=[33554432])
    scratch_bytes: _Count | None = Field(None, description=_BYTES, examples=[67108864])
    files: _Count | None = Field(None, description=_NUMBER, examples=[4096])
    output_bytes: _Count | None = Field(None, description=_BYTES, examples=[65536])
    flood_bytes: _Count | None = Field(None, description=_BYTES, examples=[33554432])
    reply_bytes: Annotated[int, Field(gt=0, le=_LARGEST_REPLY)] | None = Field(
        None,
        description=f"{_BYTES}, at most {_LARGEST_REPLY}",
        examples=[_LARGEST_REPLY],
    )
    check_reply_bytes: _Count | None = Field(
        None, description=_BYTES, examples=[1073741824]
    )
    check_callbacks: _Count | None = Field(None, description=_NUMBER, examples=[20000])


class LimitsShape(CheckLimitsShape):
    """What one submission may use. What is not named keeps its default."""

    submission_seconds: _Seconds | None = Field(
        None, description=_SECONDS, examples=[60]
    )
    submission_reply_bytes: _Count | None = Field(
        None, description=_BYTES, examples=[4294967296]
    )
    submission_callbacks: _Count | None = Field(
        None, description=_NUMBER, examples=[100000]
    )
    examiner_bytes: _Count | None = Field(
        None, description=_BYTES, examples=[4294967296]
    )


class ScaleShape(Shape):
    """How a figure that the check records becomes marks."""

    figure: _Sentence = Field(
        description="what the figure is", examples=['"accuracy in percent"']
    )
    low: float = Field(
        alias="from",
        description="the figure up to which there are no marks",
        examples=[75],
        allow_inf_nan=False,
    )
    high: float = Field(
        alias="to",
        description="the figure from which there are all marks",
        examples=[85],
        allow_inf_nan=False,
    )


class CheckShape(Shape):
    """One test function of the grader. Give `marks` or `weight`, not both."""

    marks: _Marks | None = Field(None, description=_MARKS, examples=[2.5])
    weight: _Marks | None = Field(
        None,
        description=f"{_MARKS}, the share of the part's marks",
        examples=[1],
    )
    needs: tuple[str, ...] = Field(
        (), description="a list of checks of the same question", examples=["[load]"]
    )
    visibility: Visibility = Field(
        Visibility.HIDDEN, description="`public` or `hidden`", examples=["public"]
    )
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None, description="a number from 0 up", examples=["1.0e-3"]
    )
    hint: _Sentence = Field(
        "", description="a sentence for the student", examples=['"Sum over z first."']
    )
    follows: _Sentence = Field(
        "",
        description="words for what of the student's own it is judged on",
        examples=["your own z"],
    )
    call_seconds: _Seconds | None = Field(None, description=_SECONDS, examples=[20])
    scale: ScaleShape | None = Field(
        None,
        description="a mapping of `figure`, `from` and `to`",
        examples=["{figure: accuracy, from: 75, to: 85}"],
    )


class LineShape(Shape):
    """One line that a human marker ticks."""

    marks: _LineMarks = Field(description=_LINE_MARKS, examples=[0.25])
    title: _Sentence = Field(
        description="a sentence for the marker", examples=['"says why"']
    )
    for_student: _Sentence = Field(
        "",
        description="a sentence that the student reads where the line is ticked",
        examples=['"You say why the bound is tight."'],
    )


class PartShape(Shape):
    """What the paper gives marks to: `checks` for a machine, `lines` for a human."""

    id: _PartId = Field(
        description="the paper's name of the part: letters, digits, `.`, `_`, `-`",
        examples=["a"],
    )
    title: _Sentence = Field(description="a few words", examples=['"The KL term"'])
    marks: _Marks = Field(description=_MARKS, examples=[2.5])
    marked_by: MarkedBy = Field(
        description="`machine` or `human`", examples=["machine"]
    )
    checks: Annotated[dict[_Name, CheckShape], Field(min_length=1)] | None = Field(
        None,
        description="a mapping of names to checks",
        examples=["{kl: {marks: 2}}"],
    )
    lines: Annotated[dict[_Name, LineShape], Field(min_length=1)] | None = Field(
        None,
        description="a mapping of names to lines",
        examples=['{why: {marks: 0.25, title: "says why"}}'],
    )


class QuestionShape(Shape):
    """One stem: a module, a mapping in `answers.yaml`, or both."""

    stem: _Name = Field(description=_NAME, examples=["p2_vae"])
    title: _Sentence = Field(description="a few words", examples=['"The VAE"'])
    optional: bool = Field(
        default=False, description="`true` or `false`", examples=["true"]
    )
    limits: CheckLimitsShape = Field(
        default_factory=lambda: CheckLimitsShape.model_validate({}),
        description="a mapping of limits",
        examples=["{memory_bytes: 3221225472}"],
    )
    forbids: tuple[_Dotted, ...] = Field(
        (),
        description="a list of classes and functions that the answer must not use, "
        "by their full names",
        examples=["[torch.nn.TransformerEncoderLayer]"],
    )
    parts: tuple[PartShape, ...] = Field(
        min_length=1, description="a list of parts", examples=["[{id: a, ...}]"]
    )


class RubricShape(Shape):
    """One assignment: what is asked, and what each answer is worth."""

    assignment: _Name = Field(
        description=f"{_NAME}, the file's name without `.yaml`",
        examples=["cs5370_a5"],
    )
    title: _Sentence = Field(description="a few words", examples=['"Assignment 5"'])
    total: _Total = Field(
        description="the marks of all questions that are not optional, a number from 0 "
        "up with at most 4 decimal places",
        examples=[28],
    )
    source: _Sentence = Field(
        description="a sentence on where the paper is from", examples=['"CS 5370"']
    )
    given: tuple[_Name, ...] = Field(
        (),
        description="a list of the modules that students receive ready-made",
        examples=["[lm_setup]"],
    )
    limits: LimitsShape = Field(
        default_factory=lambda: LimitsShape.model_validate({}),
        description="a mapping of limits",
        examples=["{call_seconds: 10}"],
    )
    questions: tuple[QuestionShape, ...] = Field(
        min_length=1, description="a list of questions", examples=["[{stem: q1, ...}]"]
    )
