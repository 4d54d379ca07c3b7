"""What a candidate is told of their results. A mail says that there is one, never which."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from accounts.models import NoticeKind
from accounts.services import News, notify
from exams.marking.models import Result, ResultState


@receiver(post_save, sender=Result, dispatch_uid="config.tell_of_result")
def tell_of_result(*, instance: Result, raw: bool = False, **_kwargs: Any) -> None:
    """A result that was released, by whatever act; the key tells whoever saves it again that it is told already."""
    if raw or instance.state != ResultState.RELEASED:
        return
    registration = instance.registration
    news = News(
        registration.candidate_id,
        f"result:{instance.pk}",
        reverse("marking:result", args=[instance.pk]),
        {"result": instance, "exam": registration.sitting.exam.title},
        about=f"result:{registration.pk}",
    )
    notify(kind=NoticeKind.RESULT, template="config/notices/result.txt", news=[news], now=timezone.now())
