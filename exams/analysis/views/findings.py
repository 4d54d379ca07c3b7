"""The queue of findings: taken on, decided with a reason, and what came of it. Keys stand here: seeing them is logged."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.forms import DecisionForm
from exams.analysis.models import DECISIONS, ItemFinding, StepAct
from exams.analysis.presentation import action_of, figure_words, told_words
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.reports import decided_findings_in, effects_of, findings_in, item_in
from exams.analysis.rules import ACT_ON_FINDINGS, SEE_FINDINGS, may_act_on_findings
from exams.analysis.services import DecisionRefused, decide_finding, take_finding
from exams.analysis.statistics.figures import Figure
from exams.analysis.views.base import Crumb, DeskView
from exams.bank.rules import banks_for
from exams.bank.services import log_keys_seen

OPTION_FIGURES = ("share", "upper_share", "lower_share", "correlation")


class QueueView(DeskView, BaseListingView):
    """What waits for a decision, in the banks that one may read."""

    template_name = "bank/admin/listing.html"
    permission_required: Any = SEE_FINDINGS
    page_title = gettext_lazy("Item findings")
    header_icon = "warning"
    index_url_name = "item_findings:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("findings")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "item",
            label=gettext_lazy("Item"),
            accessor=lambda row: name_of(row.version),
            get_url=lambda row: reverse("item_findings:finding", args=[row.pk]),
        ),
        Column("finding", label=gettext_lazy("Finding"), accessor=lambda row: told_words(row.kind, row.option)),
        Column("action", label=gettext_lazy("Proposal"), accessor=lambda row: action_of(row.kind)),
        Column("exam", label=gettext_lazy("Exam"), accessor="analysis.component.exam"),
        Column("owner", label=gettext_lazy("Taken on by"), accessor="owner_name"),
    ]

    def get_base_queryset(self) -> QuerySet[ItemFinding]:
        return findings_in(banks_for(self.user))


class DecidedView(QueueView):
    """What was decided."""

    page_title = gettext_lazy("Decided findings")
    index_url_name = "item_findings:decided"

    def get_base_queryset(self) -> QuerySet[ItemFinding]:
        return decided_findings_in(banks_for(self.user))


class FindingView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """One finding: the item's figures as they were, who chose what, what was done, and what came of it."""

    template_name = "analysis/admin/finding.html"
    permission_required: Any = SEE_FINDINGS
    header_icon = "warning"
    kwargs: dict[str, Any]

    @cached_property
    def finding(self) -> ItemFinding:
        """In a bank that one may read, else there is none."""
        readable = ItemFinding.objects.filter(version__item__bank__in=banks_for(self.user))
        people = readable.select_related("version__item__bank", "analysis__component__exam").prefetch_related(
            "steps__actor__person"
        )
        return get_object_or_404(people, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return name_of(self.finding.version)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("item_findings:index"), _("Item findings")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.finding
        item = item_in(finding.analysis, name_of(finding.version))
        log_keys_seen(versions=[finding.version], actor=self.user, now=timezone.now(), place="finding")
        steps = list(finding.steps.all())
        is_open = all(step.act not in DECISIONS for step in steps)
        return super().get_context_data(
            **{
                "finding": finding,
                "said": told_words(finding.kind, finding.option),
                "proposal": action_of(finding.kind),
                "facility": _words(item["facility"]),
                "item_rest": _words(item["item_rest"]),
                "options": [(one, [_words(one[name]) for name in OPTION_FIGURES]) for one in item["options"]],
                "steps": steps,
                "effects": [(one, _words(one.facility), _words(one.item_rest)) for one in effects_of(finding)],
                "form": DecisionForm() if is_open and may_act_on_findings(self.user) else None,
                **kwargs,
            }
        )


class ActView(FindingView):
    """A view that takes a step with the finding."""

    http_method_names = ["post"]
    permission_required: Any = (SEE_FINDINGS, ACT_ON_FINDINGS)


class TakeView(ActView):
    """Take the finding on."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            take_finding(finding=self.finding, actor=self.user, now=timezone.now())
        except DecisionRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("You have taken this finding on."))
        return redirect("item_findings:finding", self.finding.pk)


class DecideView(ActView):
    """Accept or decline; what is wrong is said at its field and nothing is lost."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = DecisionForm(request.POST)
        if form.is_valid() and self._decided(form):
            messages.success(request, _("The decision is kept."))
            return redirect("item_findings:finding", self.finding.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _decided(self, form: DecisionForm) -> bool:
        try:
            decide_finding(
                finding=self.finding,
                act=StepAct(form.cleaned_data["act"]),
                reason=form.cleaned_data["reason"],
                actor=self.user,
                now=timezone.now(),
            )
        except DecisionRefused as refused:
            form.add_error(None, refused.reason)
            return False
        return True


def _words(figure: dict[str, Any]) -> str:
    return figure_words(Figure.read(figure), places=2)
