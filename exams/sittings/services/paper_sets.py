"""Handing out a set of papers: as parallel forms by seat, or a draw for each candidate."""

from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.papers.models import PaperSet, PaperState
from exams.sittings.models import Attempt, ExamComponent, ParallelPaper, PreparedPaper
from exams.sittings.writer import exclusive_write


class PaperSetRefused(Exception):
    """The set cannot be handed out; the message says why and what to do. Nothing was changed."""


def attach_paper_set(*, component: ExamComponent, paper_set: PaperSet, actor: User, now: datetime) -> ExamComponent:
    """Make the set's papers those of the component: the first its own, the others parallel to it, by form.

    What was drawn ahead goes. Raises PaperSetRefused unless all are published and nobody has begun the component.
    """
    with exclusive_write():
        papers = list(paper_set.papers.order_by("form", "pk"))
        if not papers:
            raise PaperSetRefused(_("The set holds no paper; nothing was changed. Please choose another set."))
        if drafts := [paper.form for paper in papers if paper.state != PaperState.PUBLISHED]:
            raise PaperSetRefused(
                _(
                    "%(count)d papers of the set are not published yet; nothing was changed. Please publish the set first."
                )
                % {"count": len(drafts)}
            )
        if Attempt.objects.filter(component=component).exists():
            raise PaperSetRefused(
                _("Somebody has begun this part: its papers stay as they are. Please plan another exam for the set.")
            )
        component.paper = papers[0]
        component.save(update_fields=["paper"])
        ParallelPaper.objects.filter(component=component).delete()
        ParallelPaper.objects.bulk_create(
            ParallelPaper(component=component, form=form, paper=paper) for form, paper in enumerate(papers[1:], start=1)
        )
        PreparedPaper.objects.filter(component=component).delete()
        said = {"set": paper_set.pk, "papers": len(papers)}
        log(instance=component, action="sittings.attach_paper_set", user=actor, timestamp=now, data=said)
    return component


def detach_paper_set(*, component: ExamComponent) -> None:
    """Leave the component its own paper alone: the forms parallel to the paper that it had before go."""
    with exclusive_write():
        ParallelPaper.objects.filter(component=component).delete()
