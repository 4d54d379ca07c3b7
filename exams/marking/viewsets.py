"""The menus of markers and of the exam office, with their URLs: the desk, results, corrections of keys, appeals."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.marking.rules import may_allocate, may_mark, may_see_appeals, may_see_corrections, may_see_results
from exams.marking.views import cases, desk, desk_office, regrades, releases


class MarkersMenuItem(MenuItem):
    """Shown to markers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_mark(request.user)


class OfficeMenuItem(MenuItem):
    """Shown to exam officers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_allocate(request.user)


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
            path("", desk.IndexView.as_view(), name="index"),
            path("claim/", desk.ClaimView.as_view(), name="claim"),
            path("answers/<int:task_id>/", desk.JudgeView.as_view(), name="answer"),
            path("answers/<int:task_id>/draft/", desk.DraftView.as_view(), name="draft"),
            path("answers/<int:task_id>/next/", desk.NextView.as_view(), name="next"),
            path("answers/<int:task_id>/return/", desk.ReturnView.as_view(), name="return"),
            path("answers/<int:task_id>/media/<str:key>", desk.PictureView.as_view(), name="media"),
            path("comments/<int:comment_id>/forget/", desk.ForgetView.as_view(), name="forget"),
            *self._office(),
        ]

    def _office(self) -> list[URLPattern]:
        item = "office/<int:component_id>/items/<int:version_id>"
        return [
            path("office/", desk_office.OfficeIndexView.as_view(), name="office"),
            path("office/conflicts/", desk_office.ConflictsView.as_view(), name="conflicts"),
            path("office/conflicts/<int:conflict_id>/end/", desk_office.EndConflictView.as_view(), name="end_conflict"),
            path("office/shares/<int:allocation_id>/", desk_office.ShareView.as_view(), name="share"),
            path("office/<int:component_id>/", desk_office.PartView.as_view(), name="part"),
            path("office/<int:component_id>/scheme/", desk_office.SchemeView.as_view(), name="scheme"),
            path(f"{item}/scheme/", desk_office.SchemeView.as_view(), name="item_scheme"),
            path(f"{item}/checks/", desk_office.ChecksView.as_view(), name="checks"),
            path(f"{item}/retire/", desk_office.RetireView.as_view(), name="retire"),
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
