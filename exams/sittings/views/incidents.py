"""The incident book of a sitting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.sittings.forms import AdditionForm, IncidentForm
from exams.sittings.models import IncidentKind, Sitting
from exams.sittings.queries import incident_book, incident_of
from exams.sittings.rules import can_invigilate, can_see_sittings
from exams.sittings.services.incidents import IncidentRefused, Report, add_to_incident, record_incident
from exams.sittings.views.board import frame, on_duty, sitting_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The entries, and a new one."""
    may_write = can_invigilate(request.user)
    user = on_duty(request, allowed=may_write if request.method == "POST" else can_see_sittings(request.user))
    sitting = sitting_or_404(sitting_id)
    if request.method != "POST":
        initial = {"happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
        return _page(request, sitting, IncidentForm(sitting=sitting, initial=initial) if may_write else None)
    form = IncidentForm(request.POST, request.FILES, sitting=sitting)
    if form.is_valid():
        try:
            record_incident(sitting=sitting, report=_report(form.cleaned_data), actor=user, now=timezone.now())
        except IncidentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The entry is in the incident book."))
            return redirect("sittings_admin:incidents", sitting_id=sitting.pk)
    return _page(request, sitting, form, status=422)


def _report(said: dict[str, Any]) -> Report:
    return Report(
        kind=IncidentKind(said["kind"]),
        what=said["what"],
        happened_at=said["happened_at"],
        room=said["room"],
        candidates=said["candidates"],
        picture=said["picture"].read() if said["picture"] else b"",
    )


def _page(request: HttpRequest, sitting: Sitting, form: IncidentForm | None, *, status: int = 200) -> HttpResponse:
    context = frame(sitting, _("Incident book")) | {
        "form": form,
        "addition_form": AdditionForm(auto_id=False) if form is not None else None,
        "entries": incident_book(sitting),
    }
    return render(request, "sittings/admin/board/incidents.html", context, status=status)


@require_POST
def add(request: HttpRequest, sitting_id: int, incident_id: int) -> HttpResponse:
    """Say more about an entry."""
    user = on_duty(request, allowed=can_invigilate(request.user))
    sitting = sitting_or_404(sitting_id)
    form = AdditionForm(request.POST, request.FILES)
    try:
        incident = incident_of(sitting, incident_id)
        if form.is_valid():
            picture = form.cleaned_data["picture"]
            add_to_incident(
                incident=incident,
                what=form.cleaned_data["what"],
                actor=user,
                now=timezone.now(),
                picture=picture.read() if picture else b"",
            )
            messages.success(request, _("The addition is in the incident book."))
        else:
            messages.error(request, _("Nothing was added: please write what happened."))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except IncidentRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("sittings_admin:incidents", sitting_id=sitting.pk)


@never_cache
@require_safe
def picture(request: HttpRequest, sitting_id: int, incident_id: int) -> HttpResponseBase:
    """The picture of an entry, for those who may see the board."""
    on_duty(request, allowed=can_see_sittings(request.user))
    try:
        incident = incident_of(sitting_or_404(sitting_id), incident_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not incident.picture:
        raise Http404
    kind = "image/png" if incident.picture.name.endswith(".png") else "image/jpeg"
    return FileResponse(incident.picture.open("rb"), content_type=kind)
