"""How far two series of marks agree, exactly. Pure.

Cohen, J. (1968), "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit",
Psychological Bulletin 70, 213-220; with quadratic weights it is the ratio of observed to expected mean squared
differences, whatever the number of categories (Fleiss & Cohen 1973), so that no scale has to be named.
"""

from collections.abc import Sequence
from fractions import Fraction

Pair = tuple[Fraction, Fraction]


def mean_difference(pairs: Sequence[Pair]) -> Fraction | None:
    """Of the first series less the second: above 0 the first is the more generous. None without pairs."""
    return sum((own - other for own, other in pairs), Fraction(0)) / len(pairs) if pairs else None


def quadratic_kappa(pairs: Sequence[Pair]) -> Fraction | None:
    """1 for full agreement, 0 for what chance gives, below 0 for worse.

    None where chance itself agrees wholly: no pairs, or both series the same one value.
    """
    count = len(pairs)
    first, second = sum((a for a, _b in pairs), Fraction(0)), sum((b for _a, b in pairs), Fraction(0))
    squares = sum((a * a + b * b for a, b in pairs), Fraction(0))
    # Each mark of the one against each of the other: count * squares less the mixed products.
    by_chance = count * squares - 2 * first * second
    if not by_chance:
        return None
    observed = sum(((a - b) ** 2 for a, b in pairs), Fraction(0))
    return 1 - count * observed / by_chance
