"""Deep links into the back office: what the person's roles open to them there, as the admin's own menu has it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu

from accounts.roles import BACK_OFFICE

# Wagtail's own entries that lead to no work of the platform.
NOT_WORK = {"help", "settings", "reports", "images", "documents", "snippets"}


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A heading, empty for single entries, and its links as (label, URL)."""

    label: str
    links: list[tuple[str, str]]


def back_office_links(request: HttpRequest) -> list[LinkGroup]:
    """The person's way into the back office; empty for those who have none."""
    if not request.user.has_perm(BACK_OFFICE):
        return []
    singles, groups = LinkGroup("", [(_("Overview"), reverse("wagtailadmin_home"))]), []
    for item in _shown(admin_menu, request):
        if isinstance(item, SubmenuMenuItem):
            groups.append(LinkGroup(str(item.label), [_link(inner) for inner in _shown(item.menu, request)]))
        else:
            singles.links.append(_link(item))
    return [singles, *groups]


def _shown(menu: Menu, request: HttpRequest) -> list[MenuItem]:
    items = [item for item in menu.menu_items_for_request(request) if item.name not in NOT_WORK]
    return sorted(items, key=lambda item: item.order)


def _link(item: MenuItem) -> tuple[str, str]:
    return str(item.label), item.url
