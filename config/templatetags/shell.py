"""What the page frame needs to know of a request: the reader's appearance and the place in the site."""

from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.appearance import Appearance, TextSize, Theme
from config.logs import request_id
from config.page_cache import NAME, PATH, READERS_OWN, TOKEN, UNREAD, Asked, appearance_of, nameless, place_of

register = template.Library()


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> Appearance:
    """The account's choice, else this browser's; the default where a page is drawn without a request."""
    request = _request(context)
    return Appearance() if request is None else appearance_of(request)


@register.simple_tag
def request_number() -> str:
    """What the log calls this request; for whoever reports an error. Empty outside of the application server."""
    return request_id.get()


@register.simple_tag(takes_context=True)
def place(context: Context) -> str:
    """The entry of the main navigation that this page belongs to."""
    request = _request(context)
    return place_of(request.path) if request else ""


def _request(context: Context) -> HttpRequest | None:
    """None where a page is drawn without one, as the error pages are."""
    request: HttpRequest | None = context.get("request")
    return request


# A page drawn with one of these has a frame of its own.
_UNUSUAL = ("offline_copy", "nowhere", "without_forms")


_kept_parts: dict[tuple[object, ...], str] = {}


@register.simple_tag(takes_context=True)
def frame_part(context: Context, name: str) -> SafeString:
    """The header or footer, drawn once in a process for each language, appearance and place in the site.

    Only the form token, the page's address, the reader's name and the number of notices that they have not read are the
    request's own; they are put in each time.
    A part that comes to need more of the request must be included, not kept.
    """
    request, token = _request(context), context.get("csrf_token")
    engine: Any = context.template
    part = engine.engine.get_template(name)
    if request is None or token in (None, "NOTPROVIDED") or any(context.get(flag) for flag in _UNUSUAL):
        with context.push():
            return SafeString(part.render(context))
    user, reader = getattr(request, "user", None), nameless(request)
    key = (name, get_language(), reader, place(context))
    kept = _kept_parts.get(key)
    if kept is None:
        with context.push(user=reader, request=Asked(request.path, reader), csrf_token=TOKEN):
            kept = _kept_parts[key] = part.render(context)
    own = {
        TOKEN: str(token),
        PATH: escape(request.get_full_path()),
        NAME: escape(user.display_name) if user is not None and reader.is_authenticated else "",
        UNREAD: str(getattr(user, "unread_notices", 0)),
    }
    return mark_safe(READERS_OWN.sub(lambda found: own[found[0]], kept))  # noqa: S308 -- each part is escaped


@register.simple_tag
def themes() -> list[tuple[str, str]]:
    return [(theme.value, str(theme.label)) for theme in Theme]


@register.simple_tag
def text_sizes() -> list[tuple[str, str]]:
    return [(size.value, str(size.label)) for size in TextSize]


@register.simple_tag
def window(opens_at: datetime, closes_at: datetime) -> str:
    """A span of time; the day is said once where both ends fall on it."""
    opens, closes = timezone.localtime(opens_at), timezone.localtime(closes_at)
    if opens.date() == closes.date():
        return _("%(day)s, %(opens)s to %(closes)s") % {
            "day": date_format(opens),
            "opens": time_format(opens.time(), "TIME_FORMAT"),
            "closes": time_format(closes.time(), "TIME_FORMAT"),
        }
    return _("%(opens)s to %(closes)s") % {
        "opens": date_format(opens, "DATETIME_FORMAT"),
        "closes": date_format(closes, "DATETIME_FORMAT"),
    }


# First match wins: WeChat and Edge also call themselves Chrome, Chrome calls itself Safari, Android is a Linux.
BROWSERS = {"MicroMessenger": "WeChat", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """What a person would call the device behind a User-Agent header; the header itself where unknown."""
    found = [next((name for mark, name in names.items() if mark in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or user_agent
