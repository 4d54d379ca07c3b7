"""Marking in the Wagtail admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from exams.marking.viewsets import MarkingViewSet, ResultsViewSet


@hooks.register("register_admin_viewset")
def register_marking() -> list[ViewSet]:
    return [
        MarkingViewSet("marking_desk", url_prefix="marking"),
        ResultsViewSet("results_desk", url_prefix="results"),
    ]
