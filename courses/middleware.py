"""Who reads the site in traditional characters gets its content in them too; and a short way to a lesson."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from accounts.prepared import Prepared
from courses.models import LessonPage, UnderStamp, found_under
from courses.page_cache import PLACE
from courses.stamp import publication_stamp
from courses.traditional import in_traditional_characters

# /course/chapter/ has so many slashes.
_CHAPTER_DEPTH = 3

_sites = Prepared(
    lambda: Site.objects.select_related("root_page").only(
        "hostname", "port", "site_name", "is_default_site", "root_page__url_path"
    )
)
_lessons = Prepared(lambda url_path: LessonPage.objects.filter(url_path=url_path, live=True).defer("body"), str)
# Rows, not pages: a page is changed by whoever serves it.
_site_rows, _lesson_rows = UnderStamp(_sites.raw), UnderStamp(_lessons.raw)


class LessonRouteMiddleware:
    """Finds a published lesson by its whole address; Wagtail goes down the tree page by page, two queries for each.

    What it does not find, and every page where there are several sites, is Wagtail's to find. What published pages hang on
    is asked anew only where the stamp, which is read first, is another one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = found_under.set("")
        try:
            return self.get_response(request)
        finally:
            found_under.reset(token)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Leave the route where Wagtail keeps it for the rest of a request."""
        match = request.resolver_match
        if match is None or match.view_name != "wagtail_serve" or request.path_info.count("/") <= _CHAPTER_DEPTH:
            return
        if request.method == "GET":
            found_under.set(publication_stamp())
        sites = _sites.instances(_site_rows())
        if len(sites) != 1 or not sites[0].is_default_site:
            return
        url_path = sites[0].root_page.url_path + request.path_info[1:]
        for lesson in _lessons.instances(_lesson_rows(url_path)):
            request._wagtail_site = sites[0]  # type: ignore[attr-defined]  # noqa: SLF001 -- as Site.find_for_request does
            request._wagtail_route_for_request = RouteResult(lesson)  # type: ignore[attr-defined]  # noqa: SLF001 -- as Page.route_for_request does


class TraditionalCharactersMiddleware:
    """Converts the marked content of pages; the back office shows it as written, since there it is edited."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if get_language() == "zh-hant" and isinstance(response, HttpResponse) and _is_read(request, response):
            page = in_traditional_characters(response.content.decode(response.charset))
            # A lesson was converted when it was drawn.
            page = page.replace(PLACE, getattr(request, "drawn_lesson", PLACE))
            response.content = page.encode(response.charset)
        return response


def _is_read(request: HttpRequest, response: HttpResponse) -> bool:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return (
        not getattr(response, "is_in_readers_characters", False)
        and is_page
        and not request.path.startswith(reverse("wagtailadmin_home"))
    )
