"""What trusted code must not call, read from its source and never imported.

Two tables: comparisons that a wrong answer passes, for graders, and whatever runs
what it reads, for everything on our side of the wall.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_CLOSENESS = {"allclose", "array_equal", "array_equiv", "equal", "isclose"}
_RUNNERS = {"eval", "exec", "__import__"}
_PICKLES = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
_SAFE_LOADERS = {"BaseLoader", "SafeLoader", "CBaseLoader", "CSafeLoader"}
_UNSAFE_READERS = {
    "yaml.unsafe_load": "yaml.safe_load",
    "yaml.full_load": "yaml.safe_load",
    "sympy.sympify": "markstone.answers.symbolic",
    "sympy.parse_expr": "markstone.answers.symbolic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banned:
    """One call that should not be there."""

    line: int
    sentence: str


def careless_comparisons(path: Path) -> list[Banned]:
    """Find the comparisons of a grader that a wrong answer passes.

    Raises:
        SyntaxError: the file is no Python.
    """
    return sorted(_careless(_read(path)), key=lambda found: found.line)


def unsafe_readers(path: Path) -> list[Banned]:
    """Find what would run, or build at will, something that it reads.

    Raises:
        SyntaxError: the file is no Python.
    """
    return sorted(_unsafe(_read(path)), key=lambda found: found.line)


def careless_graders(folder: Path) -> list[str]:
    """Return every careless comparison of an assignment's graders as a fault."""
    return [
        f"{path.parent.name}/{path.name}:{found.line}: {found.sentence}"
        for path in sorted(folder.glob("*.py"))
        for found in careless_comparisons(path)
    ]


@dataclass(frozen=True, slots=True)
class _Source:
    tree: ast.Module
    imported: dict[str, str] = field(default_factory=dict)
    """What a bound name stands for, with dots."""

    def name(self, node: ast.expr) -> str:
        """Return the dotted name of an expression, as far as there is one."""
        match node:
            case ast.Name():
                return self.imported.get(node.id, node.id)
            case ast.Attribute():
                return f"{self.name(node.value)}.{node.attr}"
            case _:
                return "?"


def _read(path: Path) -> _Source:
    source = _Source(ast.parse(path.read_text("utf-8"), filename=path.name))
    for node in ast.walk(source.tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    bound = alias.asname or alias.name.partition(".")[0]
                    whole = alias.name if alias.asname else bound
                    source.imported[bound] = _usual(whole)
            case ast.ImportFrom(module=str() as module):
                for alias in node.names:
                    bound = alias.asname or alias.name
                    source.imported[bound] = f"{_usual(module)}.{alias.name}"
            case _:
                continue
    return source


def _usual(module: str) -> str:
    return {"numpy": "np"}.get(module, module)


def _careless(source: _Source) -> Iterator[Banned]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute | ast.Name | ast.Call):
            continue
        if isinstance(node, ast.Call):
            if _is_truth_of_entries(source, node):
                yield _instead(node, "the truth of ==, entry by entry")
            continue
        owner, _, last = source.name(node).rpartition(".")
        if owner and owner != "math" and last in _CLOSENESS:
            yield _instead(node, f"`{last}`")


def _instead(node: ast.expr, what: str) -> Banned:
    sentence = (
        f"{what} lets other shapes, empty answers or types pass. Use the fixture "
        "`assert_close`, or `markstone.comparison.agree` for a yes or no."
    )
    return Banned(line=node.lineno, sentence=sentence)


def _is_truth_of_entries(source: _Source, call: ast.Call) -> bool:
    """Whether it is ``(a == b).all()`` or one of its other spellings."""
    match call:
        case ast.Call(func=ast.Attribute(value=asked, attr="all" | "any"), args=[]):
            alone = not call.keywords
        case ast.Call(args=[asked]):
            callers = {"bool", "np.all", "np.any", "torch.all", "torch.any"}
            alone = source.name(call.func) in callers and not call.keywords
        case _:
            return False
    return alone and _compares_values(asked)


def _compares_values(node: ast.expr) -> bool:
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            return not any(isinstance(side, ast.Constant) for side in (left, right))
        case _:
            return False


def _unsafe(source: _Source) -> Iterator[Banned]:
    for node in ast.walk(source.tree):
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from _pickles(node)
            case ast.Call():
                sentence = _unsafe_call(source, node)
                if sentence:
                    yield Banned(line=node.lineno, sentence=sentence)
            case _:
                continue


def _pickles(node: ast.Import | ast.ImportFrom) -> Iterator[Banned]:
    names = [alias.name for alias in node.names]
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
    for module in modules:
        if module.partition(".")[0] in _PICKLES:
            sentence = f"{module} runs what it reads. Use JSON, or .npz files."
            yield Banned(line=node.lineno, sentence=sentence)


def _unsafe_call(source: _Source, call: ast.Call) -> str:
    name = source.name(call.func)
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name.removeprefix("builtins.") in _RUNNERS:
        return f"{name} runs what it is given. Write it out."
    if name == "torch.load" and not _is_constant(given.get("weights_only"), True):
        return "torch.load runs what it reads. Say weights_only=True."
    if name == "np.load" and not _is_constant(given.get("allow_pickle"), False, None):
        return "np.load runs pickled objects. Leave allow_pickle out."
    if name in _UNSAFE_READERS:
        return f"{name} runs what it reads. Use {_UNSAFE_READERS[name]}."
    if name in ("yaml.load", "yaml.load_all"):
        loader = given.get("Loader", call.args[1] if len(call.args) > 1 else None)
        named = source.name(loader).rpartition(".")[2] if loader else ""
        if named not in _SAFE_LOADERS:
            return "yaml.load builds what a tag asks for. Use yaml.safe_load."
    return ""


def _is_constant(node: ast.expr | None, *values: object) -> bool:
    """Whether an argument is written out as one of *values*; None is no argument."""
    if node is None:
        return None in values
    return isinstance(node, ast.Constant) and node.value in values
