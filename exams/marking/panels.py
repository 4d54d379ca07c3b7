"""Where higher apps add to a result, and what of marking waits for a person on the back office's first page."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work
from exams.marking.models import KeyCorrection, KeyCorrectionState, Release, ReleaseState, Result, Way
from exams.marking.queries.appeals import appeals_waiting_for, appeals_with_a_fee_due, overdue_appeals
from exams.marking.queries.desk import held_by, waiting_for
from exams.marking.queries.office import overdue_allocations
from exams.marking.queries.releases import misconduct_without_ruling, sittings_to_release
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


def markers_work(user: User, now: datetime) -> Iterable[Work]:
    """Answers to mark as the desk offers them, and contested results that this person may read a second time."""
    if may_mark(user):
        desk = reverse("marking_desk:index")
        late = overdue_allocations(now=now, marker=user)
        yield Work(len(late), _("Shares of marking of yours that are overdue"), desk)
        yield Work(held_by(user, now).count(), _("Answers in your hands"), desk)
        yield Work(waiting_for(user).count(), _("Answers that wait for marks"), desk)
        yield Work(waiting_for(user, Way.ADJUDICATE).count(), _("Answers that wait for adjudication"), desk)
    if may_review_appeals(user):
        yield Work(appeals_waiting_for(user).count(), _("Appeals that you may review"), reverse("appeals:index"))


def officers_work(user: User, now: datetime) -> Iterable[Work]:
    """What a second person has to agree to, what is ready for an officer's act, and what is late."""
    if may_release(user):
        yield from _results_to_release(user, now)
    if may_apply_corrections(user):
        proposed = KeyCorrection.objects.filter(state=KeyCorrectionState.PROPOSED).exclude(proposed_by=user)
        yield Work(proposed.count(), _("Key corrections that wait for a second person"), reverse("regrades:index"))
    if may_handle_appeals(user):
        fees = appeals_with_a_fee_due().count()
        yield Work(fees, _("Appeals whose fee is to be noted"), reverse("appeals:index"))
        yield Work(overdue_appeals(now=now).count(), _("Appeals whose answer is overdue"), reverse("appeals:index"))
    if may_allocate(user):
        late = len(overdue_allocations(now=now))
        yield Work(late, _("Shares of marking that are overdue"), reverse("marking_desk:office"))


def _results_to_release(user: User, now: datetime) -> Iterable[Work]:
    """What keeps results from their candidates."""
    others = Release.objects.filter(state=ReleaseState.PREPARED).exclude(prepared_by=user)
    noted = misconduct_without_ruling().filter(sitting__closes_at__lte=now)
    for label, sittings in (
        (_("Releases of results that wait for a second person"), others.values_list("sitting", flat=True)),
        (
            _("Sittings whose results are ready to be released"),
            sittings_to_release(now=now).values_list("pk", flat=True),
        ),
        (_("Candidates noted for misconduct without a ruling"), noted.values_list("sitting", flat=True)),
    ):
        yield _in_sittings(label, list(sittings))


def _in_sittings(label: str | Promise, sittings: list[int]) -> Work:
    """As many as there are sittings named; of one sitting alone its own page is shown."""
    one = set(sittings)
    url = reverse("results_desk:sitting", args=[one.pop()]) if len(one) == 1 else reverse("results_desk:index")
    return Work(len(sittings), label, url)
