"""Standard setting: panels, their rounds, and the pass mark that two officers agree on."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.forms import PanelForm, RatingsForm, StandardDecisionForm, StandardReasonForm
from exams.analysis.models import JudgeRound, PanelState, StandardPanel
from exams.analysis.queries.standards import judged, own_round, panels_for, paper_rows
from exams.analysis.rules import (
    DECIDE_STANDARDS,
    JUDGE,
    LEAD_PANELS,
    PROPOSE_STANDARDS,
    SEE_PANELS,
    may_decide_standards,
    may_judge,
    may_lead_panels,
    may_propose_standards,
    may_see_panels,
)
from exams.analysis.services.panel_tables import feedback_of, panel_tables
from exams.analysis.services.standards import (
    StandardRefused,
    close_panel,
    decide_standard,
    open_panel,
    open_second_round,
    propose_standard,
    rate,
)
from exams.analysis.views.base import Crumb, DeskView
from exams.bank.item_types import SAMPLE_SEED, get_item_type
from exams.bank.models import ItemVersion
from exams.bank.presentation import render_candidate, render_key
from exams.bank.rules import READ, is_listed
from exams.bank.services import log_keys_seen
from exams.bank.views.base import media_base
from exams.sittings.models import ExamComponent


class PanelIndexView(DeskView, BaseListingView):
    """Panels that one leads or reads; a judge's own."""

    template_name = "analysis/admin/panels.html"
    page_title = gettext_lazy("Standard setting")
    header_icon = "group"
    index_url_name = "standards:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("standard panels")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn("part", label=gettext_lazy("Part"), accessor="component", get_url=lambda row: row.url),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        NumberColumn("judges", label=gettext_lazy("Judges"), accessor="judge_count"),
        NumberColumn("handed_in", label=gettext_lazy("Rounds handed in"), accessor="handed_in"),
        DateColumn("made_at", label=gettext_lazy("Panel opened"), accessor="made_at"),
    ]

    def has_permission(self) -> bool:
        return may_see_panels(self.request.user) or may_judge(self.request.user)

    def get_base_queryset(self) -> QuerySet[StandardPanel]:
        return panels_for(self.user, all_of_them=may_see_panels(self.user))

    def get_table(self, object_list: Any) -> Any:
        name = "standards:panel" if may_see_panels(self.user) else "standards:judge"
        rows = list(object_list)
        for row in rows:
            row.url = reverse(name, args=[row.pk])
        return super().get_table(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        parts = ExamComponent.objects.filter(exam__is_mock=False).select_related("exam").order_by("exam__title", "pk")
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["parts"] = parts if may_lead_panels(self.user) else ()
        return context


class OpenView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """Choose the judges of a part's paper."""

    permission_required: Any = (SEE_PANELS, LEAD_PANELS)
    template_name = "analysis/admin/panel_open.html"
    header_icon = "group"
    kwargs: dict[str, Any]

    @cached_property
    def component(self) -> ExamComponent:
        parts = ExamComponent.objects.filter(exam__is_mock=False).select_related("exam")
        return get_object_or_404(parts, pk=self.kwargs["component_id"])

    def get_page_title(self) -> str:
        return _("New panel: %(part)s") % {"part": self.component}

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("standards:index"), _("Standard setting")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"component": self.component, "form": PanelForm(), **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = PanelForm(request.POST)
        if form.is_valid():
            try:
                judges = list(form.cleaned_data["judges"])
                panel = open_panel(component=self.component, judges=judges, actor=self.user, now=timezone.now())
            except StandardRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("Round 1 is open; the judges find it under “Standard setting”."))
                return redirect("standards:panel", panel.pk)
        return self.render_to_response(self.get_context_data(form=form))


class PanelPage(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """A view on one panel."""

    header_icon = "group"
    kwargs: dict[str, Any]

    @cached_property
    def panel(self) -> StandardPanel:
        panels = StandardPanel.objects.select_related("component__exam", "made_by__person")
        return get_object_or_404(panels, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.panel.component)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("standards:index"), _("Standard setting")), ("", self.get_page_title()))


class PanelView(PanelPage):
    """How far the panel is, each finished round in numbers, and the proposal."""

    permission_required: Any = SEE_PANELS
    template_name = "analysis/admin/panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = self.panel
        proposal = getattr(panel, "proposal", None)
        closed = panel.state == PanelState.CLOSED
        rows = paper_rows(panel)
        finished = [1] if panel.state == PanelState.SECOND else [1, 2] if closed else []
        waits = proposal is not None and proposal.adopted is None and proposal.proposed_by_id != self.user.pk
        return super().get_context_data(
            **{
                "panel": panel,
                "progress": JudgeRound.objects.filter(panel=panel, round=panel.round).select_related("judge__person"),
                "rounds": [(number, panel_tables(judged(panel, number, rows))) for number in finished],
                "may_lead": may_lead_panels(self.user),
                "proposal": proposal,
                "propose_form": StandardReasonForm()
                if closed and proposal is None and may_propose_standards(self.user)
                else None,
                "decide_form": StandardDecisionForm() if waits and may_decide_standards(self.user) else None,
                **kwargs,
            }
        )


class PanelAct(PanelView):
    """One step of a panel; what stands in the way is said on its page."""

    http_method_names = ["post"]

    def act(self, reason: str) -> str:
        """Take the step; returns what to say. Raises StandardRefused."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = StandardReasonForm(request.POST)
        try:
            said = self.act(form.cleaned_data["reason"] if form.is_valid() else "")
        except StandardRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, said)
        return redirect("standards:panel", self.panel.pk)


class SecondRoundView(PanelAct):
    """Open the second round."""

    permission_required: Any = (SEE_PANELS, LEAD_PANELS)

    def act(self, reason: str) -> str:  # noqa: ARG002 -- needs none
        open_second_round(panel=self.panel, actor=self.user, now=timezone.now())
        return _("Round 2 is open: the judges see what the panel said.")


class CloseView(PanelAct):
    """Close the panel."""

    permission_required: Any = (SEE_PANELS, LEAD_PANELS)

    def act(self, reason: str) -> str:  # noqa: ARG002 -- needs none
        close_panel(panel=self.panel, actor=self.user, now=timezone.now())
        return _("The panel is closed; an exam officer may propose its cut as the pass mark.")


class ProposeView(PanelAct):
    """Propose the panel's cut."""

    permission_required: Any = (SEE_PANELS, PROPOSE_STANDARDS)

    def act(self, reason: str) -> str:
        propose_standard(panel=self.panel, reason=reason, actor=self.user, now=timezone.now())
        return _("The pass mark is proposed; another officer decides.")


class DecideView(PanelAct):
    """Adopt the proposal or not."""

    permission_required: Any = (SEE_PANELS, DECIDE_STANDARDS)

    def act(self, reason: str) -> str:
        form = StandardDecisionForm(self.request.POST)
        proposal = getattr(self.panel, "proposal", None)
        if proposal is None:
            raise Http404
        if not form.is_valid():
            raise StandardRefused(_("Please say whether it is adopted, and why; nothing was changed."))
        adopt = form.cleaned_data["adopt"] == "yes"
        decide_standard(proposal=proposal, adopt=adopt, reason=reason, actor=self.user, now=timezone.now())
        return _("It is the pass mark now.") if adopt else _("The pass mark stays as it was.")


class JudgeView(PanelPage):
    """A judge's own page: every question with its key, what the panel said in round 1, and a number for each."""

    permission_required: Any = JUDGE
    template_name = "analysis/admin/judge.html"

    @cached_property
    def own(self) -> JudgeRound:
        found = own_round(self.panel, self.user)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own, rows = self.own, paper_rows(self.panel)
        if not all(is_listed(self.user, row.version.item.bank, READ) for row in rows):
            raise PermissionDenied
        log_keys_seen(versions=[row.version for row in rows], actor=self.user, now=timezone.now(), place="panel")
        initial = {f"rating-{slot}": percent for slot, percent in own.ratings.items()}
        form = kwargs.pop("form", None) or RatingsForm(initial=initial, slots=[row.slot for row in rows])
        is_open = own.handed_in_at is None and self.panel.state != PanelState.CLOSED
        feedback = feedback_of(judged(self.panel, 1, rows), self.user.pk) if own.round > 1 else {}
        return super().get_context_data(
            **{
                "panel": self.panel,
                "own": own,
                "form": form,
                "is_open": is_open,
                "questions": [
                    (row, *_shown(row.version, row.slot), form[f"rating-{row.slot}"], feedback.get(row.slot, ""))
                    for row in rows
                ],
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = RatingsForm(request.POST, slots=[row.slot for row in paper_rows(self.panel)])
        hands_in, panel, now = "hand_in" in request.POST, self.panel, timezone.now()
        if self.own and form.is_valid():
            try:
                rate(panel=panel, ratings=form.ratings(), hand_in=False, actor=self.user, now=now)
                if hands_in:
                    rate(panel=panel, ratings=form.ratings(), hand_in=True, actor=self.user, now=now)
            except StandardRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(
                    request, _("Handed in.") if hands_in else _("Your ratings are kept; you may go on later.")
                )
                return redirect("standards:judge", panel.pk)
        return self.render_to_response(self.get_context_data(form=form))


def _shown(version: ItemVersion, slot: int) -> tuple[str, str]:
    kind, media = get_item_type(version.item.item_type), media_base(version.item.bank)
    body = kind.parse(version.body)
    drawn = kind.draw(body, SAMPLE_SEED)
    asked = render_candidate(kind.name, version.body, slot=slot, number=slot, drawn=drawn, media=media)
    return asked, render_key(kind, body, drawn=drawn, media=media)
