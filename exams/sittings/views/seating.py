"""The office's page of rooms and seats."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from exams.sittings.forms.seating import MoveForm, RoomForm, RoomsForm, SeedForm
from exams.sittings.models import Registration, Room, Sitting
from exams.sittings.queries import seats_of
from exams.sittings.rules import can_manage_sittings
from exams.sittings.services import SeatRefused, add_rooms, change_room, give_seat, seat_candidates


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not can_manage_sittings(request.user):
        raise PermissionDenied
    return request.user


def _sitting(sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id)


def breadcrumbs(sitting: Sitting, label: str) -> list[dict[str, str]]:
    """From Wagtail's home by the day page of the sitting."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("sittings_admin:day", args=[sitting.pk]), "label": str(sitting)},
        {"url": "", "label": label},
    ]


@require_safe
def seats(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Rooms with how full they are, who has no seat, and the acts."""
    _officer(request)
    return _page(request, _sitting(sitting_id))


def _page(request: HttpRequest, sitting: Sitting, refused: Form | None = None) -> HttpResponse:
    forms: list[Form] = [RoomsForm(), SeedForm(initial={"seed": secrets.token_hex(4)}), MoveForm(sitting=sitting)]
    by_name = {type(form).__name__: form for form in forms}
    if refused is not None:
        by_name[type(refused).__name__] = refused
    context: dict[str, Any] = {
        "sitting": sitting,
        "seats": seats_of(sitting),
        "forms": by_name,
        "last_run": sitting.seating_runs.select_related("actor__person").first(),
        "page_title": _("Rooms and seats"),
        "header_title": _("Rooms and seats"),
        "header_icon": "group",
        "breadcrumbs_items": breadcrumbs(sitting, _("Rooms and seats")),
    }
    return render(request, "sittings/admin/seats.html", context, status=200 if refused is None else 422)


@require_POST
def new_rooms(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Add rooms of one size."""
    officer, sitting = _officer(request), _sitting(sitting_id)
    form = RoomsForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, form)
    add_rooms(sitting=sitting, actor=officer, **form.cleaned_data)
    return redirect("sittings_admin:seats", sitting_id=sitting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, sitting_id: int, room_id: int) -> HttpResponse:
    """Change one room; with `delete` take it away while nobody belongs there."""
    officer, sitting = _officer(request), _sitting(sitting_id)
    found = get_object_or_404(Room, pk=room_id, sitting=sitting)
    if "delete" in request.POST:
        if found.registrations.exists():
            messages.error(request, _("Candidates belong to this room: nothing was changed."))
        else:
            found.delete()
        return redirect("sittings_admin:seats", sitting_id=sitting.pk)
    form = RoomForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        change_room(
            room=form.save(commit=False),
            changed=form.changed_data,
            actor=officer,
            now=timezone.now(),
        )
        return redirect("sittings_admin:seats", sitting_id=sitting.pk)
    context = {
        "sitting": sitting,
        "room": found,
        "form": form,
        "page_title": found.name,
        "header_title": found.name,
        "header_icon": "home",
        "breadcrumbs_items": breadcrumbs(sitting, found.name),
    }
    return render(request, "sittings/admin/room.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def allocate(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Seat everybody who has no seat."""
    officer, sitting = _officer(request), _sitting(sitting_id)
    form = SeedForm(request.POST)
    if not form.is_valid():
        return _page(request, sitting, form)
    run = seat_candidates(sitting=sitting, seed=form.cleaned_data["seed"], actor=officer, now=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d candidate was seated.", "%(count)d candidates were seated.", len(run.placed))
        % {"count": len(run.placed)},
    )
    if run.unplaced:
        messages.warning(
            request,
            ngettext(
                "For %(count)d candidate there was no seat. Please add a room and run it again.",
                "For %(count)d candidates there was no seat. Please add a room and run it again.",
                len(run.unplaced),
            )
            % {"count": len(run.unplaced)},
        )
    return redirect("sittings_admin:seats", sitting_id=sitting.pk)


@require_POST
def move(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Give one candidate one seat."""
    officer, sitting = _officer(request), _sitting(sitting_id)
    form = MoveForm(request.POST, sitting=sitting)
    if form.is_valid():
        number = form.cleaned_data["number"].strip()
        place = Registration.objects.filter(sitting=sitting, number=number).select_related("sitting").first()
        if place is None:
            form.add_error("number", _("Nobody has this admission number in this sitting."))
        else:
            try:
                give_seat(
                    registration=place,
                    room=form.cleaned_data["room"],
                    seat=form.cleaned_data["seat"],
                    actor=officer,
                    now=timezone.now(),
                )
            except SeatRefused as refused:
                form.add_error("seat", str(refused))
    if not form.is_valid():
        return _page(request, sitting, form)
    messages.success(request, _("Moved. Please print the papers of the rooms again."))
    return redirect("sittings_admin:seats", sitting_id=sitting.pk)
