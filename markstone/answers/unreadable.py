"""The two ways in which a typed answer cannot be judged, and how text is quoted."""


class UnreadableAnswer(ValueError):  # noqa: N818  (a verdict on an answer, not a fault)
    """An answer is there and cannot be read; the message is for the student."""


class NotAttempted(ValueError):  # noqa: N818  (a verdict on an answer, not a fault)
    """The field is absent or blank; the message is for the student."""


def excerpt(text: str, limit: int = 40) -> str:
    r"""Quote the beginning of a student's text, on one line and harmless to print.

    What does not print (line breaks, escapes, marks that turn the direction of
    writing) is shown by its code point, as in ``"n\u202e2"``.
    """
    head = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:limit])
    return f'"{head}{"…" if len(text) > limit else ""}"'
