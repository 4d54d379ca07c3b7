"""Who reads the site in traditional characters gets its content in them too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language

from courses.page_cache import PLACE
from courses.traditional import in_traditional_characters


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
    return is_page and not request.path.startswith(reverse("wagtailadmin_home"))
