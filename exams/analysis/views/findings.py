"""The queue of findings: taken on, decided with a reason, and what came of it. Keys stand here: seeing them is logged."""

from collections.abc import Iterable
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
from wagtail.admin.ui.tables import BaseColumn, Column, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.forms import DecisionForm
from exams.analysis.models import ItemFinding, StepAct
from exams.analysis.presentation import (
    about,
    action_of,
    change_words,
    decision_words,
    figure_words,
    stage_words,
    step_words,
    told,
)
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.progress import Progress, Stage, progress_of
from exams.analysis.queries.reports import (
    decided_findings_in,
    findings_in,
    findings_to_do_in,
    item_in,
    readable_findings,
)
from exams.analysis.rules import ACT_ON_FINDINGS, SEE_FINDINGS, may_act_on_findings
from exams.analysis.services import DecisionRefused, decide_finding, take_finding
from exams.analysis.services.card_tables import OPTION_FIGURES, option_label, options_picture
from exams.analysis.services.report_tables import differences_table
from exams.analysis.services.supply import words_of
from exams.analysis.statistics.figures import Figure
from exams.analysis.views.base import Crumb, DeskView
from exams.bank.models import ItemVersion
from exams.bank.rules import banks_for, may_write_in
from exams.bank.services import log_keys_seen
from exams.papers.services.supply import supply_of

ABOUT = TitleColumn(
    "item",
    label=gettext_lazy("Item"),
    accessor=about,
    get_url=lambda row: reverse("item_findings:finding", args=[row.pk]),
)


class QueueView(DeskView, BaseListingView):
    """What waits for a decision, in the banks that one may read."""

    template_name = "analysis/admin/findings.html"
    permission_required: Any = SEE_FINDINGS
    page_title = gettext_lazy("Item findings")
    header_icon = "warning"
    index_url_name = "item_findings:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("findings")
    columns: ClassVar[list[BaseColumn]] = [
        ABOUT,
        Column("finding", label=gettext_lazy("Finding"), accessor=told),
        Column("action", label=gettext_lazy("Proposal"), accessor=lambda row: action_of(row.kind)),
        Column("exam", label=gettext_lazy("Exam"), accessor="analysis.component.exam"),
        Column("owner", label=gettext_lazy("Taken on by"), accessor="owner_name"),
    ]

    def get_base_queryset(self) -> QuerySet[ItemFinding]:
        return findings_in(banks_for(self.user))


class DecidedView(QueueView):
    """What was decided, and what came of it."""

    page_title = gettext_lazy("Decided findings")
    index_url_name = "item_findings:decided"
    columns: ClassVar[list[BaseColumn]] = [
        ABOUT,
        Column("finding", label=gettext_lazy("Finding"), accessor=told),
        Column("decision", label=gettext_lazy("Decision"), accessor=lambda row: decision_words(row.progress)),
        Column("stage", label=gettext_lazy("How far it is"), accessor=lambda row: stage_words(row.progress)),
        Column(
            "change",
            label=gettext_lazy("Mean score rate, before and after"),
            accessor=lambda row: change_words(row.progress) or "–",
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ItemFinding]:
        return decided_findings_in(banks_for(self.user))

    def get_table(self, object_list: Iterable[Any]) -> Table:
        rows = list(object_list)
        progress = progress_of(rows)
        for row in rows:
            row.progress = progress[row.pk]
        table: Table = super().get_table(rows)
        return table


class ToDoView(DecidedView):
    """Accepted, and still without an approved next version: what writers have before them."""

    page_title = gettext_lazy("Findings to work on")
    index_url_name = "item_findings:to_do"

    def get_base_queryset(self) -> QuerySet[ItemFinding]:
        return findings_to_do_in(banks_for(self.user))


class FindingView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """One finding: the item's figures as they were, who chose what, what was done, and what came of it."""

    permission_required: Any = SEE_FINDINGS
    header_icon = "warning"
    kwargs: dict[str, Any]

    @cached_property
    def finding(self) -> ItemFinding:
        """In a bank that one may read, else there is none."""
        return get_object_or_404(readable_findings(banks_for(self.user)), pk=self.kwargs["pk"])

    def get_template_names(self) -> list[str]:
        return ["analysis/admin/finding.html" if self.finding.version else "analysis/admin/cell_finding.html"]

    def get_page_title(self) -> str:
        return about(self.finding)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("item_findings:index"), _("Item findings")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.finding
        progress = progress_of([finding])[finding.pk]
        may_act = progress.decision is None and may_act_on_findings(self.user)
        told_more = self._of_item(finding.version, progress) if finding.version else self._of_cell()
        return super().get_context_data(
            **{
                "finding": finding,
                "said": told(finding),
                "proposal": action_of(finding.kind),
                "steps": [(step, step_words(step)) for step in finding.steps.all()],
                "progress": progress,
                "stage": stage_words(progress),
                "form": DecisionForm(about_item=finding.version is not None) if may_act else None,
                **told_more,
                **kwargs,
            }
        )

    def _of_item(self, version: ItemVersion, progress: Progress) -> dict[str, Any]:
        item = item_in(self.finding.analysis, name_of(version))
        log_keys_seen(versions=[version], actor=self.user, now=timezone.now(), place="finding")
        return {
            "facility": _words(item["facility"]),
            "item_rest": _words(item["item_rest"]),
            "picture": options_picture(item),
            "differences": differences_table(self.finding.analysis.document, name_of(version)),
            "options": [
                (option_label(one), one, [_words(one[name]) for name in OPTION_FIGURES]) for one in item["options"]
            ],
            "effects": [(one, _words(one.facility), _words(one.item_rest)) for one in progress.effects],
            "may_write": progress.stage is Stage.TO_DO and may_write_in(self.user, version.item.bank),
            "may_correct": self.user.has_perm("marking.add_keycorrection"),
        }

    def _of_cell(self) -> dict[str, Any]:
        blueprint, figure = self.finding.blueprint, self.finding.figure
        supply = supply_of(blueprint) if blueprint is not None else []
        return {
            "cell": words_of(figure),
            "now": next((one for one in supply if one.number == self.finding.cell), None),
            "banks": [] if blueprint is None else blueprint.banks.all(),
            "may_see_matrix": self.user.has_perm("papers.view_blueprint"),
        }


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
        form = DecisionForm(request.POST, about_item=self.finding.version is not None)
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
                action=form.action_chosen(),
                actor=self.user,
                now=timezone.now(),
            )
        except DecisionRefused as refused:
            form.add_error(None, refused.reason)
            return False
        return True


def _words(figure: dict[str, Any]) -> str:
    return figure_words(Figure.read(figure), places=2)
