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
from markstone.model.human import Human, HumanMark, Place
from markstone.model.picture import (
    Chart,
    Level,
    Matrix,
    Picture,
    Series,
    Style,
    Tile,
)
from markstone.model.submission import Person, Status, Submission, Typed
from markstone.model.written import FILES, PROSE, Written, written

__all__ = [
    "DEFAULT_TOLERANCE",
    "FILES",
    "PROSE",
    "STRETCH",
    "Assignment",
    "Award",
    "Chart",
    "Check",
    "CheckResult",
    "Comparison",
    "Evidence",
    "Gradebook",
    "Human",
    "HumanMark",
    "Level",
    "Limits",
    "MarkedBy",
    "Matrix",
    "Outcome",
    "Part",
    "PartCard",
    "Person",
    "Picture",
    "Place",
    "Question",
    "QuestionCard",
    "Scale",
    "Scorecard",
    "Series",
    "Status",
    "Style",
    "Submission",
    "Tile",
    "Typed",
    "Visibility",
    "Written",
    "written",
]
