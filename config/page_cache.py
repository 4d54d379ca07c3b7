"""The frame of pages, drawn once in a process for nobody: what is a reader's own is put in each time (docs/adr/0011).

A part of a frame is its header or footer, whatever page it stands on. A whole frame is everything around the content of one
kind of page; only pages whose content is kept too are worth it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import get_language

from accounts.appearance import COOKIE_NAME, Appearance
from accounts.models import User
from courses.page_cache import in_readers_characters
from courses.takeaway.copies import account_key

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
# What differs from reader to reader in the frame, and stands for it in what is kept.
TOKEN, PATH, NAME, UNREAD = "kept-frame-token", "kept-frame-path", "kept-frame-name", "kept-frame-unread"
# And from page to page.
ACCOUNT, TITLE, CONTENT = "kept-frame-account", "kept-frame-title", "kept-frame-content"
READERS_OWN = re.compile(f"{TOKEN}|{PATH}|{NAME}|{UNREAD}")
_PLACES_OF_A_PAGE = re.compile(f"({TOKEN}|{PATH}|{NAME}|{UNREAD}|{ACCOUNT}|{TITLE}|{CONTENT})")


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, without a name."""

    is_authenticated: bool
    appearance: Appearance
    display_name: str = NAME
    # Empty where there is none: the frame then says nothing of it.
    unread_notices: str = ""


@dataclass(frozen=True)
class Asked:
    """A request as far as the frame looks at it."""

    path: str
    user: Reader
    COOKIES: dict[str, str] = field(default_factory=dict)

    def get_full_path(self) -> str:
        return PATH


@dataclass(frozen=True)
class _Titled:
    """A page as far as its own frame looks at it."""

    title: str = TITLE


def appearance_of(request: HttpRequest) -> Appearance:
    """The account's choice, else this browser's."""
    chosen: Appearance | None = getattr(getattr(request, "user", None), "appearance", None)
    return chosen or Appearance.from_cookie(request.COOKIES.get(COOKIE_NAME, ""))


def place_of(path: str) -> str:
    """The entry of the main navigation that a page belongs to."""
    return PLACES.get(path.split("/")[1], "courses")


def nameless(request: HttpRequest) -> Reader:
    """The reader of a request as far as the frame differs by it."""
    user = getattr(request, "user", None)
    return Reader(
        is_authenticated=user is not None and user.is_authenticated,
        appearance=appearance_of(request),
        unread_notices=UNREAD if getattr(user, "unread_notices", 0) else "",
    )


_frames: dict[tuple[object, ...], list[bytes | str]] = {}


def framed(*, request: HttpRequest, user: User, template: str, title: str, content: bytes, token: str) -> bytes:
    """A whole page: what this template puts around `content_place`, for this reader. `title` is escaped."""
    reader = nameless(request)
    key = (template, get_language(), reader, place_of(request.path))
    frame = _frames.get(key)
    if frame is None:
        frame = _frames[key] = _drawn_frame(template, Asked(request.path, reader))
    own: dict[str, bytes] = {
        TOKEN: token.encode(),
        PATH: escape(request.get_full_path()).encode(),
        NAME: escape(user.display_name).encode(),
        UNREAD: str(user.unread_notices).encode(),
        ACCOUNT: account_key(user).encode(),
        TITLE: title.encode(),
        CONTENT: content,
    }
    return b"".join([piece if isinstance(piece, bytes) else own[piece] for piece in frame])


def _drawn_frame(template: str, asked: Asked) -> list[bytes | str]:
    """What is kept as bytes, and the places by name."""
    drawn: Any = get_template(template)
    context = {"page": _Titled(), "request": asked, "user": asked.user, "csrf_token": TOKEN, "messages": ()}
    places = {"content_place": CONTENT, "account_place": ACCOUNT}
    html = in_readers_characters(drawn.template.render(Context(context | places)))
    parts = _PLACES_OF_A_PAGE.split(html)
    return [part if number % 2 else part.encode() for number, part in enumerate(parts)]
