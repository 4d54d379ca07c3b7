"""Analyse one part of an exam and keep what was found."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.models import ExamAnalysis, ItemFinding, MeasuredItem
from exams.analysis.queries.exam_responses import ExamResponses, responses_of
from exams.analysis.services.supply import cells_to_write_for
from exams.analysis.statistics.calibrations import Calibrated
from exams.analysis.statistics.document import document_of
from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.findings import Finding, Thresholds
from exams.analysis.statistics.irt import Model
from exams.analysis.statistics.report import Report, report
from exams.bank.models import ItemVersion
from exams.bank.usage import exposures
from exams.sittings.models import ExamComponent

# The score of an attempt in percent, by tens; the full score stands with the last ten.
BIN = 10
# What a calibration holds of single candidates is not kept.
OF_CANDIDATES = "abilities"


class AnalysisRefused(Exception):
    """Why nothing can be analysed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def analyse_exam(
    *,
    component: ExamComponent,
    actor: User,
    now: datetime,
    minima: Minima | None = None,
    thresholds: Thresholds | None = None,
) -> ExamAnalysis:
    """Analyse all marked attempts of this part; what is found joins the queue.

    Calibrated with two parameters from their minimum on, below it by the Rasch model.
    """
    read = responses_of(component)
    count = read.responses.candidates
    if not count:
        raise AnalysisRefused(_("No attempt at this part is closed and marked yet."))
    least = minima or Minima()
    told = report(
        read.responses,
        cut_share=float(component.pass_mark / 100),
        model=Model.TWO_PARAMETER if count >= least.two_parameter else Model.RASCH,
        periods=read.periods,
        groupings=read.groupings,
        minima=least,
        thresholds=thresholds,
    )
    versions = {item.name: version for item, version in zip(read.responses.items, read.versions, strict=True)}
    with transaction.atomic():
        analysis = ExamAnalysis.objects.create(
            component=component,
            made_by=actor,
            made_at=now,
            attempts=count,
            unmarked=read.unmarked,
            document=_document(told, read),
        )
        MeasuredItem.objects.bulk_create(
            MeasuredItem(
                analysis=analysis,
                version=versions[item.name],
                facility=item.facility.as_json(),
                item_rest=item.item_rest.as_json(),
            )
            for item in told.whole.items
        )
        found = [*_about_items(analysis, told.findings, versions), *cells_to_write_for(analysis)]
        ItemFinding.objects.bulk_create(found)
    return analysis


def _about_items(
    analysis: ExamAnalysis, findings: Iterable[Finding], versions: dict[str, ItemVersion]
) -> list[ItemFinding]:
    """Each kind once for an item and option, by its clearest test: groups and months may each show the same."""
    clearest: dict[tuple[str, str, str], Finding] = {}
    for one in sorted(findings, key=lambda finding: finding.p_value):
        clearest.setdefault((one.item, str(one.kind), one.option), one)
    told = {id(one) for one in clearest.values()}
    return [
        ItemFinding(
            analysis=analysis,
            version=versions[one.item],
            kind=str(one.kind),
            option=one.option,
            figure=one.figure.as_json() | {"p_value": one.p_value, "level": one.level},
        )
        for one in findings
        if id(one) in told
    ]


def _document(told: Report, read: ExamResponses) -> dict[str, Any]:
    responses = read.responses
    percent = np.floor(100 * responses.totals / responses.possible + 1e-9).astype(int)
    scores = Counter(min(int(one), 99) // BIN for one in percent)
    shown = exposures(version.item_id for version in read.versions)
    return {
        "paper": document_of(told.whole.paper),
        "items": [
            {
                **document_of(item),
                "version": version.pk,
                "point": version.point.title,
                "intended": version.difficulty,
                "exposure": shown[version.item_id],
            }
            for item, version in zip(told.whole.items, read.versions, strict=True)
        ],
        "forms": {name: document_of(form.paper) for name, form in told.forms.items()},
        "links": document_of(told.links),
        "periods": document_of(told.periods),
        "groupings": {name: _sized(read.groupings[name], found) for name, found in told.groupings.items()},
        "calibration": _calibration(told.calibration),
        "minima": document_of(told.minima),
        "level": told.thresholds.level,
        "scores": [scores[place] for place in range(100 // BIN)],
    }


def _sized(labels: tuple[str, ...], found: dict[str, Any]) -> dict[str, Any]:
    """How many of each group there are, and each item between the groups."""
    sizes = Counter(label for label in labels if label)
    return {"sizes": dict(sorted(sizes.items())), "unknown": labels.count(""), "items": document_of(found)}


def _calibration(calibrated: Calibrated | None) -> dict[str, Any] | None:
    if calibrated is None:
        return None
    return {name: value for name, value in document_of(calibrated).items() if name != OF_CANDIDATES}
