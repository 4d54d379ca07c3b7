"""Telling markers what is due: a share once a day before its deadline and once after it; the rubric, when marks move away."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import NoticeKind
from accounts.services import News, notify
from exams.marking.models import Allocation, Judgement
from exams.marking.queries.office import allocations_to_remind, has_moved_away


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


def ask_to_recalibrate(*, judgement: Judgement, now: datetime) -> bool:
    """Tell the marker to read the rubric again if it is with this check answer that their marks lie too far off.

    Neither the check answer nor a difference is named: a marker is not to know which answers are checks.
    """
    marker, component = judgement.marker, judgement.task.component
    if not has_moved_away(marker, component):
        return False
    news = News(
        marker.pk,
        f"recalibrate:{component.pk}:{judgement.pk}",
        reverse("marking_desk:index"),
        {"component": component},
        about=f"recalibrate:{component.pk}",
    )
    return bool(notify(kind=NoticeKind.MARKING, template="marking/notices/recalibrate.txt", news=[news], now=now))


def _news(share: Allocation, word: str) -> News:
    return News(
        share.marker_id,
        f"marking:{share.pk}:{word}",
        reverse("marking_desk:index"),
        {"share": share},
        about=f"marking:{share.pk}",
    )
