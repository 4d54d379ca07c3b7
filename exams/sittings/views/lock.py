"""暂离锁屏: the candidate locks the screen of this browser and comes back; nothing of the attempt changes.

The lock is kept in the session, so that a reload does not open it; it hides the pages and stops no save.
"""

from allauth.core import ratelimit
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exams.sittings.forms import UnlockForm
from exams.sittings.models import Attempt, ScreenLock
from exams.sittings.queries import own_attempt
from exams.sittings.views.candidate import signed_in

LOCKED = "locked_attempts"


def _own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    try:
        return own_attempt(signed_in(request), attempt_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def is_locked(request: HttpRequest, attempt: Attempt) -> bool:
    """Whether the candidate locked this browser, as far as the exam still lets them."""
    allowed = attempt.registration.sitting.exam.screen_lock != ScreenLock.OFF
    return allowed and attempt.pk in request.session.get(LOCKED, [])


def asks_password(request: HttpRequest, attempt: Attempt) -> bool:
    """Whether a password opens it: of an account that has none, the button does."""
    by_password = attempt.registration.sitting.exam.screen_lock == ScreenLock.PASSWORD
    return by_password and signed_in(request).has_usable_password()


def locked_page(request: HttpRequest, attempt: Attempt, *, error: str = "", status: int = 200) -> HttpResponse:
    """The locked screen as a page of its own."""
    context = {"attempt": attempt, "asks_password": asks_password(request, attempt), "error": error}
    return render(request, "sittings/locked.html", context, status=status)


@never_cache
@require_POST
def lock(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Lock this browser's pages of the attempt."""
    attempt = _own_attempt(request, attempt_id)
    if attempt.registration.sitting.exam.screen_lock != ScreenLock.OFF:
        request.session[LOCKED] = sorted({*request.session.get(LOCKED, []), attempt.pk})
    return redirect("sittings:runner", attempt_id=attempt.pk)


@never_cache
@require_POST
def unlock(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Open it again: by the candidate's own password where the exam asks for it."""
    attempt = _own_attempt(request, attempt_id)
    if is_locked(request, attempt) and asks_password(request, attempt):
        candidate = signed_in(request)
        if not ratelimit.consume(request, action="reauthenticate", user=candidate):
            error = _("Too many tries. Please wait a minute, or tell the invigilator.")
            return locked_page(request, attempt, error=error, status=429)
        form = UnlockForm(request.POST)
        # Not the user's own method: it may renew the hash, which would end the session in the middle of an exam.
        if not form.is_valid() or not check_password(form.cleaned_data["password"], candidate.password):
            error = _("This is not your password. Please try again.")
            return locked_page(request, attempt, error=error, status=422)
    request.session[LOCKED] = [pk for pk in request.session.get(LOCKED, []) if pk != attempt.pk]
    return redirect("sittings:runner", attempt_id=attempt.pk)
