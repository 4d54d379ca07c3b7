"""Work for the task worker."""

from django.utils import timezone
from django_tasks import task

from config.services.announcements import announce_result
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
