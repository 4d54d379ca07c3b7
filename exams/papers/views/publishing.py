"""A paper or a whole set on its way to being published: handed in by one person, published or returned by another."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import sensitive
from accounts.models import User
from exams.papers.forms import ReturnForm
from exams.papers.rules import CHANGE_DRAFTS, PUBLISH_PAPERS, SEE_PAPERS, may_publish_papers
from exams.papers.services import PublishRefused, publish_paper
from exams.papers.services.publishing import publish_set, return_paper, return_set, submit_paper, submit_set
from exams.papers.views.papers import PaperView
from exams.papers.views.sets import SetView


class Step:
    """A post that takes one step; whatever stands in the way is said on the page that it was sent from."""

    http_method_names: Sequence[str] = ("post",)
    done: ClassVar[Promise]
    user: User
    to_page: Callable[[], HttpResponseBase]
    page_with: Callable[..., HttpResponseBase]

    def take(self, *, actor: User, now: datetime) -> None:
        """The step itself; raises PublishRefused."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            self.take(actor=self.user, now=timezone.now())
        except PublishRefused as refused:
            return self.page_with(obstacles=refused.reasons)
        messages.success(request, str(self.done))
        return self.to_page()


def reason_in(request: HttpRequest) -> str:
    """Why something goes back; a reason that is too long is cut by nobody, so it counts as none."""
    form = ReturnForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


class SubmitView(Step, PaperView):
    """Hand a draft in."""

    permission_required: Any = (SEE_PAPERS, CHANGE_DRAFTS)
    done = _("The paper is handed in. Another person looks it through and publishes it.")

    def take(self, *, actor: User, now: datetime) -> None:
        submit_paper(paper=self.paper, actor=actor, now=now)


class ReturnView(Step, PaperView):
    """Take a paper back that one handed in oneself, or return another's with a reason."""

    done = _("The paper is a draft again and can be changed.")

    def has_permission(self) -> bool:
        own = self.request.user.pk is not None and self.paper.submitted_by_id == self.request.user.pk
        return super().has_permission() and (own or may_publish_papers(self.request.user))

    def take(self, *, actor: User, now: datetime) -> None:
        return_paper(paper=self.paper, actor=actor, now=now, reason=reason_in(self.request))


@method_decorator(sensitive, name="dispatch")
class PublishView(Step, PaperView):
    """Freeze a paper that another person handed in."""

    permission_required: Any = (SEE_PAPERS, PUBLISH_PAPERS)
    done = _("The paper is published and will not change any more.")

    def take(self, *, actor: User, now: datetime) -> None:
        publish_paper(paper=self.paper, actor=actor, now=now)


class SubmitSetView(Step, SetView):
    """Hand in all papers of a set, or none."""

    permission_required: Any = (SEE_PAPERS, CHANGE_DRAFTS)
    done = _("All papers of the set are handed in. Another person publishes them.")

    def take(self, *, actor: User, now: datetime) -> None:
        submit_set(paper_set=self.paper_set, actor=actor, now=now)


class ReturnSetView(Step, SetView):
    """Give the papers of a set back to their maker."""

    permission_required: Any = (SEE_PAPERS, PUBLISH_PAPERS)
    done = _("The papers of the set are drafts again and can be changed.")

    def take(self, *, actor: User, now: datetime) -> None:
        return_set(paper_set=self.paper_set, actor=actor, now=now, reason=reason_in(self.request))


@method_decorator(sensitive, name="dispatch")
class PublishSetView(Step, SetView):
    """Publish all papers of a set that another person handed in, or none."""

    permission_required: Any = (SEE_PAPERS, PUBLISH_PAPERS)
    done = _("All papers of the set are published and will not change any more.")

    def take(self, *, actor: User, now: datetime) -> None:
        publish_set(paper_set=self.paper_set, actor=actor, now=now)
