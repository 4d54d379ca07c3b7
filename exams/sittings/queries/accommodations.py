"""Accommodations in words, and those that wait for an officer."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.sittings.models import Accommodation


def arranged_in_words(accommodation: Accommodation) -> list[str]:
    """What is arranged, a few words each; why stands in its events."""
    words = []
    if accommodation.factor != 1:
        words.append(_("Time limit × %(factor)s") % {"factor": f"{accommodation.factor.normalize():f}"})
    if accommodation.extra_minutes:
        words.append(
            ngettext("%(count)d extra minute", "%(count)d extra minutes", accommodation.extra_minutes)
            % {"count": accommodation.extra_minutes}
        )
    if accommodation.break_minutes:
        words.append(
            ngettext("%(count)d minute of breaks", "%(count)d minutes of breaks", accommodation.break_minutes)
            % {"count": accommodation.break_minutes}
        )
    if accommodation.break_count:
        words.append(
            ngettext("%(count)d break at most", "%(count)d breaks at most", accommodation.break_count)
            % {"count": accommodation.break_count}
        )
    if accommodation.large_type:
        words.append(_("Large type"))
    if accommodation.separate_room:
        words.append(_("Separate room"))
    return words


def accommodation_queue() -> QuerySet[Accommodation]:
    """All of them with whose they are."""
    return Accommodation.objects.select_related("registration__candidate__person", "registration__sitting__exam")
