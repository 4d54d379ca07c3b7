"""The language of a calculation's key: exact arithmetic on the item's parameters, and nothing else.

+ - * / ** ( ), min, max, round, abs; × ÷ and full-width signs mean the same. Python's own parser reads the text, only
the nodes listed here are walked, and nothing is ever run. Numbers are fractions; text, depth and size have limits.
"""

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from exams.bank.item_types.quantities import half_up

LONGEST = 200
MOST_NODES = 80
DEEPEST = 12
HIGHEST_POWER = 20
MOST_BITS = 512
MOST_DECIMALS = 8

_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "^": "**"})
_ALLOWED = re.compile(r"[a-z0-9_+\-*/(),. ]+")
_LITERAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")


class ExpressionRefused(ValueError):
    """The text is no expression of this language; `code` says why, `what` the place."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.what = what


class Undefined(ArithmeticError):
    """The expression has no value for these numbers: a division by zero, a broken power, a number too long."""


@dataclass(frozen=True)
class Expression:
    """A text that was read; `names` are the parameters that it uses."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def value(self, numbers: Mapping[str, Fraction]) -> Fraction:
        """Its exact value; raises Undefined."""
        return _value(self.tree, self.text, numbers)


@lru_cache(maxsize=4096)
def read_expression(text: str) -> Expression:
    """The expression that a writer wrote; raises ExpressionRefused."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())
    if len(plain) > LONGEST:
        raise ExpressionRefused("expression_too_long")
    # Before the parser sees it: it warns of some texts, and knows more letters than are meant here.
    if not _ALLOWED.fullmatch(plain):
        raise ExpressionRefused("expression_unreadable")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionRefused("expression_unreadable") from None
    if len(list(ast.walk(tree))) > MOST_NODES or _depth(tree) > DEEPEST:
        raise ExpressionRefused("expression_too_long")
    return Expression(plain, tree, frozenset(_names(tree, plain)))


def _depth(node: ast.AST) -> int:
    return 1 + max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)


def _names(node: ast.expr, text: str) -> Iterator[str]:
    """The parameters below a node; refuses every node that the language does not have."""
    match node:
        case ast.Name(id=name):
            if name in FUNCTIONS:
                raise ExpressionRefused("expression_unreadable")
            yield name
        case ast.Constant():
            _literal(node, text)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            yield from _names(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            yield from _names(left, text)
            yield from _names(right, text)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            least, most, _function = FUNCTIONS[name]
            if not least <= len(arguments) <= most:
                raise ExpressionRefused("expression_arguments", name)
            for argument in arguments:
                yield from _names(argument, text)
        case _:
            raise ExpressionRefused("expression_not_allowed", ast.get_source_segment(text, node) or "")


def _literal(node: ast.expr, text: str) -> Fraction:
    """A number as it is written; the parser's own value would be a float."""
    segment = ast.get_source_segment(text, node) or ""
    if not _LITERAL.fullmatch(segment):
        raise ExpressionRefused("expression_not_allowed", segment)
    return Fraction(segment)


def _value(node: ast.expr, text: str, numbers: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Name(id=name):
            value = numbers[name]
        case ast.UnaryOp(op=op, operand=operand):
            inner = _value(operand, text, numbers)
            value = -inner if isinstance(op, ast.USub) else inner
        case ast.BinOp(left=left, op=op, right=right):
            value = _OPERATIONS[type(op)](_value(left, text, numbers), _value(right, text, numbers))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            value = FUNCTIONS[name][2](*(_value(argument, text, numbers) for argument in arguments))
        case _:
            value = _literal(node, text)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise Undefined
    return value


def _divide(one: Fraction, other: Fraction) -> Fraction:
    if not other:
        raise Undefined
    return one / other


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """Whole exponents only: a root is seldom exact."""
    if exponent.denominator != 1 or abs(exponent) > HIGHEST_POWER or (not base and exponent < 0):
        raise Undefined
    return Fraction(base ** int(exponent))


def _round(value: Fraction, decimals: Fraction = Fraction(0)) -> Fraction:
    """A half goes away from zero."""
    if decimals.denominator != 1 or not 0 <= decimals <= MOST_DECIMALS:
        raise Undefined
    return half_up(value, int(decimals))


_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: _divide,
    ast.Pow: _power,
}
# Name → fewest and most arguments, and what it does.
FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Fraction]]] = {
    "abs": (1, 1, abs),
    "max": (2, 6, max),
    "min": (2, 6, min),
    "round": (1, 2, _round),
}
