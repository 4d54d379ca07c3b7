"""The menus of markers and of the exam office, with their URLs under /admin/marking/ and /admin/results/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.marking.rules import may_mark, may_see_results
from exams.marking.views import desk, releases


class MarkersMenuItem(MenuItem):
    """Shown to markers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_mark(request.user)


class MarkingViewSet(ViewSet):
    """Answers that wait for a person."""

    icon = "form"
    menu_icon = "form"
    menu_label = _("Marking")
    menu_name = "marking"
    menu_order = 310
    add_to_admin_menu = True
    menu_item_class: Any = MarkersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", desk.WaitingIndexView.as_view(), name="index"),
            path("<int:attempt_id>/", desk.NextView.as_view(), name="next"),
            path("<int:attempt_id>/<int:slot>/media/<str:key>", desk.PictureView.as_view(), name="media"),
            path("<int:attempt_id>/<int:slot>/", desk.MarkView.as_view(), name="mark"),
        ]


class ResultsMenuItem(MenuItem):
    """Shown to exam officers and auditors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_results(request.user)


class ResultsViewSet(ViewSet):
    """Results that wait for their release by two persons."""

    icon = "clipboard-list"
    menu_icon = "clipboard-list"
    menu_label = _("Exam results")
    menu_name = "results"
    menu_order = 305
    add_to_admin_menu = True
    menu_item_class: Any = ResultsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        release = "<int:sitting_id>/releases/<int:release_id>"
        return [
            path("", releases.SittingsView.as_view(), name="index"),
            path("<int:sitting_id>/", releases.SittingView.as_view(), name="sitting"),
            path("<int:sitting_id>/prepare/", releases.PrepareView.as_view(), name="prepare"),
            path("<int:sitting_id>/moderate/", releases.ModerateView.as_view(), name="moderate"),
            path(f"{release}/approve/", releases.ApproveView.as_view(), name="approve"),
            path(f"{release}/withdraw/", releases.WithdrawView.as_view(), name="withdraw"),
            path("<int:sitting_id>/rulings/<int:registration_id>/", releases.RuleView.as_view(), name="rule"),
        ]
