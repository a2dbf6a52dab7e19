"""One sentence for each limit: what was too much, the figure, and what to do."""

from markstone.model import Limits, Outcome

End = tuple[Outcome, str]
"""What a check comes to, and the sentence that the student reads."""


def of_call(seconds: float) -> End:
    """Return the end of a call that took too long."""
    return Outcome.TIMED_OUT, (
        f"Your code was still running after {seconds:g} s, the longest that a call may "
        "take. Look for a loop that does not end, or let tensors do the work of loops."
    )


def of_check(limits: Limits) -> End:
    """Return the end of a check whose calls took too long together."""
    return Outcome.TIMED_OUT, (
        "All calls of this check together took more than the "
        f"{limits.seconds_of_check:g} s that they may. Make the slowest one faster."
    )


def of_submission(limits: Limits) -> End:
    """Return the end of whatever comes once a submission's time is used up."""
    return Outcome.TIMED_OUT, (
        f"The submission used up its {limits.submission_seconds:g} s in all. Make the "
        "slowest functions faster; a module that computes when it is imported does so "
        "for every check."
    )


def of_computing(limits: Limits) -> End:
    """Return the end of processes that computed too long together."""
    return Outcome.TIMED_OUT, (
        f"Your code computed for more than {limits.computing_seconds:g} s on all cores "
        "together. Start fewer processes or threads, or compute less."
    )


def of_memory(limits: Limits) -> End:
    """Return the end of a process that asked for too much memory."""
    return Outcome.OUT_OF_MEMORY, (
        "Your code asked for more memory than it may use, "
        f"{size(limits.memory_bytes)}. Keep fewer or smaller tensors at one time."
    )


def of_total_memory(limits: Limits) -> End:
    """Return the end of processes that held too much memory together."""
    return Outcome.OUT_OF_MEMORY, (
        "The processes that your code started held more memory together than they may, "
        f"{size(limits.total_memory_bytes)}. Start fewer of them, or none: "
        "`num_workers=0`."
    )


def of_flood(limits: Limits) -> End:
    """Return the end of what printed without end."""
    return Outcome.ERRORED, (
        f"Your code printed more than {size(limits.flood_bytes)} and was stopped. Take "
        "out what prints inside a loop."
    )


def of_reply(limits: Limits) -> End:
    """Return the end of a call whose answer is too large."""
    return Outcome.ERRORED, (
        "Your code returned more at once than it may, "
        f"{size(limits.reply_bytes)}. Look at the shape of what it returns."
    )


def of_replies(limits: Limits, *, whole: bool) -> End:
    """Return the end of a check, or of the whole submission, that sent too much."""
    most = limits.submission_reply_bytes if whole else limits.check_reply_bytes
    unit = "all checks together" if whole else "one check"
    return Outcome.ERRORED, (
        f"Your code returned more in {unit} than it may, {size(most)}. Look at the "
        "shapes of what it returns, and of what it passes to functions."
    )


def of_callbacks(limits: Limits, *, whole: bool) -> End:
    """Return the end of a check, or of a submission, that called back too often."""
    most = limits.submission_callbacks if whole else limits.check_callbacks
    unit = "all checks together" if whole else "one check"
    return Outcome.ERRORED, (
        f"Your code called functions that were passed in more than {most:,} times in "
        f"{unit}. Look for a loop that does not end."
    )


def of_error(kind: str, limits: Limits) -> str:
    """Return the sentence for a kind of error that a limit is behind, else nothing."""
    match kind:
        case "file":
            most = size(limits.file_bytes)
            return f"A file grew beyond {most}, the largest that it may be. Write less."
        case "space":
            return (
                f"Your code wrote more than {size(limits.scratch_bytes)} or more than "
                f"{limits.files:,} files. Remove what it no longer needs."
            )
        case "processes":
            return (
                f"Your code may have {limits.processes} processes and threads at one "
                "time, and asked for more. Start fewer, or none: `num_workers=0`."
            )
        case "open":
            return (
                "Your code had too many files open at one time. Close each one, best "
                "by `with open(...) as file:`."
            )
        case "reply":
            return of_reply(limits)[1]
        case _:
            return ""


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, bits in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if count >= 1 << bits:
            return f"{count / (1 << bits):.4g} {unit}"
    return f"{count} bytes"
