"""What a candidate is told of their results. A mail says that there is one, never which."""

from datetime import datetime

from django.urls import reverse

from accounts.models import NoticeKind
from accounts.services import News, notify
from exams.marking.models import Result


def announce_result(*, result: Result, now: datetime) -> None:
    """A result that its candidate may see from now on; told again, it is not told twice."""
    registration = result.registration
    news = News(
        registration.candidate_id,
        f"result:{result.pk}",
        reverse("marking:result", args=[result.pk]),
        {"result": result, "exam": registration.sitting.exam.title},
        about=f"result:{registration.pk}",
    )
    notify(kind=NoticeKind.RESULT, template="config/notices/result.txt", news=[news], now=now)
