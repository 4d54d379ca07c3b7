"""What people are told of results and of copies of their data. A mail says that there is one, never which."""

from datetime import datetime

from django.urls import reverse

from accounts.models import DataExport, NoticeKind
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


def announce_export(*, export: DataExport, now: datetime) -> None:
    """The copy of somebody's data is ready to be fetched; told again, it is not told twice."""
    news = News(
        export.user_id, f"export:{export.pk}", reverse("privacy:my_data"), {"until": export.expires_at}, about="export"
    )
    notify(kind=NoticeKind.ACCOUNT, template="config/notices/export.txt", news=[news], now=now)
