"""Analyse one part of an exam and keep what was found; order it from the task worker."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.models import AnalysisOrder, ExamAnalysis, ItemFinding, MeasuredItem
from exams.analysis.queries.exam_responses import OVER_TIME, ExamResponses, responses_of
from exams.analysis.services.supply import cells_to_write_for
from exams.analysis.statistics.calibrations import Calibrated
from exams.analysis.statistics.document import document_of
from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.findings import Finding, Thresholds
from exams.analysis.statistics.irt import Model
from exams.analysis.statistics.report import Report, report
from exams.bank.models import ItemVersion
from exams.bank.usage import exposures
from exams.marking.queries import standing_marks
from exams.sittings.models import ExamComponent

# The score of an attempt in percent, by tens; the full score stands with the last ten.
BIN = 10
# What a calibration holds of single candidates is not kept.
OF_CANDIDATES = "abilities"
# An order without an end for so long may be given again: its task was lost, or failed.
PATIENCE = timedelta(minutes=10)


class AnalysisRefused(Exception):
    """Why nothing can be analysed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def order_analysis(*, component: ExamComponent, actor: User, now: datetime) -> AnalysisOrder:
    """Order an analysis for the task worker, or give a stalled order again; refused while one is being computed."""
    if not standing_marks().filter(attempt__component=component).exists():
        raise AnalysisRefused(_("No attempt at this part is closed and marked yet."))
    open_one = AnalysisOrder.objects.filter(component=component, ended_at__isnull=True).first()
    if open_one is not None:
        if is_in_time(open_one, now=now):
            raise AnalysisRefused(_("This part is being analysed already."))
        AnalysisOrder.objects.filter(pk=open_one.pk).update(ordered_by=actor, ordered_at=now)
        open_one.refresh_from_db()
        return open_one
    try:
        with transaction.atomic():
            return AnalysisOrder.objects.create(component=component, ordered_by=actor, ordered_at=now)
    except IntegrityError as error:
        # Somebody else was faster: the constraint keeps one open order.
        raise AnalysisRefused(_("This part is being analysed already.")) from error


def is_in_time(order: AnalysisOrder, *, now: datetime) -> bool:
    """Whether an order without an end may still be at work."""
    return order.ended_at is None and order.ordered_at > now - PATIENCE


def carry_out_order(*, order: AnalysisOrder, now: datetime) -> ExamAnalysis | None:
    """Analyse as ordered, by the right of who ordered it; None where nothing could be analysed. Run again it does nothing."""
    if order.ended_at is not None:
        return order.analysis
    try:
        return analyse_exam(component=order.component, actor=order.ordered_by, now=now, order=order)
    except AnalysisRefused as refused:
        AnalysisOrder.objects.filter(pk=order.pk, ended_at__isnull=True).update(ended_at=now, refusal=refused.reason)
        return None


def analyse_exam(
    *,
    component: ExamComponent,
    actor: User,
    now: datetime,
    order: AnalysisOrder | None = None,
    minima: Minima | None = None,
    thresholds: Thresholds | None = None,
) -> ExamAnalysis:
    """Analyse all marked attempts of this part; what is found joins the queue. An `order` that asked for it ends with it.

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
        over_time=OVER_TIME,
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
        _keep_items(analysis, told, versions)
        if order is not None:
            AnalysisOrder.objects.filter(pk=order.pk).update(ended_at=now, analysis=analysis)
    return analysis


def _keep_items(analysis: ExamAnalysis, told: Report, versions: dict[str, ItemVersion]) -> None:
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
        "form_items": {name: document_of(form.items) for name, form in told.forms.items()},
        "links": document_of(told.links),
        "groupings": {
            "month": _sized(read.periods, told.periods),
            **{name: _sized(read.groupings[name], found) for name, found in told.groupings.items()},
        },
        "calibration": _calibration(told.calibration),
        "minima": document_of(told.minima),
        "level": told.thresholds.level,
        "scores": [scores[place] for place in range(100 // BIN)],
        "last_mark": read.last_mark,
    }


def _sized(labels: tuple[str, ...], found: dict[str, Any]) -> dict[str, Any]:
    """How many of each group there are, and each item between the groups."""
    sizes = Counter(label for label in labels if label)
    return {"sizes": dict(sorted(sizes.items())), "unknown": labels.count(""), "items": document_of(found)}


def _calibration(calibrated: Calibrated | None) -> dict[str, Any] | None:
    if calibrated is None:
        return None
    return {name: value for name, value in document_of(calibrated).items() if name != OF_CANDIDATES}
