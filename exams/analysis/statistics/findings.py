"""What the numbers give reason to act on, and nothing that chance alone could have made.

Each finding is the outcome of a one-sided test of a null hypothesis that is itself already poor (a distractor that at
least one in twenty chooses, a correlation of at least 0.1 …). The level is for the whole analysis: it is shared out
evenly among all tests of it (Bonferroni), so that an exam without a fault shows a finding with at most that probability.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, sqrt

from scipy.special import bdtr, bdtrc, ndtr

from exams.analysis.statistics.classical import ItemStatistics, OptionStatistics
from exams.analysis.statistics.dif import ItemDif, Size
from exams.analysis.statistics.figures import Figure, Minima


class Kind(StrEnum):
    """What is wrong."""

    KEY = "suspect_key"
    NEGATIVE = "negative_discrimination"
    WEAK = "weak_discrimination"
    ATTRACTS = "distractor_attracts_the_able"
    UNCHOSEN = "unchosen_distractor"
    EASY = "too_easy"
    HARD = "too_hard"
    DIF = "differs_between_groups"
    DRIFT = "drifts_over_time"
    # Of a cell of a blueprint, counted and not tested.
    SHORT = "cell_short"
    REUSED = "cell_reused"


class Action(StrEnum):
    """What is proposed."""

    CHECK_KEY = "check_key"
    SUSPEND = "suspend"
    REVISE_ITEM = "revise_item"
    REVISE_DISTRACTOR = "revise_distractor"
    RECALIBRATE = "recalibrate_difficulty"
    REVIEW_FAIRNESS = "review_fairness"
    WRITE_MORE = "write_more"


PROPOSED = {
    Kind.KEY: Action.CHECK_KEY,
    Kind.NEGATIVE: Action.SUSPEND,
    Kind.WEAK: Action.REVISE_ITEM,
    Kind.ATTRACTS: Action.REVISE_DISTRACTOR,
    Kind.UNCHOSEN: Action.REVISE_DISTRACTOR,
    Kind.EASY: Action.RECALIBRATE,
    Kind.HARD: Action.RECALIBRATE,
    Kind.DIF: Action.REVIEW_FAIRNESS,
    Kind.DRIFT: Action.SUSPEND,
    Kind.SHORT: Action.WRITE_MORE,
    Kind.REUSED: Action.WRITE_MORE,
}
# What leads to a next version of the item.
REVISING = frozenset({Action.CHECK_KEY, Action.REVISE_ITEM, Action.REVISE_DISTRACTOR, Action.REVIEW_FAIRNESS})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is still good enough, and the probability of any false alarm in one analysis."""

    level: float = 0.05
    weakest_correlation: float = 0.1
    least_chosen: float = 0.05
    easiest: float = 0.95
    hardest: float = 0.2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to act on: how likely chance alone is, and below which probability it was called a finding."""

    kind: Kind
    item: str
    option: str
    figure: Figure
    p_value: float
    level: float

    @property
    def action(self) -> Action:
        return PROPOSED[self.kind]


@dataclass(frozen=True, slots=True)
class Test:
    """A null hypothesis and how likely what was seen is under it."""

    kind: Kind
    item: str
    figure: Figure
    p_value: float
    option: str = ""


def findings(
    items: Sequence[ItemStatistics],
    *,
    groups: Iterable[ItemDif] = (),
    periods: Iterable[ItemDif] = (),
    thresholds: Thresholds | None = None,
    minima: Minima | None = None,
) -> list[Finding]:
    """Findings by item; where the key is suspect nothing else is said of the item."""
    thresholds, minima = thresholds or Thresholds(), minima or Minima()
    tests = [
        *(test for item in items for test in _tests(item, thresholds, minima)),
        *(_difference(one, Kind.DIF) for one in groups if one.p_value is not None),
        *(_difference(one, Kind.DRIFT) for one in periods if one.p_value is not None),
    ]
    level = thresholds.level / max(1, len(tests))
    failed = [test for test in tests if test.p_value < level]
    return [Finding(test.kind, test.item, test.option, test.figure, test.p_value, level) for test in _told_once(failed)]


def _tests(item: ItemStatistics, thresholds: Thresholds, minima: Minima) -> Iterator[Test]:
    rest, share = item.item_rest, item.facility
    if rest.value is not None:
        yield Test(Kind.NEGATIVE, item.name, rest, _below(rest, 0))
        yield Test(Kind.WEAK, item.name, rest, _below(rest, thresholds.weakest_correlation))
    if share.value is not None and share.n >= minima.options:
        earned = round(share.value * share.n)
        yield Test(
            Kind.EASY, item.name, share, float(bdtrc(earned - 1, share.n, thresholds.easiest)) if earned else 1.0
        )
        yield Test(Kind.HARD, item.name, share, float(bdtr(earned, share.n, thresholds.hardest)))
    for option in item.options:
        if option.name and not option.keyed:
            yield from _option_tests(item, option, thresholds)


def _option_tests(item: ItemStatistics, option: OptionStatistics, thresholds: Thresholds) -> Iterator[Test]:
    if option.share.value is not None:
        n = option.share.n
        yield Test(
            Kind.UNCHOSEN,
            item.name,
            option.share,
            float(bdtr(option.count, n, thresholds.least_chosen)),
            option.name,
        )
    if option.correlation.value is not None:
        yield Test(Kind.ATTRACTS, item.name, option.correlation, 1 - _below(option.correlation, 0), option.name)


def _below(figure: Figure, bound: float) -> float:
    """How likely a correlation as low as this is where the true one is `bound` (Fisher's z)."""
    value = figure.value or 0.0
    if abs(value) >= 1:
        return 0.0 if value < bound else 1.0
    return float(ndtr((atanh(value) - atanh(bound)) * sqrt(figure.n - 3)))


def _difference(one: ItemDif, kind: Kind) -> Test:
    """A difference counts only if it is also large enough to matter."""
    chance = 1.0 if one.size is Size.NEGLIGIBLE or one.p_value is None else one.p_value
    return Test(kind, one.name, one.delta, chance)


def _told_once(failed: list[Test]) -> Iterator[Test]:
    negative = {test.item for test in failed if test.kind is Kind.NEGATIVE}
    attracting = {test.item for test in failed if test.kind is Kind.ATTRACTS}
    suspect = negative & attracting
    for test in failed:
        if test.item in suspect and test.kind is Kind.ATTRACTS:
            yield Test(Kind.KEY, test.item, test.figure, test.p_value, test.option)
        elif test.item not in suspect and not (test.kind is Kind.WEAK and test.item in negative):
            yield test
