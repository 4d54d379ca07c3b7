"""An officer reads an application and decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from exams.sittings.eligibility import certificate_titles
from exams.sittings.forms.registration import DecisionForm
from exams.sittings.models import ApplicationState
from exams.sittings.queries import application_queue, proofs_of
from exams.sittings.rules import can_review_applications
from exams.sittings.services import ApplicationRefused, decide_application


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What was declared, its proofs and the verdict of the rules; below, the decision."""
    if not isinstance(request.user, User) or not can_review_applications(request.user):
        raise PermissionDenied
    application = get_object_or_404(application_queue(), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_application(
                application=application,
                verdict=ApplicationState(form.cleaned_data["verdict"]),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
            )
        except ApplicationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Decided. The candidate sees it now."))
            return redirect("exam_applications:index")
    waiting = application.state == ApplicationState.SUBMITTED and application.candidate_id != request.user.pk
    context = {
        "application": application,
        "proofs": proofs_of(application),
        "certificate": certificate_titles().get(application.certificate, application.certificate),
        "person": getattr(application.candidate, "person", None),
        "form": form if waiting else None,
        "page_title": str(application.candidate),
        "header_title": str(application.candidate),
        "header_icon": "form",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("exam_applications:index"), "label": _("Applications")},
            {"url": "", "label": str(application.candidate)},
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "sittings/admin/application.html", context, status=status)
