"""The menu of analyses and findings, and their URLs under /admin/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.analysis.rules import may_judge, may_see_analyses, may_see_classes, may_see_findings, may_see_panels
from exams.analysis.views import cards, findings, points, reports, standards


class AnalysesMenuItem(MenuItem):
    """Shown to those who may see analyses."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_analyses(request.user)


class FindingsMenuItem(MenuItem):
    """Shown to those who may see findings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_findings(request.user)


class ClassesMenuItem(MenuItem):
    """Shown to those who teach and have no other way to the exams' figures."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_classes(request.user) and not may_see_analyses(request.user)


class PanelsMenuItem(MenuItem):
    """Shown to those who lead or read panels, or sit on them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_panels(request.user) or may_judge(request.user)


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
            path("classes/", points.ClassIndexView.as_view(), name="classes"),
            path("<int:pk>/points/", points.PointsView.as_view(), name="points"),
            path("<int:pk>/points/print/", points.PointsPrintView.as_view(), name="points_print"),
            path("<int:pk>/points.<str:kind>", points.PointsFileView.as_view(), name="points_file"),
            path("<int:pk>/print/", reports.PrintView.as_view(), name="print"),
            path("<int:pk>/report.<str:kind>", reports.ReportFileView.as_view(), name="file"),
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
            path("cards/", cards.CardIndexView.as_view(), name="cards"),
            path("cards/<int:version_id>/", cards.CardView.as_view(), name="card"),
            path("cards/<int:version_id>/print/", cards.CardPrintView.as_view(), name="card_print"),
            path("cards/<int:version_id>/card.<str:kind>", cards.CardFileView.as_view(), name="card_file"),
            path("<int:pk>/", findings.FindingView.as_view(), name="finding"),
            path("<int:pk>/take/", findings.TakeView.as_view(), name="take"),
            path("<int:pk>/decide/", findings.DecideView.as_view(), name="decide"),
        ]


class StandardViewSet(ViewSet):
    """Panels that set a standard."""

    icon = "group"
    menu_icon = "group"
    menu_label = _("Standard setting")
    menu_name = "standards"
    menu_order = 322
    add_to_admin_menu = True
    menu_item_class: Any = PanelsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", standards.PanelIndexView.as_view(), name="index"),
            path("open/<int:component_id>/", standards.OpenView.as_view(), name="open"),
            path("<int:pk>/", standards.PanelView.as_view(), name="panel"),
            path("<int:pk>/judge/", standards.JudgeView.as_view(), name="judge"),
            path("<int:pk>/second/", standards.SecondRoundView.as_view(), name="second"),
            path("<int:pk>/close/", standards.CloseView.as_view(), name="close"),
            path("<int:pk>/propose/", standards.ProposeView.as_view(), name="propose"),
            path("<int:pk>/decide/", standards.DecideView.as_view(), name="decide"),
        ]
