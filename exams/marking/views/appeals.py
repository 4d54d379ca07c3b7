"""The candidate's own appeal: filed from the result, followed on the same page, taken back there."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from exams.marking.forms.appeals import AppealForm
from exams.marking.models import OPEN_APPEALS, Appeal, Result
from exams.marking.queries import own_result
from exams.marking.queries.appeals import ChangedMark, appeal_of, marks_changed, terms_of, window_ends
from exams.marking.queries.comparison import Beside, beside
from exams.marking.queries.feedback import feedback_for
from exams.marking.services.appeals import AppealRefused, file_appeal, withdraw_appeal


def _own(request: HttpRequest, result_id: int) -> tuple[User, Result]:
    if not isinstance(request.user, User):
        raise Http404
    try:
        return request.user, own_result(request.user, result_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, result_id: int) -> HttpResponseBase:
    """The form within the window; once filed, how the case stands and how it was answered."""
    candidate, result = _own(request, result_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            file_appeal(result=result, reason=form.cleaned_data["reason"], actor=candidate, now=timezone.now())
        except AppealRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Your appeal is filed."))
            return redirect("marking:appeal", result.pk)
    return render(request, "marking/appeal.html", _context(result, form), status=422 if form.errors else 200)


def _context(result: Result, form: AppealForm) -> dict[str, object]:
    terms, filed = terms_of(result.registration.sitting.exam), appeal_of(result)
    ends = window_ends(result, terms)
    return {
        "result": result,
        "terms": terms,
        "ends": ends,
        "is_within": ends is not None and timezone.now() <= ends,
        "appeal": filed,
        "events": filed.events.all() if filed else (),
        "is_open": filed is not None and filed.state in OPEN_APPEALS,
        "form": form,
        **(_came_of(filed, result) if filed and filed.outcome else {}),
    }


def _came_of(filed: Appeal, result: Result) -> dict[str, list[ChangedMark] | list[Beside]]:
    """Both results and the marks that changed, once the new result is out and as far as the exam shows them."""
    outcome = filed.outcome
    if outcome is None or outcome.released_at is None:
        return {}
    outcome.registration = result.registration
    shown = feedback_for(outcome, now=timezone.now())
    return {
        "changed": marks_changed(filed) if shown.score and shown.answers else [],
        "beside": beside(outcome, shows_scores=shown.score),
    }


@require_POST
def withdraw(request: HttpRequest, result_id: int) -> HttpResponseBase:
    """The candidate takes the appeal back."""
    candidate, result = _own(request, result_id)
    filed = get_object_or_404(Appeal.objects.select_related("registration"), result=result, state__in=OPEN_APPEALS)
    try:
        withdraw_appeal(appeal=filed, actor=candidate, now=timezone.now())
    except AppealRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Your appeal is taken back. The result stands."))
    return redirect("marking:appeal", result.pk)


def appeal_panel(request: HttpRequest, result: Result) -> SafeString:
    """The way to the appeal within the window, and to the case once there is one."""
    filed = appeal_of(result)
    ends = None if filed else window_ends(result, terms_of(result.registration.sitting.exam))
    if filed is None and (ends is None or ends < timezone.now()):
        return SafeString("")
    return render_to_string("marking/_appeal_panel.html", {"result": result, "appeal": filed}, request)
