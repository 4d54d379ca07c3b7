"""Work for the task worker."""

from django.utils import timezone
from django_tasks import task

from config.services.announcements import announce_result
from exams.marking.models import Result, ResultState


@task()
def answer() -> str:
    """Nothing but a sign of life: `doctor` asks for it."""
    return "here"


@task()
def tell_result(result_id: int) -> bool:
    """Tell the candidate of a released result; False where another has taken its place, and of a mock exam."""
    result = Result.objects.select_related("registration__sitting__exam").get(pk=result_id)
    if result.state != ResultState.RELEASED or result.registration.sitting.exam.is_mock:
        return False
    announce_result(result=result, now=timezone.now())
    return True
