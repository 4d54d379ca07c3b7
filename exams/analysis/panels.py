"""What waits for those who act on findings and judge papers, for the back office's first page."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work, register_work
from exams.analysis.models import JudgeRound, PanelState
from exams.analysis.queries.reports import findings_in, findings_to_do_in
from exams.analysis.rules import may_act_on_findings, may_judge
from exams.bank.rules import WRITE, banks_for, may_write_items


def acting(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """Findings to decide, and decided ones to write a next version for."""
    if may_act_on_findings(user):
        count = findings_in(banks_for(user)).count()
        yield Work(count, _("Item findings that wait for a decision"), reverse("item_findings:index"))
    if may_write_items(user):
        count = findings_to_do_in(banks_for(user, WRITE)).count()
        yield Work(count, _("Item findings that ask for a next version"), reverse("item_findings:to_do"))


def judging(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """Rounds of panels that a judge has not handed in."""
    if may_judge(user):
        here = Q(round=1, panel__state=PanelState.FIRST) | Q(round=2, panel__state=PanelState.SECOND)
        count = JudgeRound.objects.filter(here, judge=user, handed_in_at__isnull=True).count()
        yield Work(count, _("Papers that you are to judge"), reverse("standards:index"))


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_work(acting)
    register_work(judging)
