"""Accommodations: the candidate asks, an officer decides or arranges."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from exams.sittings.forms.registration import AccommodationForm, ReasonForm
from exams.sittings.models import Accommodation, AccommodationState, Registration
from exams.sittings.queries import arranged_in_words, own_registration
from exams.sittings.queries.attempts import is_writing
from exams.sittings.rules import can_decide_accommodations
from exams.sittings.services import (
    AccommodationRefused,
    approve_accommodation,
    refuse_accommodation,
    request_accommodation,
    withdraw_accommodation,
)
from exams.sittings.views.candidate import signed_in

_TERMS = ("factor", "extra_minutes", "break_minutes", "break_count", "large_type", "separate_room")


def _own_registration(request: HttpRequest, number: str) -> Registration:
    try:
        return own_registration(signed_in(request), number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _accommodation_of(registration: Registration) -> Accommodation | None:
    return Accommodation.objects.filter(registration=registration).first()


def _form(accommodation: Accommodation | None, request: HttpRequest | None = None) -> AccommodationForm:
    initial = {name: getattr(accommodation, name) for name in _TERMS} if accommodation else {}
    return AccommodationForm(request.POST if request else None, initial=initial)


def _context(registration: Registration, accommodation: Accommodation | None) -> dict[str, Any]:
    return {
        "registration": registration,
        "sitting": registration.sitting,
        "accommodation": accommodation,
        "arranged": arranged_in_words(accommodation) if accommodation else [],
        "is_writing": is_writing(registration),
        "events": accommodation.events.select_related("actor__person") if accommodation else [],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The candidate's own request and how it stands."""
    candidate = signed_in(request)
    registration = _own_registration(request, number)
    accommodation = _accommodation_of(registration)
    form = _form(accommodation, request if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_accommodation(
                registration=registration,
                terms=form.terms,
                reason=form.cleaned_data["reason"],
                actor=candidate,
                now=timezone.now(),
            )
        except AccommodationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your request is with the exam office now."))
            return redirect("sittings:accommodation", number=number)
    context = _context(registration, accommodation) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "sittings/accommodation.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The candidate takes their request back."""
    registration = _own_registration(request, number)
    accommodation = _accommodation_of(registration)
    if accommodation:
        try:
            withdraw_accommodation(
                accommodation=accommodation,
                reason=_("Withdrawn by the candidate."),
                actor=signed_in(request),
                now=timezone.now(),
            )
        except AccommodationRefused as refused:
            messages.error(request, str(refused))
    return redirect("sittings:accommodation", number=number)


# The office


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not can_decide_accommodations(request.user):
        raise PermissionDenied
    return request.user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Approve these terms, or others, for one registration; with `refuse` reject or take back."""
    officer = _officer(request)
    registration = get_object_or_404(
        Registration.objects.select_related("candidate__person", "sitting__exam"), pk=registration_id
    )
    accommodation = _accommodation_of(registration)
    is_refusal = "refuse" in request.POST
    form = _form(accommodation, request if request.method == "POST" and not is_refusal else None)
    reason_form = ReasonForm(request.POST if is_refusal else None)
    try:
        if is_refusal and accommodation and reason_form.is_valid():
            reason = reason_form.cleaned_data["reason"]
            refuse_accommodation(accommodation=accommodation, reason=reason, actor=officer, now=timezone.now())
            messages.success(request, _("Rejected. The candidate can read the reason now."))
            return redirect("exam_accommodations:index")
        if request.method == "POST" and not is_refusal and form.is_valid():
            reason = form.cleaned_data["reason"]
            approve_accommodation(
                registration=registration, terms=form.terms, reason=reason, actor=officer, now=timezone.now()
            )
            messages.success(request, _("Approved. It holds from the candidate's next start."))
            return redirect("exam_accommodations:index")
    except AccommodationRefused as refused:
        (reason_form if is_refusal else form).add_error(None, str(refused))
    context = _context(registration, accommodation) | {
        "form": form,
        "reason_form": reason_form,
        "may_refuse": accommodation is not None
        and accommodation.state in {AccommodationState.REQUESTED, AccommodationState.APPROVED},
        "page_title": _("Accommodation"),
        "header_title": _("Accommodation"),
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("exam_accommodations:index"), "label": _("Accommodations")},
            {"url": "", "label": registration.number},
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "sittings/admin/accommodation.html", context, status=status)
