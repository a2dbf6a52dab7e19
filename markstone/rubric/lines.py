"""YAML as plain data in which every number is still text, with its lines.

A mark read as a binary float is no longer what the paper says; scalars stay as
they were written until somebody asks for a decimal.
"""

from dataclasses import dataclass

import yaml

from markstone.errors import RubricError

Loc = tuple[str | int, ...]
"""The way to a value: keys and positions from the top of the file."""

Raw = str | list["Raw"] | dict[str, "Raw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a rubric."""

    loc: Loc
    sentence: str
    """What it must be, what it is, what to write."""
    line: int = 0
    """Set where ``loc`` alone would point elsewhere."""


class Text:
    """A YAML file taken apart: its data, its lines, and what YAML let pass.

    Raises:
        RubricError: it is no YAML.
    """

    def __init__(self, text: str, *, name: str) -> None:
        self.name = name
        self.raw: Raw = {}
        self.faults: list[Fault] = []
        self._lines: dict[Loc, int] = {}
        try:
            node = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem = getattr(error, "problem", None) or "a character is not allowed"
            raise RubricError(
                f"{name}:{line}: not readable as YAML: {problem}."
            ) from error
        if node is not None:
            self.raw = self._convert(node, (), ())

    def error(self, faults: list[Fault]) -> RubricError:
        """Return one error that lists all faults, by line."""
        placed = sorted(faults, key=self._line)
        return RubricError(
            "\n".join(
                f"{self.name}:{self._line(fault)}: {_path(fault.loc)}{fault.sentence}"
                for fault in placed
            )
        )

    def _line(self, fault: Fault) -> int:
        loc = fault.loc
        while loc and loc not in self._lines:
            loc = loc[:-1]
        return fault.line or self._lines.get(loc, 1)

    def _convert(self, node: yaml.Node, loc: Loc, above: tuple[yaml.Node, ...]) -> Raw:
        self._lines.setdefault(loc, _line_of(node))
        if node in above:
            self._fault(node, loc, "contains itself. Write it out.")
            return ""
        if isinstance(node, yaml.SequenceNode):
            return [
                self._convert(item, (*loc, i), (*above, node))
                for i, item in enumerate(node.value)
            ]
        if isinstance(node, yaml.MappingNode):
            return self._convert_mapping(node, loc, (*above, node))
        return str(node.value)

    def _convert_mapping(
        self, node: yaml.MappingNode, loc: Loc, above: tuple[yaml.Node, ...]
    ) -> dict[str, Raw]:
        mapping: dict[str, Raw] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, loc, "a key must be one word.")
                continue
            name = str(key.value)
            inner = (*loc, name)
            if name == "<<":
                self._fault(key, inner, "is not read here. Write the keys out.")
            elif name in mapping:
                self._fault(
                    key,
                    inner,
                    f"stands twice, first in line {self._lines[inner]}. Remove one.",
                )
            else:
                self._lines[inner] = _line_of(key)
                mapping[name] = self._convert(value, inner, above)
        return mapping

    def _fault(self, node: yaml.Node, loc: Loc, sentence: str) -> None:
        self.faults.append(Fault(loc=loc, sentence=sentence, line=_line_of(node)))


def _line_of(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _path(loc: Loc) -> str:
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc]
    return f"{''.join(steps).removeprefix('.')}: " if steps else ""
