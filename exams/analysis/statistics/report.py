"""All that is said of an exam: whole, form by form, between groups and periods, and what to act on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from exams.analysis.statistics.calibrations import Calibrated, calibrate_responses
from exams.analysis.statistics.dif import ItemDif, compare
from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.findings import Finding, Thresholds, findings
from exams.analysis.statistics.form_links import FormLink, link_forms
from exams.analysis.statistics.irt import Model
from exams.analysis.statistics.responses import Responses
from exams.analysis.statistics.summary import Analysis, analyse

PAIR = 2


@dataclass(frozen=True)
class Report:
    """`groups` and `periods` by the value that was compared with all others; `groupings` the same, by what parts them."""

    minima: Minima
    thresholds: Thresholds
    whole: Analysis
    forms: dict[str, Analysis]
    findings: list[Finding]
    groups: dict[str, list[ItemDif]] = field(default_factory=dict)
    periods: dict[str, list[ItemDif]] = field(default_factory=dict)
    groupings: dict[str, dict[str, list[ItemDif]]] = field(default_factory=dict)
    links: list[FormLink] = field(default_factory=list)
    calibration: Calibrated | None = None


def report(
    responses: Responses,
    *,
    cut_share: float | None = None,
    model: Model | None = None,
    periods: tuple[str, ...] = (),
    groupings: Mapping[str, tuple[str, ...]] | None = None,
    over_time: Iterable[str] = (),
    minima: Minima | None = None,
    thresholds: Thresholds | None = None,
) -> Report:
    """Classical analysis always; a calibration where a model is named.

    `periods`: when each candidate sat; `groupings`: what else parts them, those in `over_time` by when they came.
    """
    minima, thresholds = minima or Minima(), thresholds or Thresholds()
    whole = analyse(responses, cut_share=cut_share, minima=minima)
    forms = {name: analyse(form, cut_share=cut_share, minima=minima) for name, form in responses.by_form().items()}
    between, over = _compared(responses, responses.groups, minima), _compared(responses, periods, minima)
    parted = {name: _compared(responses, labels, minima) for name, labels in (groupings or {}).items()}
    later = {name: parted[name] for name in over_time if name in parted}
    beside = {name: found for name, found in parted.items() if name not in later}
    return Report(
        minima=minima,
        thresholds=thresholds,
        whole=whole,
        forms=forms,
        groups=between,
        periods=over,
        findings=findings(
            whole.items,
            groups=_all_of(between, *beside.values()),
            periods=_all_of(over, *later.values()),
            thresholds=thresholds,
            minima=minima,
        ),
        groupings=parted,
        links=link_forms(responses, cut_share=cut_share, minima=minima),
        calibration=None
        if model is None
        else calibrate_responses(responses, model=model, minima=minima, cut_share=cut_share),
    )


def _all_of(*by_value: Mapping[str, list[ItemDif]]) -> list[ItemDif]:
    return [one for values in by_value for found in values.values() for one in found]


def _compared(responses: Responses, labels: tuple[str, ...], minima: Minima) -> dict[str, list[ItemDif]]:
    """Each value against all others; of two values the second (in order) against the first."""
    values = sorted(set(labels) - {""})
    known = np.array(labels) != ""
    focal = values[1:] if len(values) <= PAIR else values
    some = responses.rows(known) if focal else responses
    told = np.array(labels)[known] if focal else np.array(())
    return {value: compare(some, told == value, minima) for value in focal}
