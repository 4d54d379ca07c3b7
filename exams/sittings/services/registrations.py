"""Registering a candidate for a sitting, and the pledge before the start."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services.consents import give_consent
from exams.sittings.models import PaperLanguage, Registration, Room, Sitting
from exams.sittings.queries import asks_for_application
from exams.sittings.queries.resits import why_no_resit
from exams.sittings.services.announcements import announce_places
from exams.sittings.services.drawing import prepare_paper
from exams.sittings.services.systems import PlaceChange, tell_of_places
from exams.sittings.writer import exclusive_write

NOT_IN_THIS_LANGUAGE = gettext_lazy(
    "This exam is not offered in that language. Nothing was changed; please choose another one."
)
# Who opens the page days before to read the rules has not arrived.
DOORS_OPEN = timedelta(hours=2)


class RegistrationRefused(Exception):
    """The candidate may not register; the message says why, for the candidate to read."""


def register_candidate(
    *,
    sitting: Sitting,
    candidate: User,
    actor: User,
    now: datetime,
    room: str = "",
    seat: str = "",
    language: str = PaperLanguage.SIMPLIFIED,
) -> Registration:
    """Give `candidate` a place, in the room of this name where one is given; registering again returns the place held.

    Raises RegistrationRefused when a candidate registers themselves where registration is not open, or too late, or for
    a language that the exam does not offer; and, whoever registers them, where the exam's rules do not let them sit it
    again. A seat that somebody has is the caller's mistake, which the database refuses.
    """
    with exclusive_write():
        # Nobody else gets a number meanwhile, and nobody two places.
        Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
        existing = Registration.objects.filter(sitting=sitting, candidate=candidate).first()
        if existing:
            return existing
        if actor == candidate and not actor.has_perm("sittings.add_registration"):
            _check_own_way_in(sitting, language, now)
        if refusal := why_no_resit(sitting=sitting, candidate_id=candidate.pk, at=sitting.closes_at):
            raise RegistrationRefused(refusal)
        place = Registration.objects.create(
            sitting=sitting,
            candidate=candidate,
            number=admission_number(sitting, last_serial(sitting) + 1),
            room=Room.objects.get_or_create(sitting=sitting, name=room)[0] if room else None,
            seat=seat,
            language=language,
        )
        announce_places(places=[place], sitting=sitting, now=now)
        tell_of_places(places=[place], sitting=sitting, change=PlaceChange.GIVEN, now=now)
    return place


def _check_own_way_in(sitting: Sitting, language: str, now: datetime) -> None:
    """For who registers themselves."""
    if not sitting.open_registration:
        raise RegistrationRefused(_("This sitting is not open for registration. Please ask the exam office."))
    if asks_for_application(sitting):
        raise RegistrationRefused(_("A place in this sitting is given on application. Please fill in yours."))
    if now >= sitting.closes_at:
        raise RegistrationRefused(_("This sitting has ended. Nothing was changed; please choose another one."))
    if language not in sitting.exam.languages:
        raise RegistrationRefused(str(NOT_IN_THIS_LANGUAGE))


def admission_number(sitting: Sitting, serial: int) -> str:
    """Day, sitting and a serial of five digits."""
    return f"{sitting.opens_at:%y%m%d}{sitting.pk:03d}{serial:05d}"


def last_serial(sitting: Sitting) -> int:
    """The highest serial in use; places that were taken back leave gaps."""
    beginning = admission_number(sitting, 0)[:-5]
    numbers = Registration.objects.filter(sitting=sitting, number__startswith=beginning).order_by("-number")
    last = numbers.values_list("number", flat=True).first()
    return int(last[-5:]) if last else 0


def give_pledge(*, registration: Registration, actor: User, now: datetime) -> None:
    """Note that the candidate has read the rules and given the pledge; the first time counts.

    Whoever gives it before the sitting opens has their paper drawn then, and not in the rush of the start.
    """
    if actor.pk != registration.candidate_id:
        raise RegistrationRefused(_("Only the candidate can give the pledge."))
    if Registration.objects.filter(pk=registration.pk, pledged_at__isnull=True).update(pledged_at=now):
        registration.pledged_at = now
        exam = registration.sitting.exam
        give_consent(user=actor, subject=f"rules:{exam.code}"[:80], text=exam.rules, now=now)
        if now < registration.sitting.opens_at:
            prepare_paper(registration=registration, now=now)
    else:
        registration.refresh_from_db(fields=["pledged_at"])


def note_arrival(*, registration: Registration, now: datetime) -> None:
    """Note when the candidate was first seen in the waiting room on the day, for the board; later visits change nothing."""
    sitting = registration.sitting
    if registration.arrived_at is None and sitting.opens_at - DOORS_OPEN <= now < sitting.closes_at:
        Registration.objects.filter(pk=registration.pk, arrived_at__isnull=True).update(arrived_at=now)
        registration.arrived_at = now
