"""Marking in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from exams.marking.viewsets import (
    AppealViewSet,
    MarkingViewSet,
    OfficeMenuItem,
    RegradeViewSet,
    ResultsViewSet,
)


@hooks.register("register_admin_viewset")
def register_marking() -> list[ViewSet]:
    return [
        MarkingViewSet("marking_desk", url_prefix="marking"),
        ResultsViewSet("results_desk", url_prefix="results"),
        RegradeViewSet("regrades", url_prefix="regrades"),
        AppealViewSet("appeals", url_prefix="appeals"),
    ]


@hooks.register("register_admin_menu_item")
def register_marking_office() -> OfficeMenuItem:
    return OfficeMenuItem(
        _("Marking office"), reverse("marking_desk:office"), name="marking_office", icon_name="form", order=311
    )


@hooks.register("register_log_actions")
def name_the_acts_of_the_office(actions: LogActionRegistry) -> None:
    actions.register_action("marking.scheme", _("Set a marking scheme"), _("Marking scheme set"))
    actions.register_action("marking.allocate", _("Allocate marking"), _("Marking allocated"))
    actions.register_action("marking.withdraw", _("Withdraw an allocation"), _("Allocation withdrawn"))
    actions.register_action("marking.conflict", _("Declare a conflict of interest"), _("Conflict of interest declared"))
    actions.register_action("marking.end_conflict", _("End a conflict of interest"), _("Conflict of interest ended"))
    actions.register_action("marking.checks", _("Choose check answers"), _("Check answers chosen"))
