"""Applying for a place: one page for the candidate, documents for those who may see them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import office_work
from accounts.models import User
from exams.sittings.eligibility import certificate_titles
from exams.sittings.forms.registration import ApplicationForm, DocumentForm
from exams.sittings.models import Application, ApplicationDocument, Registration, Sitting
from exams.sittings.queries import document_for_reading, own_application, proofs_of, rules_of
from exams.sittings.rules import can_review_applications
from exams.sittings.services import (
    ApplicationRefused,
    add_document,
    remove_document,
    save_application,
    submit_application,
)
from exams.sittings.views.candidate import signed_in


def _sitting(sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id, open_registration=True)


def _form(sitting: Sitting, application: Application | None, request: HttpRequest) -> ApplicationForm:
    rules = rules_of(sitting.exam)
    titles = certificate_titles() if any(rule.certificate for rule in rules) else {}
    asked = {rule.certificate: titles.get(rule.certificate, rule.certificate) for rule in rules if rule.certificate}
    names = ("schooling", "work_years", "employer", "certificate", "language")
    initial = {name: getattr(application, name) for name in names} if application else {}
    data = request.POST if request.method == "POST" else None
    return ApplicationForm(data, initial=initial, certificates=asked, exam=sitting.exam)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_page(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Fill in and save; with `submit` hand it to the exam office."""
    candidate, sitting = signed_in(request), _sitting(sitting_id)
    application = own_application(candidate, sitting)
    form = _form(sitting, application, request)
    if request.method != "POST":
        place = Registration.objects.filter(sitting=sitting, candidate=candidate).first()
        if place and application is None:
            return redirect("sittings:registration", number=place.number)
        return _page(request, sitting, application, form)
    if not form.is_valid():
        return _page(request, sitting, application, form, status=422)
    now = timezone.now()
    try:
        application = save_application(
            sitting=sitting, candidate=candidate, declared=form.declared, actor=candidate, now=now
        )
        if "submit" in request.POST:
            submit_application(application=application, actor=candidate, now=now)
    except ApplicationRefused as refused:
        messages.error(request, str(refused))
        return _page(request, sitting, own_application(candidate, sitting), form, status=422)
    messages.success(
        request,
        _("Your application is with the exam office now.") if "submit" in request.POST else _("Saved as a draft."),
    )
    return redirect("sittings:application", sitting_id=sitting.pk)


def _page(
    request: HttpRequest,
    sitting: Sitting,
    application: Application | None,
    form: ApplicationForm,
    *,
    document_form: DocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "sittings/application.html",
        {
            "sitting": sitting,
            "application": application,
            "proofs": proofs_of(application) if application else None,
            "rules": rules_of(sitting.exam),
            "form": form,
            "document_form": document_form or DocumentForm(),
            "may_change": application is None or application.is_in_the_candidates_hands,
        },
        status=status,
    )


@require_POST
def add(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Add a proof to one's own application."""
    candidate, sitting = signed_in(request), _sitting(sitting_id)
    application = own_application(candidate, sitting)
    if application is None:
        raise Http404
    form = DocumentForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            add_document(application=application, proof=form.cleaned_data["proof"], actor=candidate, now=timezone.now())
            messages.success(request, _("The document has been added."))
            return redirect("sittings:application", sitting_id=sitting.pk)
    except ApplicationRefused as refused:
        form.add_error("file", str(refused))
    request.method = "GET"
    return _page(request, sitting, application, _form(sitting, application, request), document_form=form, status=422)


def _document(document_id: int, user: User) -> ApplicationDocument:
    document = document_for_reading(document_id)
    may_read = document is not None and (document.application.candidate_id == user.pk or can_review_applications(user))
    if document is None or not may_read:
        raise Http404
    return document


@office_work
@never_cache
@require_safe
def document(request: HttpRequest, document_id: int) -> FileResponse:
    """A proof for its candidate and for exam officers; for others it does not exist."""
    found = _document(document_id, signed_in(request))
    is_picture = found.content_type.startswith("image/")
    answer = FileResponse(
        found.file.open("rb"), content_type=found.content_type, as_attachment=not is_picture, filename=found.name
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    """Take back one's own proof."""
    candidate = signed_in(request)
    found = _document(document_id, candidate)
    try:
        remove_document(document=found, actor=candidate)
    except PermissionDenied as denied:
        raise Http404 from denied
    except ApplicationRefused as refused:
        messages.error(request, str(refused))
    return redirect("sittings:application", sitting_id=found.application.sitting_id)
