"""Who may do what with sittings; candidates reach only their own rows, through the queries."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import Registration, Standing


def can_see_sittings(user: User | AnonymousUser) -> bool:
    """Invigilators, exam officers and auditors see who sits where, and how far; not what anybody answers."""
    return user.has_perm("sittings.view_registration")


def can_invigilate(user: User | AnonymousUser) -> bool:
    """Invigilators and exam officers act on candidates, rooms and sittings, and write the incident book."""
    return user.has_perm("sittings.add_invigilationact")


def can_manage_sittings(user: User | AnonymousUser) -> bool:
    """Exam officers plan exams and sittings."""
    return user.has_perm("sittings.change_sitting")


def can_take_places_back(user: User | AnonymousUser) -> bool:
    """Exam officers, before the sitting begins."""
    return user.has_perm("sittings.delete_registration")


def why_no_withdrawal(registration: Registration, *, now: datetime) -> str:
    """Why the place can no longer be taken back; empty where only what rests on it may stand against it."""
    if now >= registration.sitting.opens_at:
        return _("The sitting has begun: places are not taken back any more. Note the candidate as absent instead.")
    if registration.arrived_at is not None:
        return _("The candidate has arrived already. The place stays.")
    return ""


def why_no_start(registration: Registration, *, now: datetime) -> str:
    """Why the invigilators do not let this candidate begin now, for the candidate to read; empty where they do."""
    sitting, room = registration.sitting, registration.room
    if registration.standing == Standing.ABSENT:
        return _("You have been noted as absent. Please speak to the invigilator.")
    if room is not None and room.paused_at is not None:
        return _("The exam in your room is paused. Please wait; you lose no time.")
    if registration.admitted_at is not None:
        return ""
    if sitting.starts_by_room and (room is None or room.started_at is None):
        return _("Your room has not been started yet. Please wait; you lose no time.")
    if sitting.late_after_minutes is not None:
        begun = (room.started_at if room is not None and sitting.starts_by_room else None) or sitting.opens_at
        if now > begun + timedelta(minutes=sitting.late_after_minutes):
            return _("The time for latecomers is over. Please ask the invigilator to admit you.")
    return ""


def can_change_controls(user: User | AnonymousUser) -> bool:
    """Invigilators and exam officers turn controls on and off, also while an exam runs."""
    return user.has_perm("sittings.change_sittingcontrols")


def can_attach_sealed_files(user: User | AnonymousUser) -> bool:
    """Invigilators and exam officers hand in the sealed answer file of a candidate."""
    return user.has_perm("sittings.add_sealedupload")


def can_review_applications(user: User | AnonymousUser) -> bool:
    """Exam officers; applications and their documents are nobody else's business."""
    return user.has_perm("sittings.change_application")


def can_decide_accommodations(user: User | AnonymousUser) -> bool:
    """Exam officers; what a candidate needs, and why, is nobody else's business."""
    return user.has_perm("sittings.change_accommodation")
