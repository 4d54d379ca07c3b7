"""Work for the task worker. The command catch_up_practice heals whatever was lost."""

from django.utils import timezone
from django_tasks import task

from exams.practice.services.plans import keep_forecast
from exams.sittings.models import Attempt


@task()
def keep_forecast_of(attempt_id: int) -> bool:
    """Keep what practice foretold of an exam, for the day its result is known."""
    attempt = Attempt.objects.select_related("registration__sitting__exam__chapter").get(pk=attempt_id)
    return keep_forecast(attempt=attempt, now=timezone.now()) is not None
