"""Credit of a multiple-choice response under the paper's policy."""

from collections.abc import Iterable
from fractions import Fraction

from exams.bank.scoring import POLICIES


def credit(keys: Iterable[str], response: Iterable[str] | None, policy: str) -> Fraction:
    """What the policy of that name gives."""
    return POLICIES[policy](frozenset(keys), frozenset(response or ()))
