"""Put in what people leave out: ``2n`` is 2*n, ``n log n`` is n*log(n).

Where leaving it out makes two readings, as in ``t/2n``, the text is refused.
"""

from itertools import pairwise, zip_longest

from markstone.answers.unreadable import UnreadableAnswer, excerpt
from markstone.answers.words import Kind, Token

_ATOMS = (Kind.NUMBER, Kind.NAME, Kind.CONSTANT)


def complete(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with every multiplication and every bracket written out.

    Args:
        tokens: as :func:`markstone.answers.spelling.tokens` cuts them.
        text: what the student typed, for messages.

    Raises:
        UnreadableAnswer: two numbers side by side, or a text that two readers
            would read in two ways.
    """
    return _with_products(_with_brackets(tokens, text), text)


def _with_brackets(tokens: list[Token], text: str) -> list[Token]:
    """Give each function that stands before a single name or number its brackets."""
    done: list[Token] = []
    waiting: list[Token] = []  # functions that have not met their argument
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.kind is Kind.FUNCTION:
            waiting.append(token)
        elif not waiting:
            done.append(token)
        elif token.kind is Kind.OPEN and len(waiting) == 1:
            done += [waiting.pop(), token]
        elif token.kind in _ATOMS and _ends_a_factor(after):
            done += [t for f in waiting for t in (f, _sign(Kind.OPEN, "(", f))]
            done += [token, *(_sign(Kind.CLOSE, ")", token) for _ in waiting)]
            waiting.clear()
        else:
            break
    if waiting:
        raise _refusal(
            text,
            waiting[0],
            f"what {waiting[0].text} is taken of is not clear",
            "Write it in brackets: log(n), log(n^2), log(n)^2, log(log(n)).",
        )
    return done


def _ends_a_factor(after: Token | None) -> bool:
    """Tell whether nothing after a bare argument could belong to it: log n, log n^2."""
    if after is None:
        return True
    return after.kind not in (*_ATOMS, Kind.OPEN) and after.text != "**"


def _with_products(tokens: list[Token], text: str) -> list[Token]:
    """Write ``*`` between factors that stand side by side."""
    done = tokens[:1]
    has_divided = [False]  # for each open bracket: since the last + - * or comma
    for before, token in pairwise(tokens):
        _follow(before, has_divided)
        if _is_product(before, token):
            _refuse_two_readings(done, token, text, has_divided=has_divided[-1])
            done.append(_sign(Kind.OPERATOR, "*", token))
        done.append(token)
    return done


def _follow(token: Token, has_divided: list[bool]) -> None:
    """Keep track of whether what comes next may stand under a fraction bar."""
    if token.kind is Kind.OPEN:
        has_divided.append(False)
    elif token.kind is Kind.CLOSE and len(has_divided) > 1:
        has_divided.pop()
    elif token.kind in (Kind.OPERATOR, Kind.COMMA) and token.text != "**":
        has_divided[-1] = token.text == "/"


def _is_product(before: Token, token: Token) -> bool:
    ends = before.kind in (*_ATOMS, Kind.CLOSE)
    return ends and token.kind in (*_ATOMS, Kind.OPEN, Kind.FUNCTION)


def _refuse_two_readings(
    done: list[Token], token: Token, text: str, *, has_divided: bool
) -> None:
    remedy = "Write every * and put brackets around what belongs together."
    if token.kind is Kind.NUMBER:
        problem = f"the number {token.text} has no sign before it"
        raise _refusal(text, token, problem, remedy)
    if has_divided:
        raise _refusal(text, token, "what is divided by is not clear", remedy)
    is_exponent = len(done) > 1 and done[-2].text == "**"
    if is_exponent and token.is_glued:
        raise _refusal(text, token, "what belongs to the exponent is not clear", remedy)


def _sign(kind: Kind, text: str, near: Token) -> Token:
    return Token(kind=kind, text=text, place=near.place)


def _refusal(text: str, token: Token, problem: str, remedy: str) -> UnreadableAnswer:
    return UnreadableAnswer(
        f"cannot read {excerpt(text, 60)}: {problem} at character {token.place}. "
        f"{remedy}"
    )
