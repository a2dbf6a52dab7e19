"""What an attack says of itself, read strictly.

An attack is a file ``corpus/<name>.py``, handed in as the module of one question, or
a folder ``corpus/<name>/`` that holds such a module beside other files. The module's
docstring says in a sentence what is tried and ends in a paragraph of fields::

    Catalogue: 12, 13
    Question: t4_minimax
    Comes to: alternating_hidden FAILED/ERRORED
    Seconds: 4
    Not stopped by: none

``Comes to`` names every check that is run, and what may come of it; a check that
comes to ``PASSED`` is one that the author has answered honestly. The optional fields
are ``Not run on`` (tiers where it would harm the machine), ``Together`` (how many
copies are graded at the same time) and ``Laid as`` (names under which ``laid.txt``
of the folder is handed in, because it must not have them here).
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markstone.model import Outcome

CORPUS = Path(__file__).parent / "corpus"
TIERS = ("namespaces", "namespaces-cold", "landlock", "none")
"""Strongest first, as the columns of the table."""
LAID = "laid.txt"
_REQUIRED = {"Catalogue", "Question", "Comes to", "Seconds", "Not stopped by"}
_OPTIONAL = {"Not run on", "Together", "Laid as"}


class HeaderError(ValueError):
    """A header does not say what it must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One hostile submission and what must come of it."""

    name: str
    tries: str
    """Its author's first sentence."""
    catalogue: tuple[int, ...]
    """Numbers in the catalogue; empty for what stands in none."""
    question: str
    comes_to: Mapping[str, frozenset[Outcome]]
    seconds: float
    not_stopped_by: frozenset[str]
    not_run_on: frozenset[str]
    together: int
    files: Mapping[str, bytes]
    """What is handed in, by name."""

    def allowed(self, check: str) -> frozenset[Outcome]:
        """Return what may come of a check; nothing where the header is silent."""
        return self.comes_to.get(check, frozenset())

    def verdict(self, tier: str) -> str:
        """Return the word of the table for a tier."""
        if tier in self.not_run_on:
            return "not run"
        return "not stopped" if tier in self.not_stopped_by else "stopped"


def load_all() -> list[Attack]:
    """Read the corpus, sorted by name.

    Raises:
        HeaderError: one of the headers is not as it must be.
    """
    entries = [p for p in CORPUS.iterdir() if p.name != "__pycache__"]
    return [_load(path) for path in sorted(entries, key=lambda p: p.stem)]


def read(name: str, docstring: str, files: Mapping[str, bytes]) -> Attack:
    """Read one docstring.

    Args:
        name: of the attack.
        docstring: of its module.
        files: what is handed in, by name; an empty name is the module's.

    Raises:
        HeaderError: a field is missing, unknown, or says something unknown.
    """
    first = " ".join(docstring.strip().split("\n\n", maxsplit=1)[0].split())
    fields = _fields(name, docstring)
    if not first.endswith("."):
        raise HeaderError(f"{name}: begin with a sentence that says what is tried")
    question = fields["Question"]
    laid = _words(fields.get("Laid as", ""))
    return Attack(
        name=name,
        tries=f"{first.partition('. ')[0].rstrip('.')}.",
        catalogue=_catalogue(name, fields["Catalogue"]),
        question=question,
        comes_to=_comes_to(name, fields["Comes to"]),
        seconds=float(fields["Seconds"]),
        not_stopped_by=_tiers(name, fields["Not stopped by"]),
        not_run_on=_tiers(name, fields.get("Not run on", "nothing")),
        together=int(fields.get("Together", "1")),
        files=_handed_in(files, f"{question}.py", laid),
    )


def _load(path: Path) -> Attack:
    if path.is_file():
        return read(path.stem, _docstring(path), {"": path.read_bytes()})
    modules = [file for file in path.glob("*.py") if "Catalogue:" in file.read_text()]
    if len(modules) != 1:
        raise HeaderError(f"{path.name}: one module of the folder has a header")
    files = {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    files[""] = files.pop(modules[0].name)
    return read(path.name, _docstring(modules[0]), files)


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""


def _fields(name: str, docstring: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    key = ""
    for line in docstring.strip().split("\n\n")[-1].splitlines():
        if line.startswith(" ") and key:
            fields[key] += f" {line.strip()}"
            continue
        key, colon, value = line.partition(":")
        if not colon or key not in _REQUIRED | _OPTIONAL or key in fields:
            raise HeaderError(f"{name}: {line!r} is no field, or a second one")
        fields[key] = value.strip()
    if missing := _REQUIRED - fields.keys():
        raise HeaderError(f"{name}: no field {', '.join(sorted(missing))}")
    return fields


def _catalogue(name: str, text: str) -> tuple[int, ...]:
    if text == "beyond it":
        return ()
    numbers = tuple(int(word) for word in _words(text))
    if not numbers or not all(1 <= number <= 100 for number in numbers):
        raise HeaderError(f"{name}: the catalogue goes from 1 to 100")
    return numbers


def _comes_to(name: str, text: str) -> dict[str, frozenset[Outcome]]:
    found: dict[str, frozenset[Outcome]] = {}
    for told in _words(text):
        check, _, outcomes = told.partition(" ")
        try:
            may_be = frozenset(Outcome(word) for word in outcomes.split("/"))
        except ValueError as error:
            raise HeaderError(f"{name}: {error}") from error
        if check in found:
            raise HeaderError(f"{name}: {check} stands there twice")
        found[check] = may_be
    return found


def _tiers(name: str, text: str) -> frozenset[str]:
    tiers = frozenset() if text == "nothing" else frozenset(_words(text))
    if not tiers <= set(TIERS) or (not tiers and text != "nothing"):
        raise HeaderError(f"{name}: {text!r} names no tier")
    return tiers


def _handed_in(
    files: Mapping[str, bytes], module: str, laid: list[str]
) -> dict[str, bytes]:
    named = {file or module: content for file, content in files.items()}
    obeyed = named.pop(LAID, b"")
    return named | dict.fromkeys(laid, obeyed)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
