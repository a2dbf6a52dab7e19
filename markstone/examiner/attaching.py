"""The pictures that a check attaches: drawn from what it has, never asking for more.

A picture changes no outcome. What goes wrong while it is made is kept for the
instructor, and where the student's values cannot be drawn there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import Any

from markstone.comparison import NotNumbersError
from markstone.examiner import charting, drawing
from markstone.examiner.conversation import Conversation
from markstone.examiner.failures import StudentFailure
from markstone.model import Picture

_MOST = 12
"""Pictures of one check."""
_LONGEST_FAULT = 500
_STUDENTS = (
    *(StudentFailure, NotNumbersError, AssertionError),
    drawing.UndrawableError,
)
"""What is raised over a student's values that cannot be drawn."""


@dataclass(slots=True)
class Attach:
    """Keeps what one case of a check shows; of a hidden case, nothing.

    Wherever a value is wanted, a function without arguments may stand that returns
    it: it is called only where there is something to draw. A second picture with the
    caption of an earlier one takes its place.
    """

    conversation: Conversation
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By caption."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, for the instructor."""

    def images(self, caption: str, **shown: Any) -> None:
        """Show images in a row, see :func:`.drawing.images`."""
        self._draw(drawing.images, caption, shown)

    def heat(self, caption: str, **shown: Any) -> None:
        """Show tables of numbers as colours, see :func:`.drawing.heat`."""
        self._draw(drawing.heat, caption, shown)

    def captioned(self, caption: str, **shown: Any) -> None:
        """Show an image with two captions, see :func:`.drawing.captioned`."""
        self._draw(drawing.captioned, caption, shown)

    def curve(self, caption: str, **shown: Any) -> None:
        """Show values step by step, see :func:`.charting.curve`."""
        self._draw(charting.curve, caption, shown)

    def trajectory(self, caption: str, **shown: Any) -> None:
        """Show a path in a plane, see :func:`.charting.trajectory`."""
        self._draw(charting.trajectory, caption, shown)

    def directions(self, caption: str, **shown: Any) -> None:
        """Show points and directions, see :func:`.charting.directions`."""
        self._draw(charting.directions, caption, shown)

    def confusion(self, caption: str, **shown: Any) -> None:
        """Count what was taken for what, see :func:`.charting.confusion`."""
        self._draw(charting.confusion, caption, shown)

    def levels(self, caption: str, **shown: Any) -> None:
        """Show shapes level by level, see :func:`.charting.levels`."""
        self._draw(charting.levels, caption, shown)

    def _draw(
        self, draw: Callable[..., Picture], caption: str, shown: Mapping[str, Any]
    ) -> None:
        if not self.conversation.public:
            return
        self.conversation.is_closed = True
        try:
            known = {name: _evaluated(value) for name, value in shown.items()}
            picture = draw(caption, **known)
        except _STUDENTS:
            return  # the check itself says what is amiss with the student's values
        except Exception as error:  # noqa: BLE001 (no picture may end a check)
            self._note(f"“{caption}” could not be drawn: {error!r}")
            return
        finally:
            self.conversation.is_closed = False
        if caption in self.pictures or len(self.pictures) < _MOST:
            self.pictures[caption] = picture
        else:
            self._note(f"“{caption}” is one picture too many")

    def _note(self, fault: str) -> None:
        self.faults.append(fault[:_LONGEST_FAULT])


def _evaluated(value: object) -> object:
    # Only what is ours: an object of the student's can be called, too.
    return value() if isinstance(value, FunctionType | MethodType) else value
