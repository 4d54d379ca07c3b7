"""Later analyses on the scale of ability of the first whose difficulties a bank accepted, by the items that both measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from exams.analysis.models import ExamAnalysis
from exams.analysis.statistics.equating import Line, Parameters, stocking_lord
from exams.analysis.statistics.irt import Model
from exams.bank.models import AcceptedDifficulty, Bank

PREFIX = "analysis "
# Fewer common items hold no two scales together.
LEAST_COMMON = 5
UNMOVED = Line(1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale's name, and the line that brings an ability of the analysis onto it."""

    name: str
    line: Line


def scale_of(analysis: ExamAnalysis, bank: Bank) -> Scale:
    """The scale that the bank's newest accepted difficulty is on, where common items lead to it; else the analysis's own.

    Two parameters each (Stocking & Lord 1983): the error of the link is not known and so not in the errors of the items.
    """
    own = Scale(f"{PREFIX}{analysis.pk}", UNMOVED)
    accepted = AcceptedDifficulty.objects.filter(version__item__bank=bank).exclude(scale="")
    former = accepted.order_by("-accepted_at", "-pk").values_list("scale", flat=True).first()
    if former is None or former == own.name:
        return own
    base = ExamAnalysis.objects.filter(pk=former.removeprefix(PREFIX)).first()
    line = None if base is None else link(_calibrated(analysis), _calibrated(base))
    return own if line is None else Scale(former, line)


def link(items: Mapping[str, tuple[float, float]], others: Mapping[str, tuple[float, float]]) -> Line | None:
    """From the scale of the first to that of the second, each item's slope and difficulty by its name."""
    common = sorted(items.keys() & others.keys())
    if len(common) < LEAST_COMMON:
        return None
    line = stocking_lord(_parameters(items, common), _parameters(others, common))
    return line if line.slope > 0 else None


def _parameters(items: Mapping[str, tuple[float, float]], names: list[str]) -> Parameters:
    slopes, difficulties = zip(*(items[name] for name in names), strict=True)
    return Parameters(np.array(slopes), np.array(difficulties))


def _calibrated(analysis: ExamAnalysis) -> dict[str, tuple[float, float]]:
    """Items that tell (a slope above 0) of a calibration with two parameters; a version is the same item everywhere."""
    told: dict[str, Any] = analysis.document.get("calibration") or {}
    if told.get("model") != Model.TWO_PARAMETER:
        return {}
    known = ((item["name"], item["slope"]["value"], item["difficulty"]["value"]) for item in told["items"])
    return {name: (slope, hard) for name, slope, hard in known if slope is not None and hard is not None and slope > 0}
