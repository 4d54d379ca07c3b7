"""The privacy notice, one's own data, and the office that decides on requests to erase."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import public, sensitive, sensitive_to_read
from accounts.models import Consent, ErasureRequest, ExportState, User
from accounts.privacy import categories, registers
from accounts.rules import may_handle_erasures, may_see_privacy_office
from accounts.services.consents import PRIVACY, give_consent, withdraw_consent
from accounts.views import SignedInRequest
from config.forms import DecisionForm, ErasureForm
from config.queries import consents_of, erasure_of, erasure_requests, exports_of, obstacles_to_erasure
from config.services.erasures import (
    ErasureRefused,
    approve_erasure,
    ask_erasure,
    decline_erasure,
    has_standing_request,
    review_erasure,
    withdraw_erasure,
)
from config.services.exports import ExportRefused, ask_export
from config.services.privacy_notice import notice_text, standing_consent
from config.tasks import erase, make_copy


@public
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """What data there is, what for, on what ground, how long and who sees it; in words for everybody."""
    own = standing_consent(request.user) if isinstance(request.user, User) else None
    return render(request, "config/privacy/notice.html", {"categories": categories(), "consent": own})


@require_POST
def consent(request: SignedInRequest) -> HttpResponse:
    """Agree to the notice as it stands, or take that back."""
    now = timezone.now()
    if request.POST.get("withdraw"):
        withdraw_consent(user=request.user, subject=PRIVACY, now=now)
        messages.success(request, _("Your consent is withdrawn. What was done before stays lawful."))
    else:
        give_consent(user=request.user, subject=PRIVACY, text=notice_text(), now=now)
        messages.success(request, _("Your consent is on record, with the version of the notice."))
    return redirect("privacy:notice")


@require_safe
@never_cache
def my_data(request: SignedInRequest) -> HttpResponse:
    """Copies of one's data, what one agreed to, and the way to be forgotten."""
    return _my_data(request, ErasureForm())


def _my_data(request: SignedInRequest, form: ErasureForm) -> HttpResponse:
    user, now = request.user, timezone.now()
    context = {
        "exports": exports_of(user)[:10],
        "is_making": exports_of(user).filter(state=ExportState.WAITING).exists(),
        "consents": consents_of(user)[:20],
        "erasure": erasure_of(user),
        "is_asked": has_standing_request(user),
        "obstacles": obstacles_to_erasure(user, now=now),
        "form": form,
        "now": now,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "config/privacy/my_data.html", context, status=status)


@require_POST
@sensitive
def ask_copy(request: SignedInRequest) -> HttpResponse:
    """Have a copy made by the task worker."""
    try:
        export = ask_export(user=request.user, now=timezone.now())
    except ExportRefused as refused:
        messages.warning(request, str(refused))
    else:
        make_copy.enqueue(export.pk)
        messages.success(request, _("Your copy is being made. A notice will tell you when it is ready."))
    return redirect("privacy:my_data")


@require_safe
@never_cache
@sensitive_to_read
def download(request: SignedInRequest, export_id: int) -> FileResponse:
    """One's own copy, while it is kept; for everybody else it does not exist."""
    export = get_object_or_404(
        exports_of(request.user), pk=export_id, state=ExportState.READY, expires_at__gt=timezone.now()
    )
    answer = FileResponse(export.file.open("rb"), as_attachment=True, filename=f"my-data-{export.made_at:%Y%m%d}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@sensitive
def ask_erasure_of_own(request: SignedInRequest) -> HttpResponse:
    """Ask to be forgotten."""
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _my_data(request, form)
    try:
        ask_erasure(
            user=request.user,
            reason=form.cleaned_data["reason"],
            keeps_faces=form.cleaned_data["keeps_faces"],
            now=timezone.now(),
        )
    except ErasureRefused as refused:
        form.add_error(None, str(refused))
        return _my_data(request, form)
    messages.success(
        request, _("Your request is with the office: two persons look at it. You may take it back until then.")
    )
    return redirect("privacy:my_data")


@require_POST
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Take one's request back."""
    asked = erasure_of(request.user)
    try:
        if asked is not None:
            withdraw_erasure(request=asked, actor=request.user, now=timezone.now())
            messages.success(request, _("Your request is taken back. Nothing was erased."))
    except ErasureRefused as refused:
        messages.error(request, str(refused))
    return redirect("privacy:my_data")


# The office


@require_safe
@never_cache
def office(request: SignedInRequest) -> HttpResponse:
    """Requests to erase, those that wait first."""
    if not may_see_privacy_office(request.user):
        raise PermissionDenied
    context = {
        "page_title": _("Requests to erase"),
        "header_icon": "bin",
        "requests": erasure_requests()[:200],
        "may_decide": may_handle_erasures(request.user),
    }
    return render(request, "config/admin/erasures.html", context)


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """The register as the auditor reads it: table by table, field by field."""
    if not may_see_privacy_office(request.user):
        raise PermissionDenied
    context = {
        "page_title": _("Register of personal data"),
        "header_icon": "list-ul",
        "apps": list(registers()),
        "consents": Consent.objects.count(),
    }
    return render(request, "config/admin/register.html", context)


@require_http_methods(["POST"])
@sensitive
def decide(request: SignedInRequest, request_id: int) -> HttpResponse:
    """An officer's word on a request."""
    if not may_handle_erasures(request.user):
        raise PermissionDenied
    asked = get_object_or_404(ErasureRequest.objects.select_related("user__person"), pk=request_id)
    form, now = DecisionForm(request.POST), timezone.now()
    if not form.is_valid():
        return redirect("privacy_admin:office")
    try:
        match form.cleaned_data["verdict"]:
            case "review":
                review_erasure(request=asked, actor=request.user, now=now)
            case "approve":
                approve_erasure(request=asked, actor=request.user, now=now, start=erase.enqueue)
            case _:
                decline_erasure(request=asked, actor=request.user, answer=form.cleaned_data["answer"], now=now)
    except ErasureRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your decision is on record."))
    return redirect("privacy_admin:office")
