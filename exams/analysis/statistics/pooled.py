"""One item over several exams that were analysed apart."""

from collections.abc import Iterable
from math import atanh, sqrt, tanh

from exams.analysis.statistics.figures import Figure, Reason
from exams.analysis.statistics.intervals import LEAST_FOR_CORRELATION, of_share, z_of


def pooled_share(figures: Iterable[Figure]) -> Figure:
    """Σnp/Σn of shares that are known, with Wilson's interval."""
    known = [(one.value, one.n) for one in figures if one.value is not None]
    n = sum(many for _value, many in known)
    if not n:
        return Figure.withheld(Reason.UNDEFINED, 0)
    earned = sum(value * many for value, many in known)
    return Figure.of(earned / n, n, of_share(earned, n))


def pooled_correlation(figures: Iterable[Figure]) -> Figure:
    """tanh(Σ(n-3)z/Σ(n-3)) of Fisher's z (Hedges & Olkin 1985, ch. 11): as if the true one were the same in each exam."""
    known = [
        (atanh(one.value), one.n)
        for one in figures
        if one.value is not None and abs(one.value) < 1 and one.n >= LEAST_FOR_CORRELATION
    ]
    weight = sum(many - 3 for _z, many in known)
    if not weight:
        return Figure.withheld(Reason.UNDEFINED, 0)
    middle = sum(z * (many - 3) for z, many in known) / weight
    half = z_of() / sqrt(weight)
    return Figure.of(tanh(middle), sum(many for _z, many in known), (tanh(middle - half), tanh(middle + half)))
