"""Which submissions share code that others do not: for a person to look at.

Never a mark. Each file is read as tokens, in which a variable's name, a number or a
text is any other, so that renaming and reformatting hide nothing. Every run of tokens
is a fingerprint; a fixed quarter of them is kept, the same in every file (U. Manber,
"Finding similar files in a large file system", USENIX 1994). What the template holds
and what many submissions share is taken out, so that a question that can be written
in one way only makes nobody suspect. Nothing is parsed, imported or run.
"""

import json
import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from markstone.model import Submission

FILE = "similar.json"
"""Beside the gradebook: the pairs of a class."""
SCHEMA = "markstone/similar/1"

_RUN = 16
"""Tokens of a fingerprint: about two lines."""
_KEPT_OF = 4
"""One fingerprint of so many is kept."""
_LEAST = 15
"""Fingerprints, of those kept, that two have to share: some seven lines."""
_SHARE = 0.5
"""Of the shorter submission's own fingerprints, what has to be in the other."""
_SEVERAL = 4
"""So many may share a source; what more have in common is the way to write it,"""
_ONE_IN = 50
"""unless it is no more than one in so many of a large class."""
_MOST_PAIRS = 200
_LONGEST = 200_000
"""Characters of a file that are looked at."""

_TOKEN = re.compile(
    r"""
      \#[^\n]*+
    | [rRbBfFuU]{0,2}+ (?: \"{3}(?s:.*?)\"{3} | '{3}(?s:.*?)'{3}
        | "(?:[^"\\\n]|\\.){0,400}+"  | '(?:[^'\\\n]|\\.){0,400}+' )
    | \.\s*+[^\W\d]\w*+
    | [^\W\d]\w*+
    | \.?\d[\w.]*+
    | [^\w\s]
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two answers to a question are."""

    question: str
    share: float
    """Of the shorter answer's own fingerprints, what is in the other, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two students whose code is alike."""

    first: str
    second: str
    places: tuple[Likeness, ...]
    tokens: int
    """About how many tokens they share that others do not have."""


def pairs(
    submissions: Iterable[Submission], template: Mapping[str, str]
) -> tuple[Pair, ...]:
    """Return the pairs that share most, at most some hundreds, the same each time.

    Args:
        submissions: the class.
        template: by stem the source that every student began with.
    """
    answered: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        for stem in submission.modules:
            answered[stem].append(submission)
    places: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    tokens: Counter[tuple[str, str]] = Counter()
    for stem, some in sorted(answered.items()):
        own = _own(stem, some, template.get(stem, ""))
        for pair, count in _shared(own).items():
            share = count / min(len(own[student]) for student in pair)
            if share >= _SHARE:
                places[pair].append(Likeness(question=stem, share=round(share, 3)))
                tokens[pair] += count * _KEPT_OF
    found = [
        Pair(first=a, second=b, places=tuple(places[a, b]), tokens=tokens[a, b])
        for a, b in places
    ]
    found.sort(key=lambda pair: (-pair.tokens, pair.first, pair.second))
    return tuple(found[:_MOST_PAIRS])


def dump(found: Sequence[Pair], digest: str) -> str:
    """Return ``similar.json``: the pairs, and what they were found in."""
    told = {
        "schema": SCHEMA,
        "of": digest,
        "pairs": [asdict(pair) for pair in found],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> tuple[Pair, ...]:
    """Return the pairs that lie in a folder of results; none where none do."""
    return kept(folder)[1]


def kept(folder: Path) -> tuple[str, tuple[Pair, ...]]:
    """Return what the pairs in a folder were found in, and the pairs.

    The digest is empty where there are none that can be read.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads((folder / FILE).read_bytes())
        if told["schema"] == SCHEMA:
            return str(told["of"]), tuple(map(_pair, told["pairs"]))
    return "", ()


def _pair(told: dict[str, Any]) -> Pair:
    places = tuple(Likeness(**place) for place in told["places"])
    return Pair(**told | {"places": places})


def _own(
    stem: str, submissions: Sequence[Submission], template: str
) -> dict[str, frozenset[int]]:
    """Return by student the fingerprints that few others have."""
    ours = fingerprints(template)
    found = {
        submission.student: prints
        for submission in submissions
        if len(prints := fingerprints(_source(submission, stem)) - ours) >= _LEAST
    }
    holders = Counter(one for prints in found.values() for one in prints)
    few = max(_SEVERAL, len(found) // _ONE_IN)
    few = min(few, len(found) // 2)
    common = {one for one, count in holders.items() if count > max(few, 1)}
    own = {student: prints - common for student, prints in found.items()}
    return {student: prints for student, prints in own.items() if len(prints) >= _LEAST}


def _shared(own: Mapping[str, frozenset[int]]) -> dict[tuple[str, str], int]:
    """Count what every two share, where it is enough."""
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(own):
        for one in own[student]:
            holders[one].append(student)
    counts: Counter[tuple[str, str]] = Counter()
    for students in holders.values():
        counts.update(combinations(students, 2))
    return {pair: count for pair, count in sorted(counts.items()) if count >= _LEAST}


def _source(submission: Submission, stem: str) -> str:
    content = submission.files.get(submission.modules[stem], b"")
    return content[: 4 * _LONGEST].decode(errors="replace")[:_LONGEST]


def fingerprints(source: str) -> frozenset[int]:
    """Return the fingerprints of a file, whatever is in it."""
    codes: dict[str, bytes] = {}
    read = bytearray()
    for token in _TOKEN.findall(source):
        code = codes.get(token)
        if code is None:
            code = codes[token] = _code(token)
        read += code
    data = bytes(read)
    width = 2 * _RUN
    runs = (data[at : at + width] for at in range(0, len(data) - width + 1, 2))
    return frozenset(one for run in runs if not (one := zlib.crc32(run)) % _KEPT_OF)


def _code(token: str) -> bytes:
    """Return two bytes for a token; none for a comment."""
    first = token[0]
    if first == "#":
        return b""
    if first == "." and len(token) > 1 and not token[1].isdigit():
        kind = f".{token[1:].strip()}"  # an attribute: softmax is not sigmoid
    elif token[-1] in "\"'" and len(token) > 1:
        kind = "text"
    elif first.isdigit() or first == ".":
        kind = "number" if len(token) > 1 or first.isdigit() else "."
    elif (first.isalpha() or first == "_") and not keyword.iskeyword(token):
        kind = "name"
    else:
        kind = token
    return (zlib.crc32(kind.encode(errors="replace")) & 0xFFFF).to_bytes(2, "big")
