"""The back office takes the accent, the seal, two panels and a report of ours, and otherwise stays Wagtail.

And kept lessons are served in kept frames.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from accounts.models import User
from accounts.roles import SEE_AUDIT_LOG
from accounts.rules import may_see_privacy_office
from config.page_cache import framed
from config.panels import ExamsPanel, WorkPanel, pictures_for
from config.reports import AuditLogView
from config.views import operations, privacy
from courses.models import LessonPage
from courses.presentation.lessons import lesson_for_reader

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponseBase]
# After every hook that may refuse the page.
_LAST = 1000


@hooks.register("on_serve_page", order=_LAST)
def serve_kept_lesson(serve: Serve) -> Serve:
    """A lesson without its page being drawn; with a message to show it is drawn as any page."""

    def inner(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        user = request.user
        if (
            not isinstance(page, LessonPage)
            or request.method != "GET"
            or not isinstance(user, User)
            or get_messages(request)
        ):
            return serve(page, request, args, kwargs)
        token = get_token(request)
        lesson = lesson_for_reader(request, page, token=token)
        answer = HttpResponse(
            framed(
                request=request, user=user, template=page.template, title=lesson.title, content=lesson.html, token=token
            )
        )
        answer.is_in_readers_characters = True  # type: ignore[attr-defined]  # read by TraditionalCharactersMiddleware
        return answer

    return inner


@hooks.register("construct_homepage_panels")
def add_our_panels(request: HttpRequest, panels: list[Component]) -> None:
    now = timezone.now()
    if isinstance(request.user, User):
        panels.append(WorkPanel(request.user, now))
    if request.user.has_perm("sittings.view_sitting"):
        panels.append(ExamsPanel(now))
    if isinstance(request.user, User):
        panels.extend(pictures_for(request.user))


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001 -- the hook's signature
    """No page of ours leads outside by itself: the links to Wagtail's own site go."""
    items[:] = [item for item in items if not item.url.startswith("http")]


class AuditMenuItem(MenuItem):
    """Shown to those who may read the audit log."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE_AUDIT_LOG)


@hooks.register("register_admin_urls")
def audit_log_urls() -> list[URLPattern]:
    return [
        path("audit-log/", AuditLogView.as_view(), name="audit_log"),
        path("audit-log/results/", AuditLogView.as_view(results_only=True), name="audit_log_results"),
    ]


@hooks.register("register_admin_menu_item")
def show_the_audit_log() -> MenuItem:
    return AuditMenuItem(_("Audit log"), reverse("audit_log"), name="audit-log", icon_name="history", order=9100)


@hooks.register("register_admin_urls")
def register_office_urls() -> list[URLPattern | URLResolver]:
    offices = [
        path("", privacy.office, name="office"),
        path("register/", privacy.register, name="register"),
        path("<int:request_id>/", privacy.decide, name="decide"),
    ]
    return [
        path("privacy/", include((offices, "privacy_admin"))),
        path("operations/", operations.operations, name="operations"),
    ]


class PrivacyItem(MenuItem):
    """For those who may see the register and the requests."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_privacy_office(request.user)


class OperationsItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_admin_menu_item")
def privacy_item() -> MenuItem:
    return PrivacyItem(_("Personal data"), reverse("privacy_admin:office"), name="privacy", icon_name="lock", order=900)


@hooks.register("register_admin_menu_item")
def operations_item() -> MenuItem:
    return OperationsItem(_("Operations"), reverse("operations"), name="operations", icon_name="cogs", order=910)
