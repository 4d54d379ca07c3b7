"""What marking shows beneath the receipt of a closed attempt."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from exams.marking.queries import current_result, released_result, waiting_slots
from exams.marking.services import release_own
from exams.sittings.models import Attempt


def result_panel(request: HttpRequest, attempt: Attempt) -> SafeString:
    """The way to the result, or the word that it is being marked, by a machine in a minute or by people."""
    result = released_result(attempt.registration_id)
    is_held = result is None and current_result(attempt.registration_id) is not None
    if is_held and isinstance(request.user, User) and release_own(candidate=request.user, now=timezone.now()):
        result = released_result(attempt.registration_id)
    context = {
        "result": result,
        "is_held": is_held and result is None,
        "waits_for_people": bool(waiting_slots(attempt)),
    }
    return render_to_string("marking/_result_panel.html", context, request)
