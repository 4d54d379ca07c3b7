"""From the list of exams to the start: registration, rules, pledge, waiting room."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from courses.models import ChapterPage
from exams.sittings.forms import PledgeForm, RegisterMyselfForm
from exams.sittings.models import AttemptState, Registration, Sitting
from exams.sittings.queries import (
    asks_for_application,
    exams_of_chapter,
    next_component,
    open_applications_of,
    own_registration,
    places_of,
    sittings_open_for_registration,
)
from exams.sittings.queries.controls import controls_of, told_to_candidates
from exams.sittings.rules import why_no_start
from exams.sittings.services.accommodations import set_type_for, time_for
from exams.sittings.services.attempts import StartRefused, start_attempt
from exams.sittings.services.registrations import RegistrationRefused, give_pledge, note_arrival, register_candidate
from exams.sittings.views.controls import admit_start, note_start
from exams.sittings.views.lease import set_lease_cookie


def signed_in(request: HttpRequest) -> User:
    """The user of a request behind the login wall."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My exams, and those I may register for."""
    now = timezone.now()
    candidate = signed_in(request)
    return render(
        request,
        "sittings/index.html",
        {
            "places": places_of(candidate),
            "open_sittings": sittings_open_for_registration(candidate, now=now),
            "applications": open_applications_of(candidate),
            "now": now,
        },
    )


def chapter_exam_panel(request: HttpRequest, chapter: ChapterPage) -> SafeString:
    """The chapter's exams: the reader's own place, or the way to one; nothing where no sitting is open."""
    candidate = request.user if isinstance(request.user, User) else None
    found = exams_of_chapter(chapter, candidate, now=timezone.now())
    if not found.places and not found.open_sittings:
        return SafeString("")
    context = {"places": found.places, "open_sittings": found.open_sittings, "is_stranger": candidate is None}
    return render_to_string("sittings/_chapter_panel.html", context, request)


@require_POST
def register(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Register myself for an open sitting, in one of its exam's languages."""
    sitting = get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id, open_registration=True)
    candidate = signed_in(request)
    if asks_for_application(sitting):
        return redirect("sittings:application", sitting_id=sitting.pk)
    form = RegisterMyselfForm(request.POST, exam=sitting.exam)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["language"])))
        return redirect("sittings:index")
    try:
        registration = register_candidate(
            sitting=sitting,
            candidate=candidate,
            language=form.chosen_language,
            actor=candidate,
            now=timezone.now(),
        )
    except RegistrationRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sittings:index")
    return redirect("sittings:registration", number=registration.number)


def _own_registration(request: HttpRequest, number: str) -> Registration:
    try:
        return own_registration(signed_in(request), number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@require_safe
def registration_page(request: HttpRequest, number: str) -> HttpResponse:
    """Rules and pledge, then the waiting room, then the start or the way back into an open attempt."""
    registration = _own_registration(request, number)
    note_arrival(registration=registration, now=timezone.now())
    return _registration_page(request, registration, PledgeForm())


def _registration_page(
    request: HttpRequest, registration: Registration, form: PledgeForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    sitting = registration.sitting
    attempts = list(registration.attempts.all())
    component = next_component(registration)
    minutes, last_start = time_for(registration, component) if component else (0, sitting.closes_at)
    return render(
        request,
        "sittings/registration.html",
        {
            "registration": registration,
            "sitting": sitting,
            "form": form,
            "attempts": attempts,
            "open_attempt": next((a for a in attempts if a.state == AttemptState.OPEN), None),
            "component": component,
            "minutes": minutes,
            "last_start": last_start,
            "held_back": why_no_start(registration, now=now),
            "controls": controls_of(sitting),
            "told": told_to_candidates(controls_of(sitting)),
            "has_begun": sitting.opens_at <= now,
            "has_ended": last_start <= now,
            "opens_in_ms": max(0, int((sitting.opens_at - now).total_seconds() * 1000)),
        },
        status=status,
    )


@require_POST
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """我已阅读."""
    registration = _own_registration(request, number)
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _registration_page(request, registration, form, status=422)
    give_pledge(registration=registration, actor=signed_in(request), now=timezone.now())
    return redirect("sittings:registration", number=number)


@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Start the clock and hand this device the lease."""
    registration = _own_registration(request, number)
    component = next_component(registration)
    if component is None:
        messages.error(request, _("You have used every attempt that this exam allows."))
        return redirect("sittings:registration", number=number)
    was_open = any(attempt.state == AttemptState.OPEN for attempt in registration.attempts.all())
    admission = admit_start(request, registration)
    if admission.refusal and not was_open:
        messages.error(request, admission.refusal)
        return redirect("sittings:registration", number=number)
    try:
        attempt = start_attempt(
            registration=registration, component=component, actor=signed_in(request), now=timezone.now()
        )
    except StartRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sittings:registration", number=number)
    response = redirect("sittings:runner", attempt_id=attempt.pk)
    if not was_open:
        note_start(request, attempt, admission)
        set_type_for(registration=registration, actor=signed_in(request))
        set_lease_cookie(response, attempt, attempt.lease_token)
    return response
