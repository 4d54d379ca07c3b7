"""A person's own certificates: held, claimable, downloaded."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from certificates.badges.keys import active_badge_key
from certificates.forms import CorrectionForm, NameForm
from certificates.models import Award, Certificate, CertificateState, CorrectionState
from certificates.presentation import public_record, verification_address
from certificates.queries import claims_of, corrections_of, held_certificates, renewal_reasons, standing_of
from certificates.rules import is_holder, may_download
from certificates.services import (
    CorrectionRefused,
    IssueRefused,
    SupersedeRefused,
    issue_certificate,
    open_pdf,
    renew_certificate,
    request_correction,
    show_full_name,
)
from certificates.signing.keys import KeyUnusable

logger = logging.getLogger(__name__)


def signed_in(request: HttpRequest) -> User:
    """The user of a request behind the login wall."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What I hold, what I may claim, and what stands in the way of the rest."""
    user = signed_in(request)
    context = {
        "held": held_certificates(user, today=timezone.localdate()),
        "claims": claims_of(user),
    }
    return render(request, "certificates/index.html", context)


@require_POST
def claim(request: HttpRequest, award_code: str) -> HttpResponse:
    """Take the certificate of an award that is due to me."""
    user = signed_in(request)
    award = get_object_or_404(Award.objects.select_related("exam", "course"), code=award_code)
    due = next((claim for claim in claims_of(user) if claim.award == award), None)
    if due is None:
        # Already held, by a second click or another tab; or never within reach.
        return redirect("certificates:index")
    try:
        issued = issue_certificate(award=award, candidate=user, actor=user, now=timezone.now())
    except IssueRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("certificates:index")
    return redirect("certificates:certificate", number=issued.number)


@never_cache
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate of mine: the file, what others see, and what can be asked for."""
    user = signed_in(request)
    return _page(request, user, own_certificate(user, number), CorrectionForm())


@require_POST
def show_name(request: HttpRequest, number: str) -> HttpResponse:
    """Agree that strangers see the full name, or take that back."""
    user = signed_in(request)
    found = _held(user, number)
    form = NameForm(request.POST)
    is_shown = form.is_valid() and form.cleaned_data["is_shown"]
    show_full_name(certificate=found, is_shown=is_shown, actor=user, now=timezone.now())
    if is_shown:
        messages.success(request, _("Strangers who check this certificate now see your full name."))
    else:
        messages.success(request, _("Strangers now see only a part of your name."))
    return redirect("certificates:certificate", number=found.number)


@require_POST
def ask_correction(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the certificate office what is wrong."""
    user = signed_in(request)
    found = _held(user, number)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, user, found, form, status=422)
    try:
        request_correction(certificate=found, text=form.cleaned_data["text"], actor=user, now=timezone.now())
    except CorrectionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request has reached the certificate office. The answer will stand here."))
    return redirect("certificates:certificate", number=found.number)


@require_POST
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the next term."""
    user = signed_in(request)
    found = _held(user, number)
    try:
        successor = renew_certificate(certificate=found, actor=user, now=timezone.now())
    except (IssueRefused, SupersedeRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("certificates:certificate", number=found.number)
    messages.success(request, _("Renewed. This is the new certificate; the old one leads to it."))
    return redirect("certificates:certificate", number=successor.number)


def _page(
    request: HttpRequest, user: User, found: Certificate, form: CorrectionForm, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    corrections = list(corrections_of(found))
    context = {
        "certificate": found,
        "record": public_record(found, today=today),
        "standing": standing_of(found, today=today),
        "verify_address": verification_address(found),
        "is_mine": is_holder(user, found),
        "is_valid": found.state == CertificateState.VALID,
        "has_badge": active_badge_key() is not None,
        "successor": Certificate.objects.filter(supersedes=found).first(),
        "renewal_reasons": renewal_reasons(found, today=today),
        "corrections": corrections,
        "may_ask": not any(one.state == CorrectionState.OPEN for one in corrections),
        "correction_form": form,
    }
    return render(request, "certificates/certificate.html", context, status=status)


@never_cache
@require_safe
def wallet(request: HttpRequest, number: str) -> HttpResponse:
    """Every form in which a certificate goes along, and what each is good for."""
    found = own_certificate(signed_in(request), number)
    context = {
        "certificate": found,
        "standing": standing_of(found, today=timezone.localdate()),
        "verify_address": verification_address(found),
        "has_badge": active_badge_key() is not None,
    }
    return render(request, "certificates/wallet.html", context)


@never_cache
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """The PDF, for its holder and the certificate office; where it cannot be signed now, the page says so."""
    found = own_certificate(signed_in(request), number)
    try:
        file = open_pdf(found, now=timezone.now())
    except KeyUnusable:
        logger.exception("certificate %s could not be signed", found.number)
        messages.error(request, _("The certificate cannot be signed at the moment. Please try again later."))
        return redirect("certificates:certificate", number=found.number)
    name = f"{found.payload['title']} {found.payload['name']} {found.number}.pdf"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")


def own_certificate(user: User, number: str) -> Certificate:
    """The certificate, where the user may have it; anybody else's answers like one that does not exist."""
    found = get_object_or_404(
        Certificate.objects.select_related("award__exam", "award__course", "person__user"), number=number
    )
    if not may_download(user, found):
        raise Http404
    return found


def _held(user: User, number: str) -> Certificate:
    """For what only the holder may do; an officer who may read is no holder."""
    found = own_certificate(user, number)
    if not is_holder(user, found):
        raise Http404
    return found
