"""What the page frame needs to know of a request: the reader's appearance and the place in the site."""

import re
from dataclasses import dataclass, field
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

from accounts.appearance import COOKIE_NAME, Appearance, TextSize, Theme
from config.logs import request_id

register = template.Library()

# First path segment → entry of the main navigation; every other page is a page of the course tree.
PLACES = {
    "exams": "exams",
    "attempts": "exams",
    "results": "exams",
    "practice": "practice",
    "me": "desk",
    "study": "desk",
    "accounts": "desk",
    "notices": "desk",
    "certificates": "desk",
    "verify": "verify",
    "styleguide": "",
    "appearance": "",
    "privacy": "",
    "glossary": "courses",
    "search": "",
    "language": "",
}


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> Appearance:
    """The account's choice, else this browser's; the default where a page is drawn without a request."""
    request = _request(context)
    if request is None:
        return Appearance()
    chosen: Appearance | None = getattr(getattr(request, "user", None), "appearance", None)
    return chosen or Appearance.from_cookie(request.COOKIES.get(COOKIE_NAME, ""))


@register.simple_tag
def request_number() -> str:
    """What the log calls this request; for whoever reports an error. Empty outside of the application server."""
    return request_id.get()


@register.simple_tag(takes_context=True)
def place(context: Context) -> str:
    """The entry of the main navigation that this page belongs to."""
    request = _request(context)
    return PLACES.get(request.path.split("/")[1], "courses") if request else ""


def _request(context: Context) -> HttpRequest | None:
    """None where a page is drawn without one, as the error pages are."""
    request: HttpRequest | None = context.get("request")
    return request


# What differs from reader to reader in the frame, and stands for it in what is kept.
_TOKEN, _PATH, _NAME, _UNREAD = "kept-frame-token", "kept-frame-path", "kept-frame-name", "kept-frame-unread"
_READERS_OWN = re.compile(f"{_TOKEN}|{_PATH}|{_NAME}|{_UNREAD}")
# A page drawn with one of these has a frame of its own.
_UNUSUAL = ("offline_copy", "nowhere", "without_forms")


@dataclass(frozen=True)
class _Reader:
    """Somebody who reads, without a name."""

    is_authenticated: bool
    appearance: Appearance
    display_name: str = _NAME
    # Empty where there is none: the frame then says nothing of it.
    unread_notices: str = ""


@dataclass(frozen=True)
class _Asked:
    """A request as far as the frame looks at it."""

    path: str
    user: _Reader
    COOKIES: dict[str, str] = field(default_factory=dict)

    def get_full_path(self) -> str:
        return _PATH


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
    user = getattr(request, "user", None)
    unread = getattr(user, "unread_notices", 0)
    reader = _Reader(
        is_authenticated=user is not None and user.is_authenticated,
        appearance=appearance(context),
        unread_notices=_UNREAD if unread else "",
    )
    key = (name, get_language(), reader, place(context))
    kept = _kept_parts.get(key)
    if kept is None:
        with context.push(user=reader, request=_Asked(request.path, reader), csrf_token=_TOKEN):
            kept = _kept_parts[key] = part.render(context)
    own = {
        _TOKEN: str(token),
        _PATH: escape(request.get_full_path()),
        _NAME: escape(user.display_name) if user is not None and reader.is_authenticated else "",
        _UNREAD: str(unread),
    }
    return mark_safe(_READERS_OWN.sub(lambda found: own[found[0]], kept))  # noqa: S308 -- each part is escaped


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
