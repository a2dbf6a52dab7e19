"""How a check ends before its last line."""

from markstone.model import Outcome


class StudentFailure(Exception):  # noqa: N818 (no error of ours)
    """The student's work came to this outcome."""

    def __init__(self, outcome: Outcome, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        """A sentence that the student may read."""
        self.detail = detail
        """What only the instructor may: a hidden case's exception, its values."""
