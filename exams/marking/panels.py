"""Where higher apps add to a result."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from exams.marking.models import Result

ResultPanel = Callable[[HttpRequest, Result], SafeString]
_result_panels: list[ResultPanel] = []


def register_result_panel(panel: ResultPanel) -> None:
    """Show what `panel` renders among a result's next steps, e.g. the way to the certificate."""
    if panel not in _result_panels:
        _result_panels.append(panel)


def result_panels(request: HttpRequest, result: Result) -> list[SafeString]:
    """Rendered panels of a result, in order of registration."""
    return [panel(request, result) for panel in _result_panels]
