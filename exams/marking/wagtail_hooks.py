"""Marking in the Wagtail admin."""

from wagtail import hooks

from exams.marking.viewsets import MarkingViewSet


@hooks.register("register_admin_viewset")
def register_marking() -> MarkingViewSet:
    return MarkingViewSet("marking_desk", url_prefix="marking")
