"""Analyse one part of an exam and keep what was found."""

from collections import Counter
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.models import ExamAnalysis, ItemFinding
from exams.analysis.queries.exam_responses import ExamResponses, responses_of
from exams.analysis.statistics.document import document_of
from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.findings import Thresholds
from exams.analysis.statistics.report import Report, report
from exams.sittings.models import ExamComponent

# The score of an attempt in percent, by tens; the full score stands with the last ten.
BIN = 10


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
    """Analyse all marked attempts of this part; what is found joins the queue."""
    read = responses_of(component)
    if not read.responses.candidates:
        raise AnalysisRefused(_("No attempt at this part is closed and marked yet."))
    told = report(
        read.responses,
        cut_share=float(component.pass_mark / 100),
        periods=read.periods,
        minima=minima,
        thresholds=thresholds,
    )
    versions = {item.name: version for item, version in zip(read.responses.items, read.versions, strict=True)}
    with transaction.atomic():
        analysis = ExamAnalysis.objects.create(
            component=component,
            made_by=actor,
            made_at=now,
            attempts=read.responses.candidates,
            unmarked=read.unmarked,
            document=_document(told, read),
        )
        ItemFinding.objects.bulk_create(
            [
                ItemFinding(
                    analysis=analysis,
                    version=versions[one.item],
                    kind=str(one.kind),
                    option=one.option,
                    figure=one.figure.as_json() | {"p_value": one.p_value, "level": one.level},
                )
                for one in told.findings
            ]
        )
    return analysis


def _document(told: Report, read: ExamResponses) -> dict[str, Any]:
    responses = read.responses
    percent = np.floor(100 * responses.totals / responses.possible + 1e-9).astype(int)
    scores = Counter(min(int(one), 99) // BIN for one in percent)
    return {
        "paper": document_of(told.whole.paper),
        "items": [
            {**document_of(item), "version": version.pk, "point": version.point.title, "intended": version.difficulty}
            for item, version in zip(told.whole.items, read.versions, strict=True)
        ],
        "forms": {name: document_of(form.paper) for name, form in told.forms.items()},
        "periods": document_of(told.periods),
        "minima": document_of(told.minima),
        "level": told.thresholds.level,
        "scores": [scores[place] for place in range(100 // BIN)],
    }
