"""The border where plain data becomes evidence, and evidence becomes a file.

What the examiner sends is validated here, field by field, before anything is
marked; the file has the same shape, so that it can be read back and re-marked.
"""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from markstone.errors import MarkstoneError
from markstone.model import CheckResult, Evidence

_RESULT = TypeAdapter(CheckResult)
_EVIDENCE = TypeAdapter(Evidence)
_OF_THIS_RUN = {"tape", "pictures", "reference_notes", "started", "seconds"}
_NO_ASCII = re.compile(r"[^\n -~]+")


def result(plain: dict[str, Any]) -> CheckResult:
    """Read one check's result as the examiner sent it.

    Raises:
        MarkstoneError: a field is missing or of another kind; a fault of ours.
    """
    try:
        return _RESULT.validate_python(plain)
    except ValidationError as error:
        raise MarkstoneError(f"the examiner sent no result: {error}") from error


def dump(evidence: Evidence) -> bytes:
    """Return the bytes of an evidence file; the same evidence, the same bytes.

    An infinite deviation is written as the string ``"Infinity"``: JSON has no
    word for it, and a null would lose it. What tells of this run alone is left
    out, and so are tape and pictures. Everything is written in ASCII, so that no
    text of a student's steers a terminal.
    """
    text = to_json(
        evidence, exclude=_OF_THIS_RUN, indent=1, inf_nan_mode="strings"
    ).decode()
    ascii_only = _NO_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)
    return ascii_only.encode() + b"\n"


def load(content: bytes) -> Evidence:
    """Read an evidence file back.

    Raises:
        MarkstoneError: it is no evidence file.
    """
    try:
        return _EVIDENCE.validate_json(content)
    except ValidationError as error:
        raise MarkstoneError(f"not an evidence file: {error}") from error


def read(path: Path) -> Evidence | None:
    """Return what an evidence file holds; None where none can be read."""
    with suppress(OSError, MarkstoneError):
        return load(path.read_bytes())
    return None
