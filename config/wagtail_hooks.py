"""The back office takes the accent, the seal and two panels of ours, and otherwise stays Wagtail."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.models import User
from config.panels import ExamsPanel, WorkPanel


@hooks.register("construct_homepage_panels")
def add_our_panels(request: HttpRequest, panels: list[Component]) -> None:
    now = timezone.now()
    if isinstance(request.user, User):
        panels.append(WorkPanel(request.user, now))
    if request.user.has_perm("sittings.view_sitting"):
        panels.append(ExamsPanel(now))


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001 -- the hook's signature
    """No page of ours leads outside by itself: the links to Wagtail's own site go."""
    items[:] = [item for item in items if not item.url.startswith("http")]
