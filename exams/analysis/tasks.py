"""Work for the task worker: analyses and printed reports take seconds where thousands sat an exam."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from exams.analysis.models import AnalysisOrder, ReportPrint, Subject
from exams.analysis.services import carry_out_order, order_analysis
from exams.analysis.services.prints import ask_for_print, make_print
from exams.sittings.models import ExamComponent


@task()
def carry_out_analysis(order_id: int) -> bool:
    """Analyse as ordered; False where nothing could be analysed. Run again it does nothing more."""
    order = AnalysisOrder.objects.select_related("component__exam", "ordered_by", "analysis").get(pk=order_id)
    return carry_out_order(order=order, now=timezone.now()) is not None


def analyse_later(*, component: ExamComponent, actor: User, now: datetime) -> None:
    """Order an analysis and give the worker its task, both or neither. Raises as order_analysis does."""
    with transaction.atomic():
        order = order_analysis(component=component, actor=actor, now=now)
        if carry_out_analysis.get_backend().supports_defer:
            carry_out_analysis.enqueue(order.pk)
        else:
            transaction.on_commit(partial(carry_out_analysis.enqueue, order.pk))


@task()
def print_report(print_id: int) -> bool:
    """Print a report as asked for; one whose subject has gone meanwhile needs no printing."""
    subjects = ReportPrint.objects.select_related("component__exam", "sitting", "version__item__bank")
    printed = subjects.filter(pk=print_id).first()
    return printed is not None and make_print(printed=printed, now=timezone.now())


def print_later(*, subject: Subject, stamp: str, language: str, now: datetime) -> None:
    """Ask for the printed report and give the worker its task, both or neither."""
    with transaction.atomic():
        printed, is_wanted = ask_for_print(subject=subject, stamp=stamp, language=language, now=now)
        if not is_wanted:
            return
        if print_report.get_backend().supports_defer:
            print_report.enqueue(printed.pk)
        else:
            transaction.on_commit(partial(print_report.enqueue, printed.pk))
