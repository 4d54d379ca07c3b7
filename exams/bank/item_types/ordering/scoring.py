"""Credit of an ordering response: all or nothing, or each place for itself."""

from collections.abc import Sequence
from fractions import Fraction


def credit(key: Sequence[str], response: Sequence[str] | None, policy: str) -> Fraction:
    """Under all_or_nothing 1 for the whole order, under any other policy the share of the elements at their place.

    An element has one right place: the same one everywhere earns no more than one.
    """
    if response is None:
        return Fraction(0)
    if policy == "all_or_nothing":
        return Fraction(list(response) == list(key))
    return Fraction(sum(chosen == right for chosen, right in zip(response, key, strict=True)), len(key))
