"""What marking shows beneath the receipt of a closed attempt, and where higher apps add to a result."""

from collections.abc import Callable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exams.marking.models import Result
from exams.marking.queries import current_result, waiting_slots
from exams.sittings.models import Attempt

ResultPanel = Callable[[HttpRequest, Result], SafeString]
_result_panels: list[ResultPanel] = []


def result_panel(request: HttpRequest, attempt: Attempt) -> SafeString:
    """The way to the result, or the word that it is being marked, by a machine in a minute or by people."""
    result = current_result(attempt.registration_id)
    context = {"result": result, "waits_for_people": bool(waiting_slots(attempt))}
    return render_to_string("marking/_result_panel.html", context, request)


def register_result_panel(panel: ResultPanel) -> None:
    """Show what `panel` renders among a result's next steps, e.g. the way to the certificate."""
    if panel not in _result_panels:
        _result_panels.append(panel)


def result_panels(request: HttpRequest, result: Result) -> list[SafeString]:
    """Rendered panels of a result, in order of registration."""
    return [panel(request, result) for panel in _result_panels]
