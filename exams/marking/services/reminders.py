"""Reminding markers of their shares: once a day before the deadline, once after it, and never of what is done."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import NoticeKind
from accounts.services import News, notify
from exams.marking.models import Allocation
from exams.marking.queries.office import allocations_to_remind


def remind_markers(*, now: datetime) -> int:
    """Tell each marker whose share is due within a day or overdue while something of it waits; how many are told.

    Run again it tells nobody twice: a share is spoken of once before its deadline and once after it.
    """
    shares = allocations_to_remind(now=now)
    with transaction.atomic():
        return sum(
            notify(kind=NoticeKind.MARKING, template=f"marking/notices/{word}.txt", news=news, now=now)
            for word, news in (
                ("due", [_news(one, "due") for one in shares if one.due_at > now]),
                ("overdue", [_news(one, "overdue") for one in shares if one.due_at <= now]),
            )
        )


def _news(share: Allocation, word: str) -> News:
    return News(
        share.marker_id,
        f"marking:{share.pk}:{word}",
        reverse("marking_desk:index"),
        {"share": share},
        about=f"marking:{share.pk}",
    )
