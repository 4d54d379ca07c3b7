"""A number with its interval and its n, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truths = NDArray[np.bool_]

# Intervals cover this much.
CONFIDENCE = 0.95


class Reason(StrEnum):
    """Why a figure is not given. In words: `exams.analysis.presentation`."""

    TOO_FEW = "too_few"
    NO_SPREAD = "no_spread"
    ONE_ITEM = "one_item"
    NEGATIVE_COVARIANCE = "negative_covariance"
    NOT_DICHOTOMOUS = "not_dichotomous"
    INCOMPLETE = "incomplete"
    NO_CUT = "no_cut"
    NOT_CONVERGED = "not_converged"
    PRIOR = "prior"
    MANY_ITEMS = "many_items"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` within `low` and `high` (95 %), from `n` candidates; else `reason`, and how many would be `needed`."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None
    needed: int | None = None

    @classmethod
    def of(cls, value: float, n: int, interval: tuple[float, float] | None = None) -> "Figure":
        """A figure that was computed; what is not a number is withheld, never shown."""
        if not isfinite(value):
            return cls(None, n, reason=Reason.UNDEFINED)
        if interval is None or not all(map(isfinite, interval)):
            return cls(float(value), n)
        return cls(float(value), n, float(min(interval)), float(max(interval)))

    @classmethod
    def withheld(cls, reason: Reason, n: int, needed: int | None = None) -> "Figure":
        return cls(None, n, reason=reason, needed=needed)

    @classmethod
    def read(cls, told: "dict[str, Any] | float | None") -> "Figure":
        """What `as_json` wrote; a bare number is of an analysis from before it had an interval."""
        if not isinstance(told, dict):
            return cls.withheld(Reason.UNDEFINED, 0) if told is None else cls(told, 0)
        reason = told.get("reason")
        return cls(
            told["value"],
            told["n"],
            told.get("low"),
            told.get("high"),
            None if reason is None else Reason(reason),
            told.get("needed"),
        )

    def as_json(self) -> dict[str, Any]:
        if self.value is None:
            needed = {} if self.needed is None else {"needed": self.needed}
            return {"value": None, "reason": str(self.reason), "n": self.n, **needed}
        bounds = {} if self.low is None else {"low": self.low, "high": self.high}
        return {"value": self.value, **bounds, "n": self.n}


@dataclass(frozen=True, slots=True)
class Minima:
    """Candidates below which a statistic is withheld. Conventions, not laws: each report shows them."""

    facility: int = 10
    discrimination: int = 30
    options: int = 30
    reliability: int = 30
    shape: int = 30
    consistency: int = 50
    rasch: int = 50
    two_parameter: int = 200
    fit: int = 200
    dif_group: int = 100
    equating: int = 30

    @classmethod
    def same(cls, n: int) -> "Minima":
        """One minimum for all; two candidates are the least that have a spread."""
        least = max(2, n)
        return cls(*[least] * len(cls.__dataclass_fields__))
