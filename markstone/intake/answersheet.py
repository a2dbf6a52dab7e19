"""``answers.yaml``: typed answers, every scalar of them read as a string.

The text is a stranger's: no tag, anchor, alias or merge key is followed, size
and depth are bounded, and a key that stands twice is a fault, not a choice.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from markstone.intake.names import printable, text_of
from markstone.model import Typed

FIELD_OF_PROSE = "prose"
_BYTES = 64 << 10
_DEEPEST = 8
_ASSIGNMENT = re.compile(r"""^assignment:\s*["']?([\w.-]+)""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one ``answers.yaml`` says, before anybody knows the questions."""

    label: str
    """Where it stood, for messages."""
    assignment: str = ""
    answers: Mapping[str, Mapping[str, Typed]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    is_readable: bool = True


def parse_sheet(data: bytes, *, label: str) -> Sheet:
    """Read one sheet; a broken one comes back with its fault and no answers."""
    if len(data) > _BYTES:
        fault = f"{label} is larger than {_BYTES >> 10} KB and was not read."
        return Sheet(label=label, faults=(fault,), is_readable=False)
    text = _decode(data)
    try:
        value = _load(text)
    except yaml.YAMLError as error:
        named = _ASSIGNMENT.search(text)
        return Sheet(
            label=label,
            assignment=named[1] if named else "",
            faults=(f"{label}{_explain(error)} Its typed answers were not read.",),
            is_readable=False,
        )
    return _sort(value, label)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # an old editor on Windows
        return data.decode("cp1252", "replace")


def _load(text: str) -> Typed:
    events = yaml.parse(text, Loader=yaml.BaseLoader)
    value: Typed = {}
    for number, event in enumerate(_starts(events)):
        if number:
            _refuse("a second document begins; one `---` at most", event)
        value = _build(event, events, depth=1)
    return value


def _starts(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Pass over what frames a document and stop at the node in it."""
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            yield event


def _build(event: yaml.Event, events: Iterator[yaml.Event], *, depth: int) -> Typed:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        _refuse("`*` and `&` names are not read here; write the answer out", event)
    if getattr(event, "tag", None):
        _refuse("`!` tags are not read here; put the answer in quotes", event)
    if depth > _DEEPEST:
        _refuse(f"nested deeper than {_DEEPEST} levels", event)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_build(item, events, depth=depth + 1) for item in _until_end(events)]
    if isinstance(event, yaml.MappingStartEvent):
        return _build_mapping(events, depth=depth)
    assert isinstance(event, yaml.ScalarEvent)  # noqa: S101  (no other node is left)
    return text_of(event.value)


def _build_mapping(events: Iterator[yaml.Event], *, depth: int) -> dict[str, Typed]:
    mapping: dict[str, Typed] = {}
    for event in _until_end(events):
        key = _build(event, events, depth=depth + 1)
        if not isinstance(key, str):
            _refuse("a key must be one word", event)
        if key == "<<":
            _refuse("`<<` is not read here; write the answer out", event)
        if key in mapping:
            _refuse(f"`{key}` stands here a second time", event)
        mapping[key] = _build(next(events), events, depth=depth + 1)
    return mapping


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            return
        yield event


class _UnusualError(yaml.YAMLError):
    """YAML that is well formed and that nobody needs for an answer."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def _refuse(why: str, event: yaml.Event) -> NoReturn:
    raise _UnusualError(why, event.start_mark.line if event.start_mark else 0)


def _explain(error: yaml.YAMLError) -> str:
    if isinstance(error, _UnusualError):
        return f":{error.line + 1} is not read: {printable(error.problem)}."
    if not isinstance(error, yaml.MarkedYAMLError) or not error.problem_mark:
        return " holds a character that is not text."
    problem = error.problem or "not readable as YAML"
    if "found character '\\t'" in problem:
        problem = "a tab is not allowed here; indent with blanks"
    return f":{error.problem_mark.line + 1} is not read: {printable(problem)}."


def _sort(value: Typed, label: str) -> Sheet:
    if not isinstance(value, dict):
        fault = f"{label} must hold `assignment:` and one mapping for each question."
        return Sheet(label=label, faults=(fault,), is_readable=False)
    faults = []
    assignment = value.pop("assignment", "")
    if not isinstance(assignment, str):
        faults.append(f"{label}: `assignment:` must be one name.")
        assignment = ""
    answers: dict[str, Mapping[str, Typed]] = {}
    for stem, fields in value.items():
        if isinstance(fields, dict):
            answers[stem] = fields
        elif fields:
            name = printable(stem)
            faults.append(
                f"{label}: `{name}` must hold a mapping of its fields, such as "
                f"`{name}: {{{FIELD_OF_PROSE}: ...}}`."
            )
    return Sheet(
        label=label,
        assignment=assignment.strip(),
        answers=answers,
        faults=tuple(faults),
    )
