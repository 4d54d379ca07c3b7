"""Registering a whole list: template, dry run, confirmation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from exams.sittings.forms.seating import ConfirmedRosterForm, RosterForm
from exams.sittings.interchange.roster import roster_template
from exams.sittings.models import Sitting
from exams.sittings.queries import CheckedRoster, check_roster
from exams.sittings.rules import can_manage_sittings
from exams.sittings.services import RosterHasErrors, register_roster
from exams.sittings.services.withdrawals import WithdrawalRefused
from exams.sittings.views.seating import breadcrumbs

_TOO_OLD = gettext_lazy("This list is too old. Please send the workbook again.")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not can_manage_sittings(request.user):
        raise PermissionDenied
    return request.user


def _sitting(sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id)


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Send a workbook and see what each row would do; nothing is written."""
    _officer(request)
    sitting = _sitting(sitting_id)
    if request.method != "POST":
        return _page(request, sitting, RosterForm())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, sitting, form, status=422)
    rows = form.cleaned_data["rows"]
    ticked = {name: form.cleaned_data[name] for name in ("makes_accounts", "is_complete")}
    checked = check_roster(sitting, rows, **ticked, now=timezone.now())
    missing = [place.number for place, _refusal in checked.missing] if ticked["is_complete"] else None
    seal = ConfirmedRosterForm.sealed(rows, makes_accounts=ticked["makes_accounts"], missing=missing)
    sealed = ConfirmedRosterForm(initial={"rows": seal})
    again = RosterForm(initial=ticked)
    return _page(request, sitting, again, checked=checked, confirm=sealed if checked.is_ready else None)


@require_POST
def confirm(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Register the list that was shown: everybody or nobody."""
    officer, sitting = _officer(request), _sitting(sitting_id)
    form = ConfirmedRosterForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.non_field_errors()) or _TOO_OLD)
        return _page(request, sitting, RosterForm(), status=422)
    try:
        checked = register_roster(sitting=sitting, **form.cleaned_data, actor=officer, now=timezone.now())
    except RosterHasErrors as refused:
        messages.error(request, str(refused))
        return _page(request, sitting, RosterForm(), checked=refused.checked, status=422)
    except WithdrawalRefused as refused:
        messages.error(request, str(refused))
        return _page(request, sitting, RosterForm(), status=422)
    count = len(checked.fresh)
    messages.success(
        request,
        ngettext("%(count)s candidate is registered.", "%(count)s candidates are registered.", count)
        % {"count": count},
    )
    if changed := len(checked.moved) + len(checked.missing):
        text = ngettext(
            "%(count)s place was moved or taken back.", "%(count)s places were moved or taken back.", changed
        )
        messages.success(request, text % {"count": changed})
    invited = len(checked.invited)
    if invited:
        text = ngettext("%(count)s new account was made.", "%(count)s new accounts were made.", invited)
        messages.success(request, text % {"count": invited})
    return redirect("sittings_admin:seats", sitting_id=sitting.pk)


def _page(
    request: HttpRequest,
    sitting: Sitting,
    form: RosterForm,
    *,
    checked: CheckedRoster | None = None,
    confirm: ConfirmedRosterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "sitting": sitting,
        "form": form,
        "checked": checked,
        "confirm": confirm,
        "page_title": _("Register a list"),
        "header_title": _("Register a list"),
        "header_icon": "upload",
        "breadcrumbs_items": breadcrumbs(sitting, _("Register a list")),
    }
    return render(request, "sittings/admin/roster.html", context, status=status)


@require_safe
def template(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """An empty list."""
    _officer(request)
    _sitting(sitting_id)
    answer = HttpResponse(roster_template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="candidates.xlsx"'
    return answer
