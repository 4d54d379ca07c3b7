"""Forms of one exam on the scale of its first: what the pass mark of one is worth on the other.

By the common items where there are any (Tucker; below a hundred candidates the means only, Kolen & Brennan 2014, 4.2),
else as forms that were given out at random (linear, or a circle-arc below a hundred: Livingston & Kim 2009, JEM 46). The
interval is of 200 samples drawn anew from the candidates of each form (percentile bootstrap, Efron 1979).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from exams.analysis.statistics.equating import Anchored, circle_arc, linear_equating, tucker
from exams.analysis.statistics.figures import CONFIDENCE, Figure, Floats, Minima, Reason
from exams.analysis.statistics.responses import Responses

# Below so many a form, only means are equated.
SMALL = 100
# Fewer common items anchor nothing.
LEAST_COMMON = 3
SAMPLES, SEED = 200, 20
PERCENT = 100.0


class Method(StrEnum):
    """How two forms were brought onto one scale."""

    TUCKER = "tucker"
    TUCKER_MEAN = "tucker_mean"
    LINEAR = "linear"
    CIRCLE_ARC = "circle_arc"


@dataclass(frozen=True, slots=True)
class FormLink:
    """A form and the base form; scores in percent. `worth`: the base's score that the pass mark on this form equals."""

    form: str
    base: str
    common: int
    n: int
    base_n: int
    method: Method | None
    worth: Figure


@dataclass(frozen=True)
class _Taken:
    """Score and score on the common items of those who took one form, in percent."""

    totals: Floats
    anchor: Floats

    def drawn(self, random: np.random.Generator) -> "_Taken":
        rows = random.integers(0, len(self.totals), len(self.totals))
        return _Taken(self.totals[rows], self.anchor[rows])


def link_forms(responses: Responses, *, cut_share: float | None, minima: Minima) -> list[FormLink]:
    """Each form against the first; nothing where there is one form, or no pass mark to compare."""
    forms = responses.by_form()
    if len(forms) < 2 or cut_share is None:  # noqa: PLR2004 -- a pair
        return []
    (base, first), *others = forms.items()
    return [_link(name, form, base, first, cut=PERCENT * cut_share, minima=minima) for name, form in others]


def _link(name: str, form: Responses, base: str, first: Responses, *, cut: float, minima: Minima) -> FormLink:
    common = {item.name for item in form.items} & {item.name for item in first.items}
    x, y = _taken(form, common), _taken(first, common)
    smaller = min(len(x.totals), len(y.totals))
    method = None if smaller < minima.equating else _method(len(common), smaller)
    if method is None:
        figure = Figure.withheld(Reason.TOO_FEW, smaller, minima.equating)
    elif (worth := _worth(x, y, method, cut)) is None:
        figure = Figure.withheld(Reason.NO_SPREAD, smaller)
    else:
        figure = Figure.of(worth, smaller, _interval(x, y, method, cut))
    return FormLink(name, base, len(common), len(x.totals), len(y.totals), method, figure)


def _method(common: int, smaller: int) -> Method:
    if common >= LEAST_COMMON:
        return Method.TUCKER if smaller >= SMALL else Method.TUCKER_MEAN
    return Method.LINEAR if smaller >= SMALL else Method.CIRCLE_ARC


def _taken(form: Responses, common: set[str]) -> _Taken:
    anchors = np.array([item.name in common for item in form.items])
    possible = form.possible
    anchor = form.filled[:, anchors].sum(axis=1) if anchors.any() else np.zeros(form.candidates)
    return _Taken(PERCENT * form.totals / possible, PERCENT * anchor / possible)


def _worth(x: _Taken, y: _Taken, method: Method, cut: float) -> float | None:
    """None where one of the two has no spread to go by."""
    spreads = [x.totals, y.totals, *((x.anchor, y.anchor) if method in {Method.TUCKER, Method.TUCKER_MEAN} else ())]
    if any(np.ptp(values) == 0 for values in spreads):
        return None
    value = float(_equating(x, y, method)(np.array([cut]))[0])
    return min(PERCENT, max(0.0, value)) if np.isfinite(value) else None


def _equating(x: _Taken, y: _Taken, method: Method) -> Callable[[Floats], Floats]:
    if method is Method.LINEAR:
        return linear_equating(x.totals, y.totals)
    if method is Method.CIRCLE_ARC:
        whole = (0.0, PERCENT)
        return circle_arc(x.totals, y.totals, x_range=whole, y_range=whole)
    return tucker(Anchored(x.totals, x.anchor), Anchored(y.totals, y.anchor), linear=method is Method.TUCKER)


def _interval(x: _Taken, y: _Taken, method: Method, cut: float) -> tuple[float, float] | None:
    random = np.random.default_rng(SEED)
    drawn = [_worth(x.drawn(random), y.drawn(random), method, cut) for _sample in range(SAMPLES)]
    known = [one for one in drawn if one is not None]
    if len(known) < SAMPLES:
        return None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
