"""Does an item treat two groups alike who know equally much? The same question answers drift: groups are then periods."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

import numpy as np
from scipy.special import chdtrc

from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason, Truths
from exams.analysis.statistics.intervals import of_normal
from exams.analysis.statistics.responses import Responses
from exams.analysis.statistics.standing import Standing

# ETS delta = -2.35 ln(odds ratio); from 1 moderate, from 1.5 large (Holland & Thayer 1985; Zieky 1993).
DELTA, MODERATE, LARGE = -2.35, 1.0, 1.5
# Moderate only where chance does not explain that there is a difference, large where it does not explain one above 1.
CHANCE, ONE_SIDED = 0.05, 1.6448536269514722
# Where not all were shown the same, candidates are compared within this many bands of equal standing.
BANDS = 20


class Size(StrEnum):
    """ETS's letters: negligible, moderate, large."""

    NEGLIGIBLE = "A"
    MODERATE = "B"
    LARGE = "C"


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """Of 2×2 tables: chi-square with continuity correction, common odds ratio, and the error of its logarithm."""

    chi_square: float
    p_value: float
    odds_ratio: float
    log_error: float


@dataclass(frozen=True, slots=True)
class ItemDif:
    """`odds_ratio` above 1: easier for the reference group. `delta` below 0: harder for the focal group."""

    name: str
    odds_ratio: Figure
    delta: Figure
    p_value: float | None
    size: Size | None


def mantel_haenszel(tables: Floats) -> MantelHaenszel | None:
    """Mantel & Haenszel (1959, JNCI 22) over strata × (reference, focal) × (right, wrong); None where nothing can be said.

    Error of the logarithm of the odds ratio: Robins, Breslow & Greenland (1986, Biometrics 42).
    """
    n = tables.sum(axis=(1, 2))
    tables, n = tables[n > 1], n[n > 1]
    a, b, c, d = tables[:, 0, 0], tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum())
    r, s = a * d / n, b * c / n
    if not (variance > 0 and r.sum() > 0 and s.sum() > 0):
        return None
    expected = (a + b) * (a + c) / n
    chi = max(0.0, abs(float((a - expected).sum())) - 0.5) ** 2 / variance
    p, q = (a + d) / n, (b + c) / n
    error = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    return MantelHaenszel(chi, float(chdtrc(1, chi)), float(r.sum() / s.sum()), sqrt(float(error)))


def compare(responses: Responses, focal: Truths, minima: Minima | None = None) -> list[ItemDif]:
    """Each right/wrong item between the focal group and all others, among candidates of equal standing.

    The standing includes the item (Holland & Thayer 1988), so that a hard item alone is no difference.
    """
    minima = minima or Minima()
    strata = _strata(responses)
    return [_item(place, responses, focal, strata, minima) for place in range(len(responses.items))]


def _strata(responses: Responses) -> Floats:
    if responses.complete:
        return responses.totals
    standing = Standing(responses)
    overall = standing.overall(np.ones(responses.candidates, dtype=np.bool_))
    edges = np.quantile(overall, np.linspace(0, 1, BANDS + 1)[1:-1])
    return np.searchsorted(edges, overall).astype(np.float64)


def _item(place: int, responses: Responses, focal: Truths, strata: Floats, minima: Minima) -> ItemDif:
    item, shown = responses.items[place], responses.shown[:, place]
    smaller = int(min((focal & shown).sum(), (~focal & shown).sum()))
    if not responses.dichotomous[place]:
        return _without(item.name, Reason.NOT_DICHOTOMOUS, smaller)
    if smaller < minima.dif_group:
        return _without(item.name, Reason.TOO_FEW, smaller, minima.dif_group)
    found = mantel_haenszel(_tables(responses.marks[shown, place] > 0, focal[shown], strata[shown]))
    if found is None:
        return _without(item.name, Reason.NO_SPREAD, smaller)
    low, high = of_normal(log(found.odds_ratio), found.log_error)
    delta = DELTA * log(found.odds_ratio)
    return ItemDif(
        name=item.name,
        odds_ratio=Figure.of(found.odds_ratio, int(shown.sum()), (exp(low), exp(high))),
        delta=Figure.of(delta, int(shown.sum()), (DELTA * high, DELTA * low)),
        p_value=found.p_value,
        size=_size(abs(delta), abs(DELTA) * found.log_error, found.p_value),
    )


def _tables(right: Truths, focal: Truths, strata: Floats) -> Floats:
    _, places = np.unique(strata, return_inverse=True)
    tables = np.zeros((places.max() + 1, 2, 2))
    np.add.at(tables, (places.reshape(-1), focal.astype(np.intp), (~right).astype(np.intp)), 1)
    return tables


def _size(delta: float, error: float, p_value: float) -> Size:
    """ETS's letters with the tests that belong to them (Zieky 1993): a large number that chance explains is none."""
    if delta < MODERATE or p_value >= CHANCE:
        return Size.NEGLIGIBLE
    return Size.LARGE if delta >= LARGE and delta - ONE_SIDED * error > MODERATE else Size.MODERATE


def _without(name: str, reason: Reason, n: int, needed: int | None = None) -> ItemDif:
    withheld = Figure.withheld(reason, n, needed)
    return ItemDif(name, withheld, withheld, None, None)
