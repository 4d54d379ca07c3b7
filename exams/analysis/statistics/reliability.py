"""How far a score can be trusted: alpha, errors of measurement, and whether a second paper would decide the same."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import bdtrc, betaincinv

from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason
from exams.analysis.statistics.intervals import of_alpha
from exams.analysis.statistics.responses import Responses
from exams.analysis.statistics.standing import Standing

TWO = 2
# Points at which the distribution of true scores is summed.
GRID = 2000
# A useful yardstick of a certification exam (Nunnally 1978).
WANTED_RELIABILITY = 0.8


@dataclass(frozen=True, slots=True)
class Dependence:
    """Mean variance of an item, mean covariance of two, and how many items a candidate was shown."""

    variance: float
    covariance: float
    items: float
    candidates: int

    @property
    def alpha(self) -> float:
        """Cronbach's alpha in its form by means (Cronbach 1951, Psychometrika 16): k·c̄/(v̄+(k-1)c̄).

        Where all are shown the same this is k/(k-1)·(1-Σv/var t), and KR-20 where items are all or nothing. With draws
        the means are over all who were shown an item or both items of a pair.
        """
        bottom = self.variance + (self.items - 1) * self.covariance
        return self.items * self.covariance / bottom if bottom > 0 else float("nan")

    @property
    def deviation(self) -> float:
        """Standard deviation of the total; with draws of a total freed from the difficulty of the draw."""
        return sqrt(max(0.0, self.items * (self.variance + (self.items - 1) * self.covariance)))


@dataclass(frozen=True)
class Covariances:
    """Variances and covariances over those who were shown both items, and how many these were."""

    values: Floats
    pairs: Floats
    responses: Responses

    @classmethod
    def of(cls, standing: Standing) -> "Covariances":
        shown = standing.responses.shown.astype(np.float64)
        pairs = shown.T @ shown
        with np.errstate(invalid="ignore", divide="ignore"):
            values = (standing.deviations.T @ standing.deviations) / (pairs - 1)
        return cls(np.where(pairs > 1, values, 0.0), np.where(pairs > 1, pairs, 0.0), standing.responses)

    def dependence(self, without: int | None = None) -> Dependence:
        """Over all items, or all but one."""
        kept = np.ones(len(self.values), dtype=np.bool_)
        if without is not None:
            kept[without] = False
        values, pairs = self.values[np.ix_(kept, kept)], self.pairs[np.ix_(kept, kept)]
        diagonal = np.diag(pairs)
        crossed = pairs.sum() - diagonal.sum()
        weighted = (values * pairs).sum() - (np.diag(values) * diagonal).sum()
        return Dependence(
            variance=float((np.diag(values) * diagonal).sum() / diagonal.sum()) if diagonal.sum() else float("nan"),
            covariance=float(weighted / crossed) if crossed else float("nan"),
            items=float(self.responses.shown[:, kept].sum() / self.responses.candidates),
            candidates=self.responses.candidates,
        )


def alpha_figure(dependence: Dependence, minima: Minima) -> Figure:
    """Alpha with Feldt's interval."""
    n = dependence.candidates
    if n < minima.reliability:
        return Figure.withheld(Reason.TOO_FEW, n, minima.reliability)
    if dependence.items < TWO:
        return Figure.withheld(Reason.ONE_ITEM, n)
    alpha = dependence.alpha
    if not np.isfinite(alpha):
        return Figure.withheld(Reason.NO_SPREAD, n)
    return Figure.of(alpha, n, of_alpha(alpha, n, dependence.items))


def error_of_measurement(alpha: float, deviation: float) -> float:
    """SEM = SD·√(1-alpha)."""
    return deviation * sqrt(max(0.0, 1 - alpha))


def error_at(score: float, mean: float, dependence: Dependence, maximum: float, *, alpha: float) -> float:
    """Conditional SEM at a score: Lord's binomial error (Lord 1955, EPM 15) with Keats' correction (Keats 1957).

    √(x(k-x)/(k-1))·√((1-alpha)/(1-KR21)) for k items; here with x and k in marks of full marks `maximum`.
    """
    items, share = dependence.items, score / maximum
    if not 0 <= share <= 1 or items < TWO:
        return float("nan")
    binomial = maximum * sqrt(share * (1 - share) / (items - 1))
    return binomial * _keats(mean / maximum, dependence, maximum, alpha)


def _keats(mean_share: float, dependence: Dependence, maximum: float, alpha: float) -> float:
    items, spread = dependence.items, (dependence.deviation / maximum) ** 2
    kr21 = items / (items - 1) * (1 - mean_share * (1 - mean_share) / (items * spread)) if spread else float("nan")
    if not np.isfinite(kr21) or kr21 >= 1:
        return float("nan")
    return sqrt(max(0.0, 1 - alpha) / (1 - kr21))


def lengthened(alpha: float, times: float) -> float:
    """Reliability of a paper so many times as long (Spearman 1910, Brown 1910)."""
    return times * alpha / (1 + (times - 1) * alpha)


def length_for(alpha: float, wanted: float = WANTED_RELIABILITY) -> float:
    """How many times as long a paper must be for a wanted reliability: Spearman-Brown solved for the length."""
    return wanted * (1 - alpha) / (alpha * (1 - wanted)) if 0 < alpha < 1 else float("nan")


@dataclass(frozen=True, slots=True)
class Decisions:
    """How often two parallel papers agree on passing, how often one agrees with the true score, and kappa."""

    consistency: float
    accuracy: float
    kappa: float
    effective_items: int


def decisions(*, mean: float, deviation: float, reliability: float, maximum: float, cut: float) -> Decisions | None:
    """Pass/fail agreement at a cut by Livingston & Lewis (1995, JEM 32), with a two-parameter beta true score.

    The effective length (mean·(max-mean) - r·var)/(var·(1-r)) is that of a paper of equal right/wrong items which is as
    reliable; true shares are beta with mean mean/max and variance r·var/max², and scores given a true share are binomial.
    None where the moments fit no beta distribution (no spread, reliability not above 0).
    """
    variance = deviation**2
    if not (0 < reliability < 1 and variance > 0 and 0 < mean < maximum):
        return None
    length = round(((mean * (maximum - mean)) - reliability * variance) / (variance * (1 - reliability)))
    share, true_variance = mean / maximum, reliability * variance / maximum**2
    weight = share * (1 - share) / true_variance - 1
    if length < 1 or weight <= 0:
        return None
    # Equal slices of probability, each at its middle: no trouble with densities that go to infinity at 0 or 1.
    true = betaincinv(share * weight, (1 - share) * weight, (np.arange(GRID) + 0.5) / GRID)
    needed = int(np.ceil(round(length * cut / maximum, 9)))
    passing = bdtrc(needed - 1, length, true)
    agreed = float((passing**2 + (1 - passing) ** 2).mean())
    by_chance = float(passing.mean()) ** 2 + (1 - float(passing.mean())) ** 2
    right = float(np.where(true >= cut / maximum, passing, 1 - passing).mean())
    kappa = (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")
    return Decisions(agreed, right, kappa, length)
