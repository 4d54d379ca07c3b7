"""Printed reports: asked for on a page, made by the task worker, kept until what they show has changed."""

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from accounts.models import private_storage
from courses.models.worker_files import PATIENCE
from exams.analysis.models import ExamAnalysis, PrintKind, PrintState, ReportPrint, Subject
from exams.analysis.queries.points import answers_of_class
from exams.analysis.queries.reports import latest_analysis
from exams.analysis.rendering.reports import PrintedReport, report_pdf, stamp_of
from exams.analysis.services.card_tables import card_of
from exams.analysis.services.point_tables import points_report
from exams.analysis.services.report_tables import report_of

logger = logging.getLogger(__name__)

FOLDER = "analysis_reports"
ANEW = {"state": PrintState.WAITING, "file": "", "stamp": "", "made_at": None, "fault": ""}


class PrintFailed(Exception):
    """The report could not be printed; the message says why."""


@transaction.atomic
def ask_for_print(*, subject: Subject, stamp: str, language: str, now: datetime) -> tuple[ReportPrint, bool]:
    """Note that the report is to be printed, which shows this now; True where the caller has to see to a maker.

    Nobody makes what is there or under way. What is old, what failed, what a dead maker left and a file that was lost is
    made anew.
    """
    printed, is_new = ReportPrint.objects.get_or_create(**subject.fields, language=language, defaults={"asked_at": now})
    if is_new or (is_there(printed) and printed.stamp == stamp):
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

    Raises PrintFailed, once that is noted. What shows the same has the same bytes under the same name: a maker that was
    killed leaves nothing behind that the next one does not write over or clear away.
    """
    printed.refresh_from_db()
    if is_there(printed):
        return False
    ReportPrint.objects.filter(pk=printed.pk).update(**{**ANEW, "state": PrintState.MAKING}, begun_at=now)
    mine = ReportPrint.objects.filter(pk=printed.pk, begun_at=now, state=PrintState.MAKING)
    try:
        with translation.override(printed.language):
            report, stamp = _content_of(printed)
            pdf = report_pdf(report)
    # Whatever it was, the page must not say for ever that the report is being made.
    except Exception as error:
        logger.exception("report %s was not printed", printed.pk)
        mine.update(state=PrintState.FAILED, fault=f"{type(error).__name__}: {error}")
        raise PrintFailed(str(error)) from error
    storage, wanted = private_storage(), f"{FOLDER}/{printed.pk}/{stamp}.pdf"
    storage.delete(wanted)
    name = storage.save(wanted, ContentFile(pdf))
    is_mine = mine.update(state=PrintState.READY, file=name, stamp=stamp, made_at=now) == 1
    if is_mine:
        _clear_all_but(name, printed)
    elif not ReportPrint.objects.filter(pk=printed.pk, file=name).exists():
        storage.delete(name)
    return is_mine


def stamp_of_analysis(analysis: ExamAnalysis) -> str:
    """An analysis never changes: its number stands for all that its report shows."""
    return f"analysis-{analysis.pk}"


def _content_of(printed: ReportPrint) -> tuple[PrintedReport, str]:
    """What the report shows now, and its stamp."""
    if printed.version is not None:
        report = card_of(printed.version)
    elif printed.component is not None and printed.kind == PrintKind.POINTS:
        report = points_report(answers_of_class(printed.component, printed.sitting))
    elif printed.component is not None and (analysis := latest_analysis(printed.component)) is not None:
        return report_of(analysis), stamp_of_analysis(analysis)
    else:
        raise PrintFailed("nothing was analysed")
    return report, stamp_of(report)


def _clear_all_but(name: str, printed: ReportPrint) -> None:
    """What its earlier makers have left in its folder."""
    storage = private_storage()
    for other in storage.listdir(f"{FOLDER}/{printed.pk}")[1]:
        if (left := f"{FOLDER}/{printed.pk}/{other}") != name:
            storage.delete(left)
