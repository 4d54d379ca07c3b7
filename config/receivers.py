"""What follows from the acts of other apps. A crowd that hands in at once leaves a task each, and no more, on its way."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from config.tasks import tell_result
from exams.marking.models import Result, ResultState


@receiver(post_save, sender=Result, dispatch_uid="config.tell_of_result")
def tell_of_result(*, instance: Result, raw: bool = False, **_kwargs: Any) -> None:
    """A result that was released, by whatever act; its task is queued with it or not at all."""
    if not raw and instance.state == ResultState.RELEASED:
        tell_result.enqueue(instance.pk)
