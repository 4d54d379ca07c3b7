"""Registering candidates on the exam day's board."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exams.sittings.forms import RegisterForm
from exams.sittings.queries.resits import why_no_resit
from exams.sittings.rules import can_manage_sittings
from exams.sittings.services.registrations import register_candidate
from exams.sittings.views.board import board_page, on_duty, sitting_or_404


@require_POST
def register(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Register candidates by user name; all of them or none."""
    officer = on_duty(request, allowed=can_manage_sittings(request.user))
    sitting = sitting_or_404(sitting_id)
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return board_page(request, sitting, officer, register_form=form, status=422)
    now = timezone.now()
    candidates = form.cleaned_data["usernames"]
    place = {name: form.cleaned_data[name] for name in ("room", "language")}
    for candidate in candidates:
        if refusal := why_no_resit(sitting=sitting, candidate_id=candidate.pk, at=sitting.closes_at):
            form.add_error("usernames", f"{candidate.username}: {refusal}")
    if form.errors:
        return board_page(request, sitting, officer, register_form=form, status=422)
    for candidate in candidates:
        register_candidate(sitting=sitting, candidate=candidate, actor=officer, now=now, **place)
    count = len(candidates)
    messages.success(
        request,
        ngettext("%(count)s candidate is registered.", "%(count)s candidates are registered.", count)
        % {"count": count},
    )
    return redirect("sittings_admin:day", sitting_id=sitting.pk)
