"""What waits for item writers and reviewers, for the back office's first page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work, register_work
from exams.bank.queries import own_drafts, remarks_on_own, returned_drafts, waiting_versions
from exams.bank.rules import REVIEW, WRITE, banks_for, may_review_items, may_write_items


def writing(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """A writer's own drafts, what came back to them, and what was remarked."""
    if not may_write_items(user):
        return
    banks, mine = banks_for(user, WRITE), reverse("bank:all")
    yield Work(
        returned_drafts(user, banks).count(), _("Items of yours that a reviewer gave back"), f"{mine}?mine=drafts"
    )
    yield Work(remarks_on_own(user, banks).count(), _("Open comments on your items"), f"{mine}?mine=all&comments=yes")
    yield Work(own_drafts(user, banks).count(), _("Drafts of yours that were not handed in"), f"{mine}?mine=drafts")


def reviewing(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """What a reviewer may review."""
    if may_review_items(user):
        count = waiting_versions(user, banks_for(user, REVIEW)).count()
        yield Work(count, _("Items that wait for your review"), reverse("bank:reviews"))


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_work(writing)
    register_work(reviewing)
