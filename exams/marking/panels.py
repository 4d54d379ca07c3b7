"""Where higher apps add to a result, and what of marking waits for a person on the back office's first page."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work
from exams.marking.models import KeyCorrection, KeyCorrectionState, Release, ReleaseState, Result
from exams.marking.queries.appeals import overdue_appeals, reviewable_by
from exams.marking.queries.desk import claimable
from exams.marking.queries.office import overdue_allocations
from exams.marking.rules import (
    may_allocate,
    may_apply_corrections,
    may_handle_appeals,
    may_mark,
    may_release,
    may_review_appeals,
)

ResultPanel = Callable[[HttpRequest, Result], SafeString]
_result_panels: list[ResultPanel] = []


def register_result_panel(panel: ResultPanel) -> None:
    """Show what `panel` renders among a result's next steps, e.g. the way to the certificate."""
    if panel not in _result_panels:
        _result_panels.append(panel)


def result_panels(request: HttpRequest, result: Result) -> list[SafeString]:
    """Rendered panels of a result, in order of registration."""
    return [panel(request, result) for panel in _result_panels]


def markers_work(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """Answers to mark, and contested results that this person may read a second time."""
    if may_mark(user):
        yield Work(claimable(user).count(), _("Answers that wait for marks"), reverse("marking_desk:index"))
    if may_review_appeals(user):
        yield Work(reviewable_by(user).count(), _("Appeals that you may review"), reverse("appeals:index"))


def officers_work(user: User, now: datetime) -> Iterable[Work]:
    """What a second person has to agree to, and what is late."""
    if may_release(user):
        others = Release.objects.filter(state=ReleaseState.PREPARED).exclude(prepared_by=user)
        yield Work(
            others.count(), _("Releases of results that wait for a second person"), reverse("results_desk:index")
        )
    if may_apply_corrections(user):
        proposed = KeyCorrection.objects.filter(state=KeyCorrectionState.PROPOSED).exclude(proposed_by=user)
        yield Work(proposed.count(), _("Key corrections that wait for a second person"), reverse("regrades:index"))
    if may_handle_appeals(user):
        yield Work(overdue_appeals(now=now).count(), _("Appeals whose answer is overdue"), reverse("appeals:index"))
    if may_allocate(user):
        late = len(overdue_allocations(now=now))
        yield Work(late, _("Shares of marking that are overdue"), reverse("marking_desk:office"))
