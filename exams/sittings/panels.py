"""Places on a sitting's pages that higher apps fill, since sittings may not know them."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from exams.sittings.models import Attempt

AttemptPanel = Callable[[HttpRequest, Attempt], SafeString]
_attempt_panels: list[AttemptPanel] = []


def register_attempt_panel(panel: AttemptPanel) -> None:
    """Show what `panel` renders beneath the receipt of a closed attempt."""
    if panel not in _attempt_panels:
        _attempt_panels.append(panel)


def attempt_panels(request: HttpRequest, attempt: Attempt) -> list[SafeString]:
    """Rendered panels for a closed attempt, in order of registration."""
    return [panel(request, attempt) for panel in _attempt_panels]
