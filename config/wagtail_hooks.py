"""The back office takes the accent, the seal and one panel of ours, and otherwise stays Wagtail."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from config.queries import sittings_now_and_next


class ExamsPanel(Component):
    """Sittings open now or in the coming week, for those who may see them."""

    name = "exams"
    template_name = "config/admin/today.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"sittings": sittings_now_and_next(now=timezone.now())}


@hooks.register("construct_homepage_panels")
def add_exams_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("sittings.view_sitting"):
        panels.append(ExamsPanel())


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001 -- the hook's signature
    """No page of ours leads outside by itself: the links to Wagtail's own site go."""
    items[:] = [item for item in items if not item.url.startswith("http")]
