"""Walls before lessons, the record of opening one, and the back office of lessons: chooser, reports, what is to mend."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from courses.proofreading import findings
from courses.reports import menu_item, report_urls
from courses.rules import gate_before, may_pass_walls
from courses.services.learning import open_lesson
from courses.views.access import at_the_wall
from courses.viewsets.points import PointChooserViewSet, point_chooser
from courses.viewsets.reports import MistakeReportViewSet


@hooks.register("before_serve_page", order=-1)
def stand_before_walls(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG001 -- the hook's signature
    """Remember for the page's template what is to be studied first; a wall answers in place of the page.

    A course is open to everybody, and so is the list of a chapter's lessons to those who are not signed in.
    """
    gate = gate_before(page=page, reader=request.user)
    request.gate = gate  # type: ignore[attr-defined]  # read by the tag `gate`
    if gate is None or not gate.is_wall or isinstance(page, CoursePage) or not request.user.is_authenticated:
        return None
    return None if may_pass_walls(user=request.user, page=page) else at_the_wall(request, page=page, gate=gate)


@hooks.register("before_serve_page")
def record_opening(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:  # noqa: ARG001 -- the hook's signature
    if isinstance(page, LessonPage) and request.user.is_authenticated and request.method == "GET":
        progress = open_lesson(lesson=page, trainee=request.user, now=timezone.now())
        request.lesson_progress = progress  # type: ignore[attr-defined]  # read by the tag `drawn_lesson`


@hooks.register("register_admin_viewset")
def register_point_chooser() -> PointChooserViewSet:
    return point_chooser()


@hooks.register("register_admin_urls")
def register_reports() -> list[URLPattern]:
    return report_urls()


@hooks.register("register_reports_menu_item")
def register_lessons_due() -> MenuItem:
    return menu_item("lessons-due", order=100)


@hooks.register("register_reports_menu_item")
def register_passages() -> MenuItem:
    return menu_item("passages", order=110)


@hooks.register("register_admin_viewset")
def register_mistake_reports() -> MistakeReportViewSet:
    return MistakeReportViewSet("mistake_reports")


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_to_mend(request: HttpRequest, page: Page) -> None:
    """After a save by hand; an autosave brings the list itself and no message."""
    if not isinstance(page, LessonPage) or not request.accepts("text/html"):
        return
    stopping = [found for found in findings(page, today=timezone.localdate()) if found.stops_publication]
    if stopping:
        sentence = ngettext(
            "%(count)d thing is to be mended before the lesson can go out; see the checks on top of the page.",
            "%(count)d things are to be mended before the lesson can go out; see the checks on top of the page.",
            len(stopping),
        )
        messages.warning(request, sentence % {"count": len(stopping)})
