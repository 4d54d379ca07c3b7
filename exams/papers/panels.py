"""What waits for paper makers, for the back office's first page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work, register_work
from exams.papers.queries import own_draft_papers, papers_to_publish
from exams.papers.rules import may_make_papers, may_publish_papers


def paper_making(user: User, now: datetime) -> Iterable[Work]:  # noqa: ARG001 -- a source's signature
    """What others handed in for publishing, and a maker's own drafts."""
    index = reverse("papers:index")
    if may_publish_papers(user):
        yield Work(papers_to_publish(user).count(), _("Papers that wait for a second person"), index)
    if may_make_papers(user):
        yield Work(own_draft_papers(user).count(), _("Draft papers of yours that were not handed in"), index)


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_work(paper_making)
