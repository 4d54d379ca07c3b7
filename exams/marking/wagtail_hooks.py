"""Marking in the Wagtail admin."""

from wagtail import hooks

from exams.marking.viewsets import AppealViewSet, MarkingViewSet, RegradeViewSet


@hooks.register("register_admin_viewset")
def register_marking() -> MarkingViewSet:
    return MarkingViewSet("marking_desk", url_prefix="marking")


@hooks.register("register_admin_viewset")
def register_regrades() -> RegradeViewSet:
    return RegradeViewSet("regrades", url_prefix="regrades")


@hooks.register("register_admin_viewset")
def register_appeals() -> AppealViewSet:
    return AppealViewSet("appeals", url_prefix="appeals")
