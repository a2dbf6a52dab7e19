"""Faults of the instructor or the host, each with the exit code it ends in.

    MarkstoneError            1   grading finished or stopped on a fault of ours
    ├── UsageError            2   the command line names something that is not there
    ├── RubricError           2   a rubric, a reference or a grader does not fit
    ├── NothingToGradeError   3   no submission was found
    ├── SandboxError          2   no wall that may be used on this machine
    ├── ClusterError          2   no worker of a cluster can grade
    └── AssetError            1   a shipped file is missing or was changed

A student's failure is never an exception of this tree: it is an
:class:`~markstone.model.Outcome`.
"""


class MarkstoneError(Exception):
    """A fault that a person has to see; ends the run."""

    exit_code = 1


class UsageError(MarkstoneError):
    """What was asked for on the command line cannot be done as written."""

    exit_code = 2


class RubricError(MarkstoneError):
    """A course's own files contradict themselves; the message lists every fault."""

    exit_code = 2


class NothingToGradeError(MarkstoneError):
    """The folder holds no submission."""

    exit_code = 3


class AssetError(MarkstoneError):
    """A file that students receive is not the one that the course ships."""


class SandboxError(MarkstoneError):
    """The wall cannot be built, or fell twice under the same submission."""

    exit_code = 2


class ClusterError(MarkstoneError):
    """No worker of a cluster can grade, or the cluster is gone."""

    exit_code = 2
