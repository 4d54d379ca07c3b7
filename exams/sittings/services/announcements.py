"""What candidates are told outside the exam page: their place, the timetable, time given, answers of the office.

The caller holds the transaction: what happened is told, or did not happen.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.models import NoticeKind
from accounts.services import News, notify
from exams.sittings.models import Accommodation, Application, Registration, Sitting

# The office often changes more than one thing; only the last word is mailed.
TIMETABLE_WAIT = timedelta(minutes=10)


def announce_places(*, places: Iterable[Registration], sitting: Sitting, now: datetime) -> int:
    """Tell candidates that they are registered, when and where; how many are told."""
    news = [
        News(one.candidate_id, f"registered:{one.pk}", _page_of(one), {"place": one, "sitting": sitting})
        for one in places
    ]
    return notify(kind=NoticeKind.REGISTRATION, template="sittings/notices/registered.txt", news=news, now=now)


def announce_withdrawal(*, place: Registration, now: datetime) -> int:
    """Tell a candidate that their place was taken back. Wants the place's sitting and exam."""
    news = News(place.candidate_id, f"withdrawn:{place.number}", reverse("sittings:index"), {"sitting": place.sitting})
    template = "sittings/notices/withdrawn.txt"
    return notify(kind=NoticeKind.REGISTRATION, template=template, news=[news], now=now)


def announce_timetable(*, sitting: Sitting, now: datetime, places: Iterable[int] | None = None) -> int:
    """Tell everybody in a sitting, or those with these places, its times and their seats as they are now."""
    if now >= sitting.closes_at:
        return 0
    found = Registration.objects.filter(sitting=sitting).select_related("room")
    if places is not None:
        found = found.filter(pk__in=list(places))
    news = [
        News(
            one.candidate_id,
            f"timetable:{one.pk}:{now:%Y%m%d%H%M%S%f}",
            _page_of(one),
            {"place": one, "sitting": sitting},
            about=f"timetable:{one.pk}",
        )
        for one in found.order_by("pk")
    ]
    template, mails_from = "sittings/notices/timetable.txt", now + TIMETABLE_WAIT
    return notify(kind=NoticeKind.TIMETABLE, template=template, news=news, now=now, mails_from=mails_from)


def announce_time(*, sitting: Sitting, places: Iterable[int], seconds: int, now: datetime) -> int:
    """Tell candidates that time was given; the mail waits until nobody sits the exam any more."""
    news = [
        News(
            one.candidate_id,
            f"time:{one.pk}:{now:%Y%m%d%H%M%S%f}",
            _page_of(one),
            {"sitting": sitting, "minutes": seconds // 60, "seconds": seconds % 60},
        )
        for one in Registration.objects.filter(pk__in=list(places)).order_by("pk")
    ]
    template = "sittings/notices/time.txt"
    return notify(kind=NoticeKind.TIME, template=template, news=news, now=now, mails_from=sitting.closes_at)


def announce_decision(*, application: Application, now: datetime) -> int:
    """Tell a candidate that their application came back or was rejected; who is approved hears of their place."""
    news = News(
        application.candidate_id,
        f"application:{application.pk}:{now:%Y%m%d%H%M%S%f}",
        reverse("sittings:application", args=[application.sitting_id]),
        {"application": application},
    )
    return notify(kind=NoticeKind.REGISTRATION, template="sittings/notices/application.txt", news=[news], now=now)


def announce_arrangement(*, accommodation: Accommodation, now: datetime) -> int:
    """Tell a candidate that the office has answered; what was arranged is nobody's to read in a mail."""
    place = accommodation.registration
    news = News(
        place.candidate_id,
        f"accommodation:{accommodation.pk}:{now:%Y%m%d%H%M%S%f}",
        reverse("sittings:accommodation", args=[place.number]),
        {"sitting": place.sitting},
    )
    return notify(kind=NoticeKind.REGISTRATION, template="sittings/notices/accommodation.txt", news=[news], now=now)


def _page_of(place: Registration) -> str:
    return reverse("sittings:registration", args=[place.number])
