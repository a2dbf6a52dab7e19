"""Build a sympy tree from tokens, by a whitelist over Python's syntax tree.

Python sees place-holders only: ``2*n`` arrives as ``v0 * v2``, so no number and
no word of a student is ever a Python token, whatever it is called.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

import sympy

from markstone.answers.magnitude import UndefinedValueError, magnitude, value
from markstone.answers.unreadable import UnreadableAnswer, excerpt
from markstone.answers.words import WRAPPER, Kind, Token

DEPTH = 30
INTEGER = 10**13
EXPONENT = 50

_BITS = 1000  # a number that was worked out still fits a float
_LOG = 690.0  # so does a constant part: exp(690) is 1e299
_DIGITS = 40


def build(tokens: list[Token], text: str) -> sympy.Expr:
    """Return the unevaluated expression that the tokens spell.

    Args:
        tokens: complete, as :mod:`markstone.answers.juxtaposition` leaves them.
        text: what the student typed, for messages.

    Raises:
        UnreadableAnswer: the signs make no sense, or a limit is passed.
    """
    builder = _Builder(text=text, leaves=_leaves(tokens, text))
    words = [_placeholder(i, token) for i, token in enumerate(tokens)]
    try:
        tree = ast.parse(" ".join(words), mode="eval")
        return builder.build(tree.body, depth=0)
    except SyntaxError as fault:
        raise _nonsense(text, tokens, words, fault.offset or 0) from None
    except (ArithmeticError, MemoryError, RecursionError):
        raise _refusal(text, "it is too involved", "Write it simpler.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Builder:
    """Turns the nodes of one answer into sympy's."""

    text: str
    leaves: Mapping[str, sympy.Expr]

    def build(self, node: ast.expr, *, depth: int) -> sympy.Expr:
        if depth > DEPTH:
            raise self.refuse(f"it is more than {DEPTH} levels deep", "Write it flat.")
        depth += 1
        match node:
            case ast.Name(id=name) if name in self.leaves:
                return self.leaves[name]
            case ast.UnaryOp(op=ast.UAdd() | ast.USub() as sign, operand=inside):
                term = self.build(inside, depth=depth)
                return _negative(term) if isinstance(sign, ast.USub) else term
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                base = self.build(left, depth=depth)
                return self.power(base, self.build(right, depth=depth))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.total(node, depth=depth)
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self.product(node, depth=depth)
            case ast.Call(func=ast.Name(id=name), args=inside, keywords=[]):
                return self.call(name, [self.build(a, depth=depth) for a in inside])
            case _:
                raise self.refuse(
                    "it is not one expression",
                    "Write a decimal point, not a comma, and signs between all parts.",
                )

    def total(self, node: ast.BinOp, *, depth: int) -> sympy.Expr:
        terms = []
        for operator, part in _flat(node, (ast.Add, ast.Sub)):
            term = self.build(part, depth=depth)
            terms.append(_negative(term) if isinstance(operator, ast.Sub) else term)
        if _are_numbers(terms):
            return self.checked(sum(terms, start=sympy.Integer(0)))
        return self.checked(sympy.Add(*terms, evaluate=False))

    def product(self, node: ast.BinOp, *, depth: int) -> sympy.Expr:
        factors = []
        for operator, part in _flat(node, (ast.Mult, ast.Div)):
            factor = self.build(part, depth=depth)
            if isinstance(operator, ast.Div):
                factor = self.power(factor, sympy.Integer(-1))
            factors.append(factor)
        if _are_numbers(factors):
            return self.checked(sympy.prod(factors))
        return self.checked(sympy.Mul(*factors, evaluate=False))

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        if not exponent.free_symbols and abs(value(exponent, {})) > EXPONENT:
            raise self.refuse(
                f"it has an exponent beyond {EXPONENT}", "Write a smaller power."
            )
        if base == 0 and exponent.is_negative:
            raise self.refuse("it divides by zero", "Write what is meant.")
        if base.is_Rational and exponent.is_Integer:
            if _bits(base) * abs(exponent) > _BITS:
                raise self.refuse("it has a number that is too large", "Shorten it.")
            return base**exponent
        return self.checked(sympy.Pow(base, exponent, evaluate=False))

    def call(self, name: str, arguments: list[sympy.Expr]) -> sympy.Expr:
        least, most, function = _FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise self.refuse(
                f"{name.removeprefix('f_')} is given {len(arguments)} expressions",
                f"Give it {least}." if least == most else f"Give it {least} to {most}.",
            )
        return self.checked(function(*arguments))

    def checked(self, expression: sympy.Expr) -> sympy.Expr:
        """Return the expression if its constant parts stay within bounds."""
        if expression.is_Rational and _bits(expression) <= _BITS:
            return expression
        try:
            if expression.free_symbols or magnitude(expression, {}).log < _LOG:
                return expression
        except UndefinedValueError as fault:
            raise self.refuse(f"{fault}", "Write what is meant.") from None
        raise self.refuse("it has a number that is too large", "Write a smaller one.")

    def refuse(self, problem: str, remedy: str) -> UnreadableAnswer:
        return _refusal(self.text, problem, remedy)


def _leaves(tokens: list[Token], text: str) -> dict[str, sympy.Expr]:
    """Return what each place-holder of a number or a name stands for."""
    leaves: dict[str, sympy.Expr] = {}
    for i, token in enumerate(tokens):
        if token.kind is Kind.NUMBER:
            leaves[f"v{i}"] = _number(token.text, text)
        elif token.kind is Kind.NAME:
            leaves[f"v{i}"] = sympy.Symbol(token.text)
        elif token.kind is Kind.CONSTANT:
            leaves[f"v{i}"] = _CONSTANTS[token.text]
    return leaves


def _number(literal: str, text: str) -> sympy.Rational:
    digits, _, exponent = literal.lower().replace("_", "").partition("e")
    if len(digits) > _DIGITS or len(exponent) > 4 or abs(int(exponent or 0)) > EXPONENT:
        raise _refusal(text, "it has a number that is too long", "Round it off.")
    if not exponent and Fraction(digits) > INTEGER:
        raise _refusal(text, "it has a number beyond 10^13", "Write 2e13 or 2*10^13.")
    number = Fraction(digits) * Fraction(10) ** int(exponent or 0)
    return sympy.Rational(number.numerator, number.denominator)


def _placeholder(i: int, token: Token) -> str:
    if token.kind is Kind.FUNCTION:
        return f"f_{token.text}"
    if token.kind in (Kind.NUMBER, Kind.NAME, Kind.CONSTANT):
        return f"v{i}"
    return token.text


def _flat(
    node: ast.expr, kinds: tuple[type[ast.operator], ...]
) -> list[tuple[ast.operator | None, ast.expr]]:
    """Return the parts of ``a + b - c`` from left to right, each with its sign."""
    parts: list[tuple[ast.operator | None, ast.expr]] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        parts.append((node.op, node.right))
        node = node.left
    parts.append((None, node))
    return parts[::-1]


def _bits(number: sympy.Rational) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def _negative(term: sympy.Expr) -> sympy.Expr:
    return -term if term.is_Rational else sympy.Mul(-1, term, evaluate=False)


def _are_numbers(terms: Sequence[sympy.Expr]) -> bool:
    return all(term.is_Rational for term in terms)


def _log(inside: sympy.Expr, base: sympy.Expr | None = None) -> sympy.Expr:
    top = sympy.log(inside, evaluate=False)
    if base is None:
        return top
    bottom = sympy.Pow(sympy.log(base, evaluate=False), -1, evaluate=False)
    return sympy.Mul(top, bottom, evaluate=False)


def _nonsense(
    text: str, tokens: list[Token], words: list[str], offset: int
) -> UnreadableAnswer:
    """Say at which character of the student's text the signs stop making sense."""
    ends = accumulate(len(word) + 1 for word in words)
    met = (t for t, end in zip(tokens, ends, strict=True) if 0 < offset <= end)
    token = next(met, tokens[-1])  # offset 0 is Python's for "at the end"
    return _refusal(
        text,
        f"the signs make no sense at character {token.place}",
        "Look for a missing bracket or a missing factor.",
    )


def _refusal(text: str, problem: str, remedy: str) -> UnreadableAnswer:
    return UnreadableAnswer(f"cannot read {excerpt(text, 60)}: {problem}. {remedy}")


_CONSTANTS = {"e": sympy.E, "pi": sympy.pi}
_FUNCTIONS: dict[str, tuple[int, int, Callable[..., sympy.Expr]]] = {
    "f_log": (1, 2, _log),
    "f_ln": (1, 1, _log),
    "f_lg": (1, 1, lambda x: _log(x, sympy.Integer(2))),
    "f_log2": (1, 1, lambda x: _log(x, sympy.Integer(2))),
    "f_log10": (1, 1, lambda x: _log(x, sympy.Integer(10))),
    "f_exp": (1, 1, lambda x: sympy.exp(x, evaluate=False)),
    "f_sqrt": (1, 1, lambda x: sympy.Pow(x, sympy.Rational(1, 2), evaluate=False)),
    "f_max": (1, 20, lambda *x: sympy.Max(*x, evaluate=_are_numbers(x))),
    "f_min": (1, 20, lambda *x: sympy.Min(*x, evaluate=_are_numbers(x))),
    f"f_{WRAPPER}": (1, 1, lambda x: x),
}
