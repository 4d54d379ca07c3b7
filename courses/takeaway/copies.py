"""What belongs to the copy of a course on a trainee's device, and what may never be kept there."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.crypto import salted_hmac
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from courses.models import ChapterPage, CoursePage, LessonPage
from courses.rules import walls_before

KINDS: dict[type[Page], str] = {CoursePage: "course", ChapterPage: "chapter", LessonPage: "lesson"}
# Raised when the copies' mark-up changes in a way that old copies must not outlive.
COPY_FORMAT = 1
# A page of the copy is about as long as its text, and the frame around it; measured on chapter C001.4.
FRAME_BYTES = 11_000
STATIC_BYTES = 60_000


@dataclass(frozen=True)
class KeptPage:
    """A page of the copy; `version` changes with what it shows."""

    id: int
    kind: str
    title: str
    url: str
    version: str

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": self.title,
            "url": self.url,
            "copy": reverse("takeaway:copy", args=[self.id]),
            "version": self.version,
        }


def account_key(user: User) -> str:
    """Tells one account's copies from another's on a shared device, and tells nothing else."""
    return salted_hmac("courses.takeaway.account", str(user.pk), algorithm="sha256").hexdigest()[:16]


def visible_page(request: HttpRequest, page_id: int) -> Any:
    """The published course, chapter or lesson, where this reader may see it; else None."""
    page = Page.objects.live().type(*KINDS).filter(pk=page_id).specific().first()
    if page is None or _closed_paths(request, page):
        return None
    return page


def course_pages(*, course: CoursePage, request: HttpRequest) -> list[KeptPage]:
    """The course, its chapters and lessons that this reader may see, in the order of the tree.

    What a wall keeps closed comes as soon as it opens: the list is another one then.
    """
    closed, walls = tuple(_closed_paths(request, course, below=True)), walls_before(request.user)
    rows = [
        page
        for page in Page.objects.descendant_of(course, inclusive=True).live().type(*KINDS).order_by("path")
        if not page.path.startswith(closed) and not walls.before(page.path) and may_be_kept(page.get_url(request))
    ]
    return [
        KeptPage(
            id=page.pk,
            kind=KINDS[page.specific_class],
            title=page.title,
            url=page.get_url(request),
            version=_version(page, rows),
        )
        for page in rows
    ]


def pages_version(pages: Iterable[KeptPage], *, user: User) -> str:
    """One version for the whole list, as this account gets it."""
    return _digest(account_key(user), *(f"{page.url} {page.version}" for page in pages))


def expected_bytes(pages: Sequence[KeptPage]) -> int:
    """About how much the copy takes on the device: reckoned from the lessons' text, since rendering all takes long."""
    ids = [page.id for page in pages if page.kind == "lesson"]
    bodies = LessonPage.objects.filter(pk__in=ids).values_list(Cast("body", TextField()), flat=True)
    text = sum(len(json.dumps(json.loads(body), ensure_ascii=False).encode()) for body in bodies)
    return text + FRAME_BYTES * len(pages) + STATIC_BYTES


@cache
def site_routes() -> tuple[str, ...]:
    """The first segment of every route that is not a page of the course tree.

    Exams, results, certificates, forms, the back office: whatever has a route of its own is neither put into a copy
    nor served from one. Taken from the URLconf, so that a new route is shut out without anybody thinking of it.
    """
    return tuple(sorted({route.split("/")[0] for route in _routes(get_resolver()) if route}))


def may_be_kept(path: str) -> bool:
    """Whether a page at this address may be part of a copy."""
    return path.startswith("/") and path.split("/")[1] not in site_routes()


def _routes(resolver: URLResolver, beginning: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = beginning + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        elif isinstance(pattern, URLPattern) and pattern.name != "wagtail_serve":
            yield route


def _closed_paths(request: HttpRequest, page: Page, *, below: bool = False) -> list[str]:
    """Where the reader is kept out: at the page or above it, and below it where that is asked."""
    inside = Page.objects.ancestor_of(page, inclusive=True)
    if below:
        inside = inside | Page.objects.descendant_of(page)
    restrictions = PageViewRestriction.objects.filter(page__in=inside).select_related("page")
    return [restriction.page.path for restriction in restrictions if not restriction.accept_request(request)]


def _version(page: Page, rows: Sequence[Page]) -> str:
    """A lesson also names its neighbours; a course and a chapter list what is below them."""
    around = page.path[: -page.steplen] if page.specific_class is LessonPage else page.path
    related = (f"{row.pk} {row.title} {row.slug}" for row in rows if row.path.startswith(around))
    changed = [page] if page.specific_class is LessonPage else [row for row in rows if row.path.startswith(page.path)]
    times = (row.last_published_at.isoformat() for row in changed if row.last_published_at)
    return _digest(str(COPY_FORMAT), _static_version(), *chain(related, times))


def _static_version() -> str:
    """Changes with the style sheets and scripts that the pages name; empty where their names hold no version."""
    return str(getattr(staticfiles_storage, "manifest_hash", ""))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def worker_rules(urls: Mapping[str, str | list[str]]) -> str:
    """What the service worker has to know, as JSON."""
    return json.dumps({"routes": site_routes(), **urls}, ensure_ascii=True, sort_keys=True)
