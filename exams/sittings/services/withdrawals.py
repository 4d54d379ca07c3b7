"""Taking a place back before the exam, where nothing rests on it yet."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.sittings.models import Registration
from exams.sittings.rules import can_take_places_back, why_no_withdrawal
from exams.sittings.services.announcements import announce_withdrawal
from exams.sittings.services.systems import PlaceChange, tell_of_places
from exams.sittings.writer import exclusive_write


class WithdrawalRefused(Exception):
    """The place stays; the message says why, for the office to read."""


def withdraw_registration(*, registration: Registration, reason: str, actor: User, now: datetime) -> None:
    """Take a place back; number, reason and actor stay in the sitting's history, and the candidate is told.

    Wants the registration's sitting and exam. Raises PermissionDenied, WithdrawalRefused.
    """
    if not can_take_places_back(actor):
        raise PermissionDenied
    if not reason.strip():
        raise WithdrawalRefused(_("Please give the reason."))
    if refusal := why_no_withdrawal(registration, now=now):
        raise WithdrawalRefused(refusal)
    said = {"number": registration.number, "candidate": registration.candidate_id, "reason": reason.strip()}
    with exclusive_write():
        announce_withdrawal(place=registration, now=now)
        sitting = registration.sitting
        tell_of_places(places=[registration], sitting=sitting, change=PlaceChange.WITHDRAWN, now=now)
        try:
            with transaction.atomic():
                gone, _kinds = Registration.objects.filter(pk=registration.pk).delete()
        except (ProtectedError, IntegrityError) as error:
            # An attempt, an application, something arranged or noted: what is on record keeps its place.
            raise WithdrawalRefused(
                _("Something on record rests on this place: an application, an arrangement or an act. It stays.")
            ) from error
        if not gone:
            raise WithdrawalRefused(_("This place was taken back already."))
        log(instance=sitting, action="sittings.withdraw", user=actor, timestamp=now, data=said)
