"""Partial-credit policies of multiple choice, in exact arithmetic. No Django here.

Every policy gives 1 for exactly the keys, 0 for no answer, and something in [0, 1] otherwise. With k keys among n
options, marking everything earns at most the guess bound k/n under each of them: 0 under all_or_nothing,
missing_tolerated and ripkey, and max(0, 2k - n)/k under right_minus_wrong and per_option. Marking one key more never
lowers the credit, except under ripkey when it is one mark too many.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from types import MappingProxyType

Policy = Callable[[AbstractSet[str], AbstractSet[str]], Fraction]

ZERO = Fraction(0)
DEFAULT_POLICY = "all_or_nothing"


def all_or_nothing(keys: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """1 for exactly the keys, else 0."""
    return Fraction(chosen == keys)


def missing_tolerated(keys: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """Share of the keys found, as long as nothing wrong is marked; one wrong option and all is lost."""
    return Fraction(len(chosen), len(keys)) if chosen <= keys else ZERO


def per_option(keys: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """+1 for each key marked, -1 for each key missed and each wrong option marked, over the keys, not below 0.

    The strictest of the graded policies: it never gives more than right_minus_wrong, and an answer earns something
    only when it holds more keys than it has errors.
    """
    hits = len(chosen & keys)
    return max(ZERO, Fraction(hits - len(keys - chosen) - len(chosen - keys), len(keys)))


def right_minus_wrong(keys: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """Keys marked minus wrong options marked, over the keys, not below 0."""
    return max(ZERO, Fraction(len(chosen & keys) - len(chosen - keys), len(keys)))


def ripkey(keys: AbstractSet[str], chosen: AbstractSet[str]) -> Fraction:
    """Share of the keys marked; 0 when more options are marked than there are keys."""
    return Fraction(len(chosen & keys), len(keys)) if len(chosen) <= len(keys) else ZERO


POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "all_or_nothing": all_or_nothing,
        "missing_tolerated": missing_tolerated,
        "per_option": per_option,
        "right_minus_wrong": right_minus_wrong,
        "ripkey": ripkey,
    }
)


def guess_bound(keys: AbstractSet[str], options: AbstractSet[str]) -> Fraction:
    """The chance that an option picked blindly is a key."""
    return Fraction(len(keys), len(options))
