"""Analyses and findings in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from exams.analysis.viewsets import AnalysisViewSet, ClassesMenuItem, FindingViewSet, StandardViewSet


@hooks.register("register_admin_viewset")
def register_analyses() -> AnalysisViewSet:
    return AnalysisViewSet("exam_analysis", url_prefix="exam_analysis")


@hooks.register("register_admin_viewset")
def register_findings() -> FindingViewSet:
    return FindingViewSet("item_findings", url_prefix="item_findings")


@hooks.register("register_admin_viewset")
def register_standards() -> StandardViewSet:
    return StandardViewSet("standards", url_prefix="standards")


@hooks.register("register_admin_menu_item")
def register_classes() -> ClassesMenuItem:
    return ClassesMenuItem(
        _("Exams by knowledge point"),
        reverse("exam_analysis:classes"),
        name="exam_classes",
        icon_name="table",
        order=320,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("analysis.panel_open", _("Open a standard panel"), _("Standard panel opened"))
    actions.register_action("analysis.panel_second", _("Open round 2 of a panel"), _("Round 2 of the panel opened"))
    actions.register_action("analysis.panel_close", _("Close a standard panel"), _("Standard panel closed"))
    actions.register_action("analysis.standard_propose", _("Propose a pass mark"), _("Pass mark proposed"))
    actions.register_action("analysis.standard_decide", _("Decide on a pass mark"), _("Decided on the pass mark"))
