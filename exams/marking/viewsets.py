"""The markers' menu and its URLs under /admin/marking/; corrections of keys and appeals beside it."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.marking.rules import may_mark, may_see_appeals, may_see_corrections
from exams.marking.views import cases, desk, regrades


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


class CorrectionsMenuItem(MenuItem):
    """Shown to those who see corrections."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_corrections(request.user)


class RegradeViewSet(ViewSet):
    """Keys that are put right after an exam."""

    icon = "key"
    menu_icon = "key"
    menu_label = _("Key corrections")
    menu_name = "regrades"
    menu_order = 311
    add_to_admin_menu = True
    menu_item_class: Any = CorrectionsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", regrades.CorrectionIndexView.as_view(), name="index"),
            path("asked/", regrades.AskedIndexView.as_view(), name="asked"),
            path("asked/<int:version_id>/", regrades.ProposeView.as_view(), name="propose"),
            path("<int:pk>/", regrades.CorrectionView.as_view(), name="correction"),
            path("<int:pk>/apply/", regrades.ApplyView.as_view(), name="apply"),
            path("<int:pk>/withdraw/", regrades.WithdrawView.as_view(), name="withdraw"),
            path("<int:pk>/revert/", regrades.RevertView.as_view(), name="revert"),
        ]


class AppealsMenuItem(MenuItem):
    """Shown to those who see cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_appeals(request.user)


class AppealViewSet(ViewSet):
    """Contested results as cases."""

    icon = "help"
    menu_icon = "help"
    menu_label = _("Appeals")
    menu_name = "appeals"
    menu_order = 312
    add_to_admin_menu = True
    menu_item_class: Any = AppealsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        picture = "<int:pk>/media/<int:attempt_id>/<int:slot>/<str:key>"
        return [
            path("", cases.AppealIndexView.as_view(), name="index"),
            path("terms/", cases.TermsIndexView.as_view(), name="terms"),
            path("terms/<int:exam_id>/", cases.TermsView.as_view(), name="exam_terms"),
            path("<int:pk>/", cases.CaseView.as_view(), name="case"),
            path("<int:pk>/fee/", cases.FeeView.as_view(), name="fee"),
            path("<int:pk>/take/", cases.TakeView.as_view(), name="take"),
            path("<int:pk>/hand-back/", cases.HandBackView.as_view(), name="hand_back"),
            path("<int:pk>/decide/", cases.DecideView.as_view(), name="decide"),
            path(picture, cases.CasePictureView.as_view(), name="media"),
        ]
