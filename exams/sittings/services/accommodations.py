"""Accommodations: asked for, decided, and what they do to time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.appearance import Appearance, TextSize
from accounts.models import User
from accounts.services import choose_appearance
from exams.sittings.models import (
    Accommodation,
    AccommodationEvent,
    AccommodationState,
    ExamComponent,
    Registration,
)
from exams.sittings.queries.attempts import is_writing
from exams.sittings.rules import can_decide_accommodations
from exams.sittings.services.announcements import announce_arrangement
from exams.sittings.writer import exclusive_write


class AccommodationRefused(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True)
class Terms:
    """What is asked for or arranged. Time comes by factor or by minutes, never by both."""

    factor: Decimal = Decimal(1)
    extra_minutes: int = 0
    break_minutes: int = 0
    break_count: int = 0
    large_type: bool = False
    separate_room: bool = False

    @property
    def is_something(self) -> bool:
        return self != Terms()


# What it does


def approved_accommodation(registration: Registration) -> Accommodation | None:
    """What was arranged and approved; no query where the registration was read with it."""
    try:
        accommodation: Accommodation = registration.accommodation
    except ObjectDoesNotExist:
        return None
    return accommodation if accommodation.is_approved else None


def time_for(registration: Registration, component: ExamComponent) -> tuple[int, datetime]:
    """The candidate's own limit in whole minutes, and the end of their own window, moved by as much and by the breaks.

    Part of a minute counts as a whole one, for the candidate.
    """
    closes_at = registration.sitting.closes_at
    accommodation = approved_accommodation(registration)
    if accommodation is None:
        return component.minutes, closes_at
    minutes = ceil(Fraction(accommodation.factor) * component.minutes) + accommodation.extra_minutes
    longer = minutes - component.minutes + accommodation.break_minutes
    return minutes, closes_at + timedelta(minutes=longer)


def set_type_for(*, registration: Registration, actor: User) -> None:
    """At the start: large type where it is arranged. From then on the size is the candidate's to change."""
    accommodation = approved_accommodation(registration)
    if accommodation is None or not accommodation.large_type:
        return
    before = actor.appearance or Appearance()
    choose_appearance(user=actor, appearance=Appearance(theme=before.theme, size=TextSize.LARGE))


# How it comes about


def request_accommodation(
    *, registration: Registration, terms: Terms, reason: str, actor: User, now: datetime
) -> Accommodation:
    """Ask, or ask for something else; the candidate, or an officer for them. It has no effect until it is approved."""
    if actor.pk != registration.candidate_id and not can_decide_accommodations(actor):
        raise PermissionDenied
    _check(registration, terms, reason)
    with exclusive_write():
        former = Accommodation.objects.select_for_update().filter(registration=registration).first()
        if former is not None and former.is_approved and not can_decide_accommodations(actor):
            raise AccommodationRefused(
                _("An accommodation has been approved. To change it, please speak to the exam office.")
            )
        return _write(registration, AccommodationState.REQUESTED, terms, reason, actor=actor, now=now)


def approve_accommodation(
    *, registration: Registration, terms: Terms, reason: str, actor: User, now: datetime
) -> Accommodation:
    """Arrange these terms, whether they or others were asked for, or none; the officer's word counts."""
    _check_officer(registration, actor)
    _check(registration, terms, reason)
    with exclusive_write():
        arranged = _write(registration, AccommodationState.APPROVED, terms, reason, actor=actor, now=now)
        announce_arrangement(accommodation=arranged, now=now)
    return arranged


def refuse_accommodation(*, accommodation: Accommodation, reason: str, actor: User, now: datetime) -> Accommodation:
    """Reject what was asked for, or take back what was approved, before the exam has begun for the candidate."""
    _check_officer(accommodation.registration, actor)
    return _close(accommodation, AccommodationState.REJECTED, reason, actor=actor, now=now)


def withdraw_accommodation(*, accommodation: Accommodation, reason: str, actor: User, now: datetime) -> Accommodation:
    """The candidate no longer asks for it."""
    if actor.pk != accommodation.registration.candidate_id:
        raise PermissionDenied
    return _close(accommodation, AccommodationState.WITHDRAWN, reason, actor=actor, now=now)


def _close(
    accommodation: Accommodation, state: AccommodationState, reason: str, *, actor: User, now: datetime
) -> Accommodation:
    if not reason.strip():
        raise AccommodationRefused(_("Please give the reason."))
    _check_not_begun(accommodation.registration)
    with exclusive_write():
        current = Accommodation.objects.select_for_update().get(pk=accommodation.pk)
        if current.state in {AccommodationState.REJECTED, AccommodationState.WITHDRAWN}:
            raise AccommodationRefused(_("This request has been answered already: nothing was changed."))
        if state == AccommodationState.WITHDRAWN and current.is_approved:
            raise AccommodationRefused(
                _("An accommodation has been approved. To change it, please speak to the exam office.")
            )
        current.state = state
        current.save(update_fields=["state"])
        _note(current, reason, actor=actor, now=now)
        if state == AccommodationState.REJECTED:
            announce_arrangement(accommodation=current, now=now)
    return current


@transaction.atomic
def _write(
    registration: Registration, state: AccommodationState, terms: Terms, reason: str, *, actor: User, now: datetime
) -> Accommodation:
    accommodation, _is_new = Accommodation.objects.update_or_create(
        registration=registration,
        defaults={**vars(terms), "state": state},
        create_defaults={**vars(terms), "state": state, "asked_at": now},
    )
    _note(accommodation, reason, actor=actor, now=now)
    return accommodation


def _note(accommodation: Accommodation, reason: str, *, actor: User, now: datetime) -> None:
    AccommodationEvent.objects.create(
        accommodation=accommodation,
        state=accommodation.state,
        terms=accommodation.terms,
        reason=reason.strip()[:500],
        actor=actor,
        at=now,
    )


def _check_officer(registration: Registration, actor: User) -> None:
    if not can_decide_accommodations(actor) or actor.pk == registration.candidate_id:
        raise PermissionDenied


def _check(registration: Registration, terms: Terms, reason: str) -> None:
    if not terms.is_something:
        raise AccommodationRefused(_("Please say what is to be arranged."))
    if terms.factor != 1 and terms.extra_minutes:
        raise AccommodationRefused(_("Please give extra time by factor or by minutes, not by both."))
    if terms.break_count and not terms.break_minutes:
        raise AccommodationRefused(_("Please say how many minutes the breaks may last."))
    if not reason.strip():
        raise AccommodationRefused(_("Please give the reason."))
    _check_not_begun(registration)


def _check_not_begun(registration: Registration) -> None:
    """An attempt that runs has its own deadline: more time is given there, openly."""
    if is_writing(registration):
        raise AccommodationRefused(
            _("The candidate is writing. Please give more time on the day's page; nothing was changed here.")
        )
