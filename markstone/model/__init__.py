"""The nouns that flow through the program, all frozen plain data.

``Assignment`` ⊃ ``Question`` ⊃ ``Part`` ⊃ ``Check`` is what a rubric says.
``Submission`` is what a student handed in. ``Evidence`` is what the examiner
saw, ``Scorecard`` what that is worth, ``Gradebook`` all of them together.
Marks are :class:`~decimal.Decimal` and rounded nowhere but in a report.
"""

from markstone.model.assignment import (
    STRETCH,
    Assignment,
    Check,
    Limits,
    MarkedBy,
    Part,
    Question,
    Scale,
    Visibility,
)
from markstone.model.evidence import (
    DEFAULT_TOLERANCE,
    CheckResult,
    Comparison,
    Evidence,
    Outcome,
)
from markstone.model.gradebook import (
    Award,
    Gradebook,
    PartCard,
    QuestionCard,
    Scorecard,
)
from markstone.model.submission import Person, Status, Submission, Typed

__all__ = [
    "DEFAULT_TOLERANCE",
    "STRETCH",
    "Assignment",
    "Award",
    "Check",
    "CheckResult",
    "Comparison",
    "Evidence",
    "Gradebook",
    "Limits",
    "MarkedBy",
    "Outcome",
    "Part",
    "PartCard",
    "Person",
    "Question",
    "QuestionCard",
    "Scale",
    "Scorecard",
    "Status",
    "Submission",
    "Typed",
    "Visibility",
]
