"""Words of practice pages: when something comes again, what a type is called."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.bank.presentation import type_label
from exams.practice.models import ReviewCard
from exams.practice.queries.book import is_leech

register = template.Library()

MINUTE, HOUR = 60, 3600
# Further away a date says more than a number of days.
NEAR_DAYS = 30


@register.filter
def due(at: datetime, now: datetime) -> str:
    """When, in few words: in 10 minutes, tomorrow, in 8 days, on 2027-01-20."""
    seconds = (at - now).total_seconds()
    if seconds <= 0:
        return _("now")
    if seconds < HOUR:
        minutes = max(1, round(seconds / MINUTE))
        return ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}
    days = (timezone.localdate(at) - timezone.localdate(now)).days
    if days == 0:
        return _("later today")
    if days == 1:
        return _("tomorrow")
    if days <= NEAR_DAYS:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return _("on %(date)s") % {"date": timezone.localdate(at).isoformat()}


@register.filter
def type_name(item_type: str) -> str:
    """A type of item by its name for people."""
    return type_label(item_type)


@register.filter
def is_stubborn(card: ReviewCard) -> bool:
    """Whether the lesson helps more than another try."""
    return is_leech(card)
