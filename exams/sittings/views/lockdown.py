"""The exam office's pages of a sitting's controls: switches, codes, overrides, what was noted, sealed answer files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from exams.sittings.forms import CodeForm, ControlsForm, OverrideForm, SealedForm
from exams.sittings.models import ActKind, Control, Registration, Room, Sitting, Switch
from exams.sittings.queries.controls import (
    changes_in_words,
    codes_on_boards,
    controls_of,
    noted_in,
    sealed_uploads,
)
from exams.sittings.rules import can_attach_sealed_files, can_change_controls, can_invigilate, can_see_sittings
from exams.sittings.services.acts import Order, order_act
from exams.sittings.services.controls import change_controls, override_control
from exams.sittings.services.effects import ActRefused
from exams.sittings.services.sealed import LARGEST, attach_sealed_answers
from exams.sittings.views.controls import seb_response


def _officer(request: HttpRequest, *, allowed: bool) -> User:
    if not isinstance(request.user, User) or not allowed:
        raise PermissionDenied
    return request.user


def _sitting(sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("exam", "controls"), pk=sitting_id)


def _form(sitting: Sitting, data: Any = None) -> ControlsForm:
    return ControlsForm(data, instance=controls_of(sitting), rooms=sitting.rooms.select_related("controls"))


@require_http_methods(["GET", "HEAD", "POST"])
def controls(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The switches, who changed them, the codes on the boards, and what was noted of whom."""
    officer = _officer(request, allowed=can_see_sittings(request.user))
    sitting = _sitting(sitting_id)
    if request.method != "POST":
        return _page(request, sitting, officer)
    _officer(request, allowed=can_change_controls(officer))
    form = _form(sitting, request.POST)
    if not form.is_valid():
        return _page(request, sitting, officer, form=form, status=422)
    change = change_controls(
        sitting=_sitting(sitting_id),
        values=form.values(),
        room_ranges=form.room_ranges(),
        reason=form.cleaned_data["reason"],
        actor=officer,
        now=timezone.now(),
    )
    messages.success(request, _("The controls are changed.") if change else _("Nothing was changed."))
    return redirect("sittings_admin:controls", sitting_id=sitting.pk)


def _page(
    request: HttpRequest,
    sitting: Sitting,
    officer: User,
    *,
    form: ControlsForm | None = None,
    override_form: OverrideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_change = can_change_controls(officer)
    context = {
        "form": (form or _form(sitting)) if may_change else None,
        "override_form": (override_form or OverrideForm()) if may_change else None,
        "changes": changes_in_words(sitting),
        "codes": codes_on_boards(sitting) if may_change else [],
        "noted": noted_in(sitting),
    }
    title = _("Controls")
    return render(request, "sittings/admin/controls.html", _frame(sitting, title) | context, status=status)


def _frame(sitting: Sitting, title: str) -> dict[str, Any]:
    return {
        "sitting": sitting,
        "page_title": title,
        "header_title": title,
        "header_icon": "lock",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("sittings_admin:day", args=[sitting.pk]), "label": str(sitting)},
            {"url": "", "label": title},
        ],
    }


@require_POST
def rotate_codes(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """New codes for every room; the boards have to be written anew."""
    officer = _officer(request, allowed=can_change_controls(request.user))
    _issue(request, _sitting(sitting_id), officer, room=None, reason=_("New codes for every room"))
    return redirect("sittings_admin:controls", sitting_id=sitting_id)


def _issue(request: HttpRequest, sitting: Sitting, officer: User, *, room: Room | None, reason: str) -> None:
    order = Order(kind=ActKind.CODE, sitting=sitting, room=room, reason=reason)
    try:
        order_act(order=order, actor=officer, now=timezone.now())
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("There are new codes. The former ones open nothing any more."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room_code(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """A room's access code, large, for a screen that the room sees; POST is the board's button for a new one."""
    officer = _officer(request, allowed=can_change_controls(request.user) and can_invigilate(request.user))
    sitting = _sitting(sitting_id)
    form = CodeForm(request.POST if request.method == "POST" else request.GET, sitting=sitting)
    if not form.is_valid():
        raise Http404
    room = form.cleaned_data["room"]
    if request.method == "POST":
        if room is None:
            raise Http404
        _issue(request, sitting, officer, room=room, reason=_("New code from the board"))
        return redirect("sittings_admin:day", sitting_id=sitting_id)
    code = next((one for one in codes_on_boards(sitting) if one.room_id == (room.pk if room else None)), None)
    is_asked = controls_of(sitting).code_switch != Switch.OFF
    context = {"sitting": sitting, "room": room, "code": code if is_asked else None}
    return render(request, "sittings/admin/code.html", context)


@require_POST
def override(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Let one candidate pass one control, with the reason."""
    officer = _officer(request, allowed=can_change_controls(request.user))
    sitting = _sitting(sitting_id)
    form = OverrideForm(request.POST)
    registration = _named(form, sitting)
    if registration is None:
        return _page(request, sitting, officer, override_form=form, status=422)
    override_control(
        registration=registration,
        control=Control(form.cleaned_data["control"]),
        reason=form.cleaned_data["reason"],
        actor=officer,
        now=timezone.now(),
    )
    messages.success(request, _("%(number)s passes this control from now on.") % {"number": registration.number})
    return redirect("sittings_admin:controls", sitting_id=sitting_id)


def _named(form: OverrideForm | SealedForm, sitting: Sitting) -> Registration | None:
    """The candidate that the form names; None, with the reason in the form, where there is none in this sitting."""
    if not form.is_valid():
        return None
    number = form.cleaned_data["number"].strip()
    registration = Registration.objects.filter(sitting=sitting, number=number).select_related("sitting__exam").first()
    if registration is None:
        form.add_error("number", _("Nobody in this sitting has the admission number %s.") % number)
    return registration


@require_safe
def seb_file(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The configuration file of the sitting, to be put on machines beforehand."""
    _officer(request, allowed=can_see_sittings(request.user))
    return seb_response(controls_of(_sitting(sitting_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def sealed(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Hand in a candidate's sealed answer file; every upload so far, with what became of it."""
    officer = _officer(request, allowed=can_attach_sealed_files(request.user))
    sitting = _sitting(sitting_id)
    form = SealedForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        registration = _named(form, sitting)
        if registration is not None:
            return _attach(request, form, registration, officer)
    context = {"form": form, "uploads": sealed_uploads(sitting)}
    status = 422 if form.errors else 200
    page = _frame(sitting, _("Sealed answer files")) | context
    return render(request, "sittings/admin/sealed.html", page, status=status)


def _attach(request: HttpRequest, form: SealedForm, registration: Registration, officer: User) -> HttpResponse:
    # One byte more than is allowed is enough to refuse it.
    content = form.cleaned_data["file"].read(LARGEST + 1)
    upload = attach_sealed_answers(registration=registration, content=content, actor=officer, now=timezone.now())
    if upload.refusal:
        messages.error(request, upload.refusal)
    else:
        messages.success(request, _("The file is taken; below stands what became of its answers."))
    return redirect("sittings_admin:sealed", sitting_id=registration.sitting_id)
