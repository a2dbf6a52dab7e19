"""What the engine asks of the outside, as protocols."""

from typing import Protocol


class Progress(Protocol):
    """Is told how a run goes on; shows it, or does not."""

    def say(self, sentence: str) -> None:
        """Tell what is being done now."""

    def start(self, assignment: str, total: int) -> None:
        """Begin to count an assignment's submissions."""

    def advance(self, student: str) -> None:
        """One more submission is done."""

    def end(self) -> None:
        """The assignment is done."""
