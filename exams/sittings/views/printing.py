"""Paper: the candidate's own ticket, the papers of a room, and what the code on a ticket leads to."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import office_work
from accounts.models import Person, User
from courses.printing.fonts import UnsetCharactersError
from exams.sittings.models import Registration, Room, Sitting
from exams.sittings.queries import arranged_in_words, places_in_print
from exams.sittings.rendering.papers import (
    PrintedPart,
    PrintedPlace,
    PrintedSitting,
    desk_labels_pdf,
    door_pdf,
    sign_in_pdf,
    tickets_pdf,
)
from exams.sittings.rules import can_see_sittings
from exams.sittings.services.accommodations import approved_accommodation, time_for
from exams.sittings.views.candidate import signed_in

Printer = Callable[[PrintedSitting, str, Sequence[PrintedPlace]], bytes]
PAPERS: dict[str, Printer] = {
    "tickets": lambda sitting, _room, places: tickets_pdf(sitting, places),
    "sign-in": sign_in_pdf,
    "door": door_pdf,
    "desk-labels": desk_labels_pdf,
}


def printed_sitting(sitting: Sitting) -> PrintedSitting:
    return PrintedSitting(
        publisher=str(settings.WAGTAIL_SITE_NAME),
        address=settings.SITE_URL,
        exam=sitting.exam.title,
        name=sitting.name,
        opens_at=sitting.opens_at,
        rules=[line.strip() for line in sitting.exam.rules.splitlines() if line.strip()],
    )


def printed_place(registration: Registration) -> PrintedPlace:
    """A place as it is printed, with the candidate's own times."""
    sitting = registration.sitting
    components = list(sitting.exam.components.all())
    person: Person | None = getattr(registration.candidate, "person", None)
    accommodation = approved_accommodation(registration)
    path = reverse("sittings:check", args=[registration.number])
    return PrintedPlace(
        number=registration.number,
        name=registration.candidate.display_name,
        masked_id_number=person.masked_id_number if person else "",
        room=registration.room.name if registration.room else "",
        address=registration.room.address if registration.room else "",
        seat=registration.seat,
        last_start=time_for(registration, components[0])[1] if components else sitting.closes_at,
        parts=[PrintedPart(str(part.get_kind_display()), time_for(registration, part)[0]) for part in components],
        arranged=arranged_in_words(accommodation) if accommodation else [],
        photo=_photo(person),
        check_url=f"{settings.SITE_URL.rstrip('/')}{path}",
    )


def _photo(person: Person | None) -> bytes:
    if person is None or not person.photo:
        return b""
    try:
        with person.photo.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""


def _answer(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _unset_in_words(error: UnsetCharactersError) -> str:
    return _("These characters of a name cannot be printed: %(characters)s. Nothing was printed.") % {
        "characters": "、".join(error.characters)
    }


@never_cache
@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The candidate's own admission ticket."""
    registration = get_object_or_404(places_in_print(), number=number, candidate=signed_in(request))
    try:
        pdf = tickets_pdf(printed_sitting(registration.sitting), [printed_place(registration)])
    except UnsetCharactersError as error:
        messages.error(request, _unset_in_words(error))
        return redirect("sittings:registration", number=number)
    return _answer(pdf, f"ticket-{registration.number}")


@office_work
@never_cache
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Where the code on a ticket leads: whoever lets candidates in sees who this is, the candidate the same of themselves."""
    user = signed_in(request)
    registration = places_in_print().filter(number=number).first()
    if registration is None:
        raise Http404
    is_own = registration.candidate_id == user.pk
    if not is_own and not can_see_sittings(user):
        raise Http404
    return render(
        request,
        "sittings/check.html",
        {
            "registration": registration,
            "place": printed_place(registration),
            "sitting": registration.sitting,
            "is_own": is_own,
        },
    )


@never_cache
@require_safe
def room_paper(request: HttpRequest, sitting_id: int, room_id: int, paper: str) -> HttpResponse:
    """A paper of a room, for those who see who sits where."""
    if not isinstance(request.user, User) or not can_see_sittings(request.user):
        raise PermissionDenied
    room = get_object_or_404(Room.objects.select_related("sitting__exam"), pk=room_id, sitting=sitting_id)
    if paper not in PAPERS:
        raise Http404
    places = [printed_place(one) for one in places_in_print().filter(room=room).order_by("seat", "number")]
    try:
        pdf = PAPERS[paper](printed_sitting(room.sitting), room.name, places)
    except UnsetCharactersError as error:
        messages.error(request, _unset_in_words(error))
        return redirect("sittings_admin:day", sitting_id=sitting_id)
    return _answer(pdf, f"{paper}-{room.pk}")
