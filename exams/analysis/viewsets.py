"""The menu of analyses and findings, and their URLs under /admin/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.analysis.rules import may_see_analyses, may_see_findings
from exams.analysis.views import findings, reports


class AnalysesMenuItem(MenuItem):
    """Shown to those who may see analyses."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_analyses(request.user)


class FindingsMenuItem(MenuItem):
    """Shown to those who may see findings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_findings(request.user)


class AnalysisViewSet(ViewSet):
    """Reports of exams."""

    icon = "table"
    menu_icon = "table"
    menu_label = _("Exam analysis")
    menu_name = "exam_analysis"
    menu_order = 320
    add_to_admin_menu = True
    menu_item_class: Any = AnalysesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", reports.AnalysisIndexView.as_view(), name="index"),
            path("<int:pk>/", reports.ReportView.as_view(), name="report"),
            path("<int:pk>/analyse/", reports.AnalyseView.as_view(), name="analyse"),
        ]


class FindingViewSet(ViewSet):
    """What to act on."""

    icon = "warning"
    menu_icon = "warning"
    menu_label = _("Item findings")
    menu_name = "item_findings"
    menu_order = 321
    add_to_admin_menu = True
    menu_item_class: Any = FindingsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", findings.QueueView.as_view(), name="index"),
            path("to_do/", findings.ToDoView.as_view(), name="to_do"),
            path("decided/", findings.DecidedView.as_view(), name="decided"),
            path("<int:pk>/", findings.FindingView.as_view(), name="finding"),
            path("<int:pk>/take/", findings.TakeView.as_view(), name="take"),
            path("<int:pk>/decide/", findings.DecideView.as_view(), name="decide"),
        ]
