"""Registering candidates on the exam day's board."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from exams.sittings.forms import RegisterForm
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
    for candidate in form.cleaned_data["usernames"]:
        register_candidate(sitting=sitting, candidate=candidate, actor=officer, now=now, room=form.cleaned_data["room"])
    count = len(form.cleaned_data["usernames"])
    messages.success(
        request,
        ngettext("%(count)s candidate is registered.", "%(count)s candidates are registered.", count)
        % {"count": count},
    )
    return redirect("sittings_admin:day", sitting_id=sitting.pk)
