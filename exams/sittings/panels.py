"""Places on a sitting's pages that higher apps fill, and what waits for the exam office and invigilators."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work, register_token_limits, register_work
from exams.sittings.models import AccommodationState, ApplicationState, Attempt
from exams.sittings.queries import accommodation_queue, application_queue
from exams.sittings.queries.board import acts_to_confirm
from exams.sittings.queries.interfaces import exam_titles
from exams.sittings.queries.seating import places_without_a_seat
from exams.sittings.rules import (
    can_decide_accommodations,
    can_invigilate,
    can_manage_sittings,
    can_review_applications,
)

AttemptPanel = Callable[[HttpRequest, Attempt], SafeString]
_attempt_panels: list[AttemptPanel] = []


def register_attempt_panel(panel: AttemptPanel) -> None:
    """Show what `panel` renders beneath the receipt of a closed attempt."""
    _attempt_panels.append(panel)


def attempt_panels(request: HttpRequest, attempt: Attempt) -> list[SafeString]:
    """Rendered panels for a closed attempt, in order of registration."""
    return [panel(request, attempt) for panel in _attempt_panels]


def exam_office(user: User, now: datetime) -> Iterable[Work]:
    """What others wait for first, then what is to be made ready."""
    if can_invigilate(user):
        waiting = list(acts_to_confirm(user, now=now))
        # Each belongs to a day's page; the first one's is shown, where the most urgent stands.
        first = reverse("sittings_admin:day", args=[waiting[0].sitting_id]) if waiting else ""
        yield Work(len(waiting), _("Acts that wait for a second person"), first)
    if can_review_applications(user):
        count = application_queue().filter(state=ApplicationState.SUBMITTED).count()
        yield Work(count, _("Applications to decide"), reverse("exam_applications:index"))
    if can_decide_accommodations(user):
        count = accommodation_queue().filter(state=AccommodationState.REQUESTED).count()
        yield Work(count, _("Requests for accommodations to decide"), reverse("exam_accommodations:index"))
    if can_manage_sittings(user):
        unseated = places_without_a_seat(now=now)
        url = reverse("sittings_admin:seats", args=[unseated.first]) if unseated.first else ""
        yield Work(unseated.count, _("Candidates of the coming week without a seat"), url)


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_work(exam_office)
    register_token_limits(exam_titles)
