"""The handout of a chapter; the copy of a course on one's own device, and the service worker that serves it."""

from copy import copy as shallow_copy
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from courses.models import ChapterPage, CoursePage, Handout
from courses.takeaway.copies import (
    account_key,
    course_pages,
    expected_bytes,
    pages_version,
    visible_page,
    worker_rules,
)
from courses.tasks import request_handout
from courses.views.access import SignedInRequest, at_the_wall, wall_before

PAPER, INK = "#faf6ee", "#211d18"
ICONS = {"192x192": "img/icon-192.png", "512x512": "img/icon-512.png"}
MASKABLE = "img/icon-maskable-512.png"


def _visible(request: HttpRequest, kind: type[Any], page_id: int) -> Any:
    page = visible_page(request, page_id)
    if not isinstance(page, kind):
        raise Http404
    return page


@require_safe
@never_cache
def handout(request: SignedInRequest, chapter_id: int) -> FileResponse | HttpResponse:
    """The PDF; where there is none yet, how far it is and how to have it made."""
    chapter = _visible(request, ChapterPage, chapter_id)
    if gate := wall_before(page=chapter, user=request.user):
        return at_the_wall(request, page=chapter, gate=gate)
    found = Handout.objects.filter(chapter=chapter).first()
    if found is not None and found.file and found.file.storage.exists(found.file.name):
        name = _("%(title)s-handout.pdf") % {"title": chapter.bare_title}
        return FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    is_under_way = found is not None and found.is_under_way(now=timezone.now())
    status = HTTPStatus.ACCEPTED if is_under_way else HTTPStatus.NOT_FOUND
    context = {"chapter": chapter, "handout": found, "is_under_way": is_under_way}
    return render(request, "courses/takeaway/handout.html", context, status=status)


@require_http_methods(["GET", "POST"])
def ask_for_handout(request: SignedInRequest, chapter_id: int) -> HttpResponse:
    """Have the handout made where there is none and nobody is at it."""
    chapter = _visible(request, ChapterPage, chapter_id)
    if gate := wall_before(page=chapter, user=request.user):
        return at_the_wall(request, page=chapter, gate=gate)
    now = timezone.now()
    if request.method == "POST":
        found = Handout.objects.filter(chapter=chapter).first()
        if found is None or not found.is_under_way(now=now):
            request_handout(chapter=chapter, now=now)
    return redirect("takeaway:handout", chapter_id=chapter.pk)


@require_safe
def course_copy(request: SignedInRequest, course_id: int) -> HttpResponse:
    """What belongs to the copy of a course, each page with its version. Unchanged, it costs no reading of lessons."""
    course = _visible(request, CoursePage, course_id)
    pages = course_pages(course=course, request=request)
    version = pages_version(pages, user=request.user)
    etag = f'"{version}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = JsonResponse(
            {
                "id": course.pk,
                "title": course.title,
                "url": course.get_url(request),
                "account": account_key(request.user),
                "version": version,
                "lessons": sum(page.kind == "lesson" for page in pages),
                "bytes": expected_bytes(pages),
                "pages": [page.as_json() for page in pages],
                "offline": reverse("takeaway:offline"),
                "offline_copy": reverse("takeaway:offline") + "?copy",
                "worker": reverse("takeaway:service_worker"),
            },
            json_dumps_params={"ensure_ascii": False},
        )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@never_cache
def copy(request: SignedInRequest, page_id: int) -> HttpResponse:
    """A page as it is kept on the device: as strangers see it, without forms, with the day on which it was kept.

    Asking for it does not count as opening the lesson.
    """
    page = visible_page(request, page_id)
    if page is None:
        raise Http404
    if gate := wall_before(page=page, user=request.user):
        return at_the_wall(request, page=page, gate=gate)
    return _as_copy(request, page.get_url(request), page.get_template(request), page.get_context(request))


@public
@require_safe
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """What is kept on this device. The page itself knows nothing: its script asks the device, with `?copy` from a copy."""
    template = "courses/takeaway/offline.html"
    return _as_copy(request, request.path, template, {}) if "copy" in request.GET else render(request, template)


def _as_copy(request: HttpRequest, path: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page at `path`, drawn for nobody: no name, no token, no message of the reader's stands in it."""
    nobody = shallow_copy(request)
    nobody.user = AnonymousUser()
    nobody.path = nobody.path_info = path
    nobodys = {"request": nobody, "user": nobody.user, "csrf_token": "", "messages": []}
    return render(nobody, template, {**context, **nobodys, "offline_copy": timezone.now()})


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that serves copies where the network does not answer; it may speak for the whole site."""
    rules = worker_rules(
        {
            "static": settings.STATIC_URL,
            "offline": reverse("takeaway:offline"),
            "sign_outs": [reverse("account_logout"), reverse("wagtailadmin_logout")],
        }
    )
    script = render(request, "courses/takeaway/service-worker.js", {"rules": mark_safe(rules)})  # noqa: S308 -- JSON of our own routes
    script["Content-Type"] = "text/javascript; charset=utf-8"
    script["Service-Worker-Allowed"] = "/"
    script["Cache-Control"] = "no-cache"
    return script


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """What a device needs to install the site as an app."""
    icons = [{"src": static(name), "sizes": size, "type": "image/png"} for size, name in ICONS.items()]
    icons.append({"src": static(MASKABLE), "sizes": "512x512", "type": "image/png", "purpose": "maskable"})
    offline_page = reverse("takeaway:offline")
    content = {
        "id": "/",
        "name": settings.WAGTAIL_SITE_NAME,
        "short_name": pgettext("app", "Study"),
        "description": _("Courses, exams and certificates for customer service managers"),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
        "shortcuts": [{"name": _("Copies on this device"), "url": offline_page}],
    }
    response = JsonResponse(
        content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response
