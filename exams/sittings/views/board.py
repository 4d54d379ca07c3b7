"""The invigilator's board: how every candidate stands, what is asked of a second person, and acts on one or many."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from exams.sittings.forms import CandidateActForm, RegisterForm, WideActForm
from exams.sittings.models import ActKind, PendingAct, Registration, Sitting
from exams.sittings.queries import (
    acts_on,
    acts_that_fit,
    board_of,
    outages_of,
    pending_acts,
    registration_on_board,
    time_given_to,
)
from exams.sittings.queries.breaks import breaks_of
from exams.sittings.rules import can_decide_accommodations, can_invigilate, can_manage_sittings, can_see_sittings
from exams.sittings.services.acts import Order, confirm_act, order_act, withdraw_act
from exams.sittings.services.effects import ActRefused
from exams.sittings.services.incidents import IncidentRefused, mark_with_evidence

POLL_SECONDS = 4
MARKS = frozenset({ActKind.ABSENT, ActKind.MISCONDUCT})


def on_duty(request: HttpRequest, *, allowed: bool) -> User:
    """The user of a request who may do this; Wagtail turns anybody else away."""
    if not isinstance(request.user, User) or not allowed:
        raise PermissionDenied
    return request.user


def sitting_or_404(sitting_id: int) -> Sitting:
    """The sitting with its exam."""
    return get_object_or_404(Sitting.objects.select_related("exam", "controls"), pk=sitting_id)


def frame(sitting: Sitting, title: str = "") -> dict[str, Any]:
    """What Wagtail's frame shows around a page of the exam day."""
    # The last crumb stays on one line, also on a telephone: the board's page itself names the sitting.
    day = {"url": reverse("sittings_admin:day", args=[sitting.pk]), "label": str(sitting)}
    board = {"url": "", "label": _("Invigilator's board")}
    return {
        "sitting": sitting,
        "page_title": title or str(sitting),
        "header_title": title or str(sitting),
        "header_icon": "date",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *([day, {"url": "", "label": title}] if title else [board]),
        ],
    }


@never_cache
@require_safe
def day(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The board."""
    user = on_duty(request, allowed=can_see_sittings(request.user))
    return board_page(request, sitting_or_404(sitting_id), user)


def board_page(
    request: HttpRequest,
    sitting: Sitting,
    user: User,
    *,
    act_form: WideActForm | None = None,
    register_form: RegisterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The board with the forms that this user may send; one that was refused comes back as it was sent."""
    act_form = act_form or WideActForm(sitting=sitting)
    context = _live(request, sitting, user) | {
        "act_form": act_form if can_invigilate(user) else None,
        "register_form": (register_form or RegisterForm()) if can_manage_sittings(user) else None,
        "poll_seconds": POLL_SECONDS,
    }
    return render(request, "sittings/admin/day.html", context | frame(sitting), status=status)


@never_cache
@require_safe
def lines(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The part of the board that moves; 204 where it says what the browser shows already."""
    user = on_duty(request, allowed=can_see_sittings(request.user))
    context = _live(request, sitting_or_404(sitting_id), user)
    if request.GET.get("seen") == context["digest"]:
        return HttpResponse(status=204)
    response = render(request, "sittings/admin/board/_live.html", context)
    response["ETag"] = f'"{context["digest"]}"'
    return response


def _live(request: HttpRequest, sitting: Sitting, user: User) -> dict[str, Any]:
    now = timezone.now()
    board = board_of(sitting, now=now)
    room = request.GET.get("room", "")
    room_id = int(room) if room.isascii() and room.isdigit() else None
    attention = request.GET.get("attention") == "1"
    shown = board.only(room=room_id, attention=attention)
    return {
        "sitting": sitting,
        "board": board,
        "lines": [(line, line.left(now)) for line in shown],
        "room_id": room_id,
        "attention": attention,
        "user_id": user.pk,
        "may_act": can_invigilate(user),
        "may_arrange": can_decide_accommodations(user),
        "now": now,
        "digest": f"{board.digest()}-{room_id or ''}-{int(attention)}",
    }


@require_POST
def act(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """An act on a room or on everybody: done now, or kept for a second person."""
    user = on_duty(request, allowed=can_invigilate(request.user))
    sitting = sitting_or_404(sitting_id)
    form = WideActForm(request.POST, sitting=sitting)
    if not form.is_valid():
        return board_page(request, sitting, user, act_form=form, status=422)
    said = form.cleaned_data
    order = Order(
        kind=ActKind(said["kind"]),
        sitting=sitting,
        room=said["room"],
        reason=said["reason"],
        seconds=60 * (said["minutes"] or 0) if said["kind"] == ActKind.TIME else 0,
        text=said["text"] if said["kind"] == ActKind.MESSAGE else "",
    )
    try:
        done = order_act(order=order, actor=user, now=timezone.now())
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return board_page(request, sitting, user, act_form=form, status=422)
    if isinstance(done, PendingAct):
        messages.warning(
            request, _("This waits for a second person, who confirms it on this board within ten minutes.")
        )
    else:
        messages.success(request, _("Done: %(act)s.") % {"act": done.get_kind_display()})
    return redirect("sittings_admin:day", sitting_id=sitting.pk)


@require_POST
def settle(request: HttpRequest, sitting_id: int, pending_id: int) -> HttpResponse:
    """Confirm what another person asked for, or let it fall (`verdict=withdraw`)."""
    user = on_duty(request, allowed=can_invigilate(request.user))
    sitting = sitting_or_404(sitting_id)
    pending = get_object_or_404(PendingAct.objects.select_related("sitting", "room"), pk=pending_id, sitting=sitting)
    decide = withdraw_act if request.POST.get("verdict") == "withdraw" else confirm_act
    try:
        done = decide(pending=pending, actor=user, now=timezone.now())
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: %(act)s.") % {"act": done.get_kind_display()})
    return redirect("sittings_admin:day", sitting_id=sitting.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, sitting_id: int, registration_id: int) -> HttpResponse:
    """One candidate: how they stand, all that was done, and acts on them alone."""
    sees, acts = can_see_sittings(request.user), can_invigilate(request.user)
    user = on_duty(request, allowed=acts if request.method == "POST" else sees)
    sitting = sitting_or_404(sitting_id)
    try:
        registration = registration_on_board(sitting, registration_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if request.method != "POST":
        form = CandidateActForm(kinds=acts_that_fit(registration)) if acts else None
        return _candidate_page(request, registration, form)
    form = CandidateActForm(request.POST, request.FILES)
    if not form.is_valid():
        return _candidate_page(request, registration, form, status=422)
    try:
        done = _act_on_one(registration, form.cleaned_data, user)
    except (ActRefused, IncidentRefused) as refusal:
        form.add_error(None, str(refusal))
        return _candidate_page(request, registration, form, status=422)
    messages.success(request, _("Done: %(act)s.") % {"act": done})
    return redirect("sittings_admin:candidate", sitting_id=sitting.pk, registration_id=registration.pk)


def _act_on_one(registration: Registration, said: dict[str, Any], user: User) -> str:
    """Do it; returns what was done, in words."""
    kind, now = ActKind(said["kind"]), timezone.now()
    if kind in MARKS:
        picture = said["picture"].read() if said["picture"] else b""
        mark_with_evidence(
            registration=registration, kind=kind, reason=said["reason"], actor=user, now=now, picture=picture
        )
        return str(kind.label)
    order = Order(
        kind=kind,
        sitting=registration.sitting,
        registration=registration,
        reason=said["reason"],
        seconds=60 * (said["minutes"] or 0),
        text=said["text"],
    )
    order_act(order=order, actor=user, now=now)
    return str(kind.label)


def _candidate_page(
    request: HttpRequest, registration: Registration, form: CandidateActForm | None, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    sitting = registration.sitting
    board = board_of(sitting, now=now)
    line = next(line for line in board.lines if line.registration_id == registration.pk)
    attempt = registration.attempts.order_by("-number").first()
    context = frame(sitting, registration.candidate.display_name) | {
        "registration": registration,
        "line": line,
        "left": line.left(now),
        "attempt": attempt,
        "form": form,
        "acts": acts_on(registration),
        "given": time_given_to(attempt) if attempt else [],
        "outages": outages_of(registration),
        "breaks": breaks_of(attempt) if attempt else [],
        "flags": attempt.integrity_flags.all() if attempt else [],
        "may_arrange": can_decide_accommodations(request.user),
        "incidents": registration.incidents.select_related("recorded_by__person"),
        "pending": pending_acts(sitting, now=now),
    }
    return render(request, "sittings/admin/board/candidate.html", context, status=status)
