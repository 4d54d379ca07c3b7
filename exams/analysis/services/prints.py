"""Printed reports: asked for on the page, made by the task worker, kept until a newer analysis has one."""

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from accounts.models import private_storage
from courses.models.worker_files import PATIENCE
from exams.analysis.models import ExamAnalysis, PrintState, ReportPrint
from exams.analysis.rendering.reports import report_pdf
from exams.analysis.services.report_tables import report_of

logger = logging.getLogger(__name__)

FOLDER = "analysis_reports"
ANEW = {"state": PrintState.WAITING, "file": "", "made_at": None, "fault": ""}


class PrintFailed(Exception):
    """The report could not be printed; the message says why."""


@transaction.atomic
def ask_for_print(*, analysis: ExamAnalysis, language: str, now: datetime) -> tuple[ReportPrint, bool]:
    """Note that the report is to be printed; True where the caller has to see to a maker.

    Nobody makes what is there or under way. What failed, what a dead maker left and a file that was lost is made anew.
    """
    printed, is_new = ReportPrint.objects.get_or_create(
        analysis=analysis, language=language, defaults={"asked_at": now}
    )
    if is_new or is_there(printed):
        return printed, is_new
    rows = ReportPrint.objects.filter(pk=printed.pk).exclude(
        Q(state=PrintState.WAITING, asked_at__gt=now - PATIENCE)
        | Q(state=PrintState.MAKING, begun_at__gt=now - PATIENCE)
    )
    return printed, rows.update(**ANEW, asked_at=now) == 1


def is_there(printed: ReportPrint) -> bool:
    """Whether it can be had."""
    return printed.state == PrintState.READY and private_storage().exists(printed.file.name)


def make_print(*, printed: ReportPrint, now: datetime) -> bool:
    """Print the report in its language; False where there was nothing to do, or another maker began later.

    Raises PrintFailed, once that is noted. The same analysis gives the same bytes under the same name: a maker that was
    killed leaves nothing behind that the next one does not write over.
    """
    printed.refresh_from_db()
    if is_there(printed):
        return False
    ReportPrint.objects.filter(pk=printed.pk).update(**{**ANEW, "state": PrintState.MAKING}, begun_at=now)
    mine = ReportPrint.objects.filter(pk=printed.pk, begun_at=now, state=PrintState.MAKING)
    try:
        with translation.override(printed.language):
            pdf = report_pdf(report_of(printed.analysis))
    # Whatever it was, the page must not say for ever that the report is being made.
    except Exception as error:
        logger.exception("the report of analysis %s was not printed", printed.analysis_id)
        mine.update(state=PrintState.FAILED, fault=f"{type(error).__name__}: {error}")
        raise PrintFailed(str(error)) from error
    storage, wanted = private_storage(), f"{FOLDER}/{printed.analysis_id}-{printed.language}.pdf"
    storage.delete(wanted)
    name = storage.save(wanted, ContentFile(pdf))
    is_mine = mine.update(state=PrintState.READY, file=name, made_at=now) == 1
    if is_mine:
        _clear_older(printed.analysis)
    elif name != wanted:
        storage.delete(name)
    return is_mine


def _clear_older(analysis: ExamAnalysis) -> None:
    """Files of the part's earlier analyses, which no page leads to any more."""
    older = ReportPrint.objects.filter(analysis__component=analysis.component_id, analysis__lt=analysis.pk)
    names = list(older.exclude(file="").values_list("file", flat=True))
    older.delete()
    for name in names:
        private_storage().delete(name)
