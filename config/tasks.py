"""Work for the task worker."""

from django.utils import timezone
from django_tasks import task

from accounts.models import DataExport, ErasureRequest
from config.services.announcements import announce_export, announce_result
from config.services.erasures import carry_out_erasure
from config.services.exports import make_export
from exams.marking.models import Result, ResultState
from exams.marking.services.spread import keep_spreads


@task()
def answer() -> str:
    """Nothing but a sign of life: `doctor` asks for it."""
    return "here"


@task()
def tell_result(result_id: int) -> bool:
    """Tell the candidate of a released result, and measure the group that it has joined.

    False where another has taken its place, and of a mock exam: nobody is told.
    """
    result = Result.objects.select_related("registration__sitting__exam").get(pk=result_id)
    if result.state != ResultState.RELEASED or result.registration.sitting.exam.is_mock:
        return False
    keep_spreads(result=result)
    announce_result(result=result, now=timezone.now())
    return True


@task()
def make_copy(export_id: int) -> str:
    """Make the copy of somebody's data and tell them; run again it does nothing more."""
    now = timezone.now()
    export = make_export(export=DataExport.objects.select_related("user__person").get(pk=export_id), now=now)
    announce_export(export=export, now=now)
    return export.state


@task()
def erase(request_id: int) -> int:
    """Carry out an approved erasure from where it stands; how many tables were done."""
    request = ErasureRequest.objects.select_related("user__person").get(pk=request_id)
    return carry_out_erasure(request=request, now=timezone.now())
