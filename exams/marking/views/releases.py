"""Releasing results in the back office: sittings, a sitting with all that waits, and the acts of the two persons."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from accounts.access import sensitive
from accounts.models import User
from exams.bank.views.columns import LabelledNumber
from exams.bank.views.paging import CountedPaginator
from exams.marking.forms.releases import ModerationForm, OutcomeForm, ReasonForm, ReleaseForm
from exams.marking.models import UNDER_WAY, Outcome, Release, ReleaseState
from exams.marking.queries import current_result
from exams.marking.queries.releases import (
    misconduct_without_ruling,
    moderations_of,
    release_under_way,
    releases_of,
    results_on_desk,
    rulings_in,
    sittings_with_results,
    tally_of,
    was_released,
)
from exams.marking.queries.standing import behind_moderation
from exams.marking.rules import SEE_RELEASES, may_release
from exams.marking.services import (
    ReleaseRefused,
    RulingRefused,
    approve_release,
    moderate,
    prepare_release,
    rule_outcome,
    withdraw_release,
)
from exams.marking.tasks import carry_out_later, moderate_on
from exams.marking.views.base import MomentColumn
from exams.sittings.models import Registration, ReleasePolicy, Sitting

A_PAGE = 50


class ResultsView(PermissionRequiredMixin):
    """A view for those who see results before their candidates do."""

    permission_required: Any = SEE_RELEASES
    raise_exception = True
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    @cached_property
    def sitting(self) -> Sitting:
        return get_object_or_404(Sitting.objects.select_related("exam"), pk=self.kwargs["sitting_id"])

    def back(self) -> HttpResponseBase:
        return redirect("results_desk:sitting", self.sitting.pk)


class SittingsView(ResultsView, BaseListingView):
    """Sittings that are over and whose results the office releases, newest first."""

    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Exam results")
    header_icon = "clipboard-list"
    index_url_name = "results_desk:index"
    paginate_by = A_PAGE
    paginator_class = CountedPaginator
    verbose_name_plural = gettext_lazy("sittings whose results are released here")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "name",
            label=gettext_lazy("Sitting"),
            accessor=str,
            get_url=lambda sitting: reverse("results_desk:sitting", args=[sitting.pk]),
        ),
        MomentColumn("closes_at", label=gettext_lazy("Ended at")),
        LabelledNumber("held", label=gettext_lazy("Results that wait")),
    ]

    def get_base_queryset(self) -> QuerySet[Sitting]:
        return sittings_with_results(now=timezone.now())


class SittingView(ResultsView, WagtailAdminTemplateMixin, TemplateView):
    """All that waits in a sitting, what was done with it, and the act that comes next."""

    template_name = "marking/admin/sitting.html"
    header_icon = "clipboard-list"

    def get_page_title(self) -> str:
        return _("Results of a sitting")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        steps = [
            (reverse("wagtailadmin_home"), _("Home")),
            (reverse("results_desk:index"), _("Exam results")),
            ("", self.get_page_title()),
        ]
        return [{"url": url, "label": label} for url, label in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sitting, under_way = self.sitting, release_under_way(self.sitting)
        tally = tally_of(sitting)
        is_officer, now = may_release(self.user), timezone.now()
        may_prepare = is_officer and under_way is None and now >= sitting.closes_at and bool(tally.held or tally.absent)
        may_moderate = (
            is_officer
            and under_way is None
            and sitting.exam.release_policy == ReleasePolicy.TWO_PERSONS
            and not was_released(sitting)
        )
        context: dict[str, Any] = {
            "sitting": sitting,
            "tally": tally,
            "under_way": under_way,
            "is_over": now >= sitting.closes_at,
            "may_rule": is_officer and under_way is None,
            "may_approve": is_officer
            and under_way is not None
            and under_way.state == ReleaseState.PREPARED
            and under_way.prepared_by_id != self.user.pk,
            "may_withdraw": is_officer and under_way is not None,
            "behind": behind_moderation(sitting.pk).count(),
            "noted": misconduct_without_ruling(sitting),
            "moderations": moderations_of(sitting),
            "rulings": rulings_in(sitting),
            "releases": releases_of(sitting).exclude(state__in=UNDER_WAY),
            "results": Paginator(results_on_desk(sitting), A_PAGE).get_page(self.request.GET.get("p")),
            "release_form": ReleaseForm(initial={"release_at": timezone.localtime(now)}) if may_prepare else None,
            "moderation_form": ModerationForm(exam_id=sitting.exam_id) if may_moderate else None,
            "reason_form": ReasonForm(),
        }
        return super().get_context_data(**context | kwargs)


class ActView(SittingView):
    """An act on a sitting's results: POST only; what is wrong is said where it was written."""

    http_method_names = ["post"]
    form_name: str
    permission_required: Any = (SEE_RELEASES, "marking.add_release")

    def form(self, request: HttpRequest) -> Any:
        raise NotImplementedError

    def act(self, data: dict[str, Any]) -> str:
        """Do it, and say what was done; raises ReleaseRefused, RulingRefused."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self.form(request)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{self.form_name: form}), status=422)
        try:
            messages.success(request, self.act(form.cleaned_data))
        except (ReleaseRefused, RulingRefused) as refused:
            messages.error(request, _("Nothing was changed. %(problem)s") % {"problem": refused.reason})
        return self.back()


class PrepareView(ActView):
    """The first person puts the results together."""

    form_name = "release_form"

    def form(self, request: HttpRequest) -> ReleaseForm:
        return ReleaseForm(request.POST)

    def act(self, data: dict[str, Any]) -> str:
        release = prepare_release(sitting=self.sitting, actor=self.user, now=timezone.now(), **data)
        count = release.entries.count()
        said = ngettext(
            "%(count)s result is put together. Another person has to approve it.",
            "%(count)s results are put together. Another person has to approve them.",
            count,
        )
        return said % {"count": count}


@method_decorator(sensitive, name="dispatch")
class ModerateView(ActView):
    """One part is moved by some points for everybody."""

    form_name = "moderation_form"

    def form(self, request: HttpRequest) -> ModerationForm:
        return ModerationForm(request.POST, exam_id=self.sitting.exam_id)

    def act(self, data: dict[str, Any]) -> str:
        moderate(sitting=self.sitting, actor=self.user, now=timezone.now(), **data)
        left = moderate_on(self.sitting)
        if left:
            said = ngettext(
                "The part is moderated. %(count)s result is still being made anew.",
                "The part is moderated. %(count)s results are still being made anew.",
                left,
            )
            return said % {"count": left}
        return _("The part is moderated, and every result that waits was made anew.")


class WithdrawView(ActView):
    """Either person takes the release back."""

    form_name = "reason_form"

    @cached_property
    def release(self) -> Release:
        return get_object_or_404(Release, pk=self.kwargs["release_id"], sitting=self.sitting)

    def form(self, request: HttpRequest) -> ReasonForm:
        return ReasonForm(request.POST)

    def act(self, data: dict[str, Any]) -> str:
        withdraw_release(release=self.release, actor=self.user, now=timezone.now(), reason=data["reason"])
        return _("The release is withdrawn. No candidate has seen anything of it.")


@method_decorator(sensitive, name="dispatch")
class ApproveView(ResultsView, View):
    """The second person's word."""

    http_method_names = ["post"]
    permission_required: Any = (SEE_RELEASES, "marking.add_release")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        release, now = get_object_or_404(Release, pk=kwargs["release_id"], sitting=self.sitting), timezone.now()
        try:
            release = approve_release(release=release, actor=self.user, now=now)
        except ReleaseRefused as refused:
            messages.error(request, _("Nothing was changed. %(problem)s") % {"problem": refused.reason})
            return self.back()
        carry_out_later(release, now=now)
        if release.state == ReleaseState.RELEASED:
            messages.success(request, _("The results are out."))
        else:
            time = f"{timezone.localtime(release.release_at):%Y-%m-%d %H:%M}"
            messages.success(request, _("Approved. The results come out at %(time)s.") % {"time": time})
        return self.back()


@method_decorator(sensitive, name="dispatch")
class RuleView(ResultsView, WagtailAdminTemplateMixin, TemplateView):
    """Whether one candidate's result counts: what was noted and ruled, and the form of a new ruling."""

    template_name = "marking/admin/ruling.html"
    header_icon = "clipboard-list"
    permission_required: Any = (SEE_RELEASES, "marking.add_outcomeruling")

    @cached_property
    def registration(self) -> Registration:
        places = Registration.objects.select_related("sitting__exam", "candidate__person")
        return get_object_or_404(places, pk=self.kwargs["registration_id"], sitting=self.sitting)

    def get_page_title(self) -> str:
        return _("Ruling on a result")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        steps = [
            (reverse("wagtailadmin_home"), _("Home")),
            (reverse("results_desk:index"), _("Exam results")),
            (reverse("results_desk:sitting", args=[self.sitting.pk]), str(self.sitting)),
            ("", self.get_page_title()),
        ]
        return [{"url": url, "label": label} for url, label in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "registration": self.registration,
            "result": current_result(self.registration.pk),
            "rulings": rulings_in(self.sitting).filter(registration=self.registration),
            "form": OutcomeForm(),
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            rule_outcome(
                registration=self.registration,
                outcome=Outcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                actor=self.user,
                now=timezone.now(),
            )
        except RulingRefused as refused:
            form.add_error(None, refused.reason)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("The ruling stands, and the result was made anew."))
        return self.back()
