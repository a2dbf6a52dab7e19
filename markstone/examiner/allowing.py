"""What a limit of the rubric is to a process behind the wall."""

from markstone.candidate.settings import Allowance
from markstone.model import Limits


def allowance(limits: Limits) -> Allowance:
    """Return what one worker may use under *limits*."""
    return Allowance(
        cpu_seconds=limits.computing_seconds,
        memory_bytes=limits.memory_bytes,
        file_bytes=limits.file_bytes,
        processes=limits.processes,
        total_memory_bytes=limits.total_memory_bytes,
        scratch_bytes=limits.scratch_bytes,
        files=limits.files,
    )
