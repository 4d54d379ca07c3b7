"""Analyses and findings in the Wagtail admin."""

from wagtail import hooks

from exams.analysis.viewsets import AnalysisViewSet, FindingViewSet


@hooks.register("register_admin_viewset")
def register_analyses() -> AnalysisViewSet:
    return AnalysisViewSet("exam_analysis", url_prefix="exam_analysis")


@hooks.register("register_admin_viewset")
def register_findings() -> FindingViewSet:
    return FindingViewSet("item_findings", url_prefix="item_findings")
