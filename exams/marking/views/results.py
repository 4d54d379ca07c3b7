"""The candidate's result."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from exams.marking.charts import point_bars
from exams.marking.models import Result, ResultState
from exams.marking.panels import result_panels
from exams.marking.queries import breakdown, lessons_of, own_result, picture_of_result


def _own(request: HttpRequest, result_id: int) -> Result:
    if not isinstance(request.user, User):
        raise Http404
    try:
        return own_result(request.user, result_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@require_safe
def picture(request: HttpRequest, result_id: int, key: str) -> HttpResponseBase:
    """A picture of an item on the candidate's own released result; any other key is unknown."""
    shown = picture_of_result(_own(request, result_id), key)
    if shown is None:
        raise Http404
    response = FileResponse(shown.file.open("rb"), content_type=shown.content_type)
    response["Cache-Control"] = "private, max-age=86400"
    return response


@never_cache
@require_safe
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """Score, pass line, breakdown by knowledge point, and every missed answer with what teaches it."""
    found = _own(request, result_id)
    media = reverse("marking:result_media", args=[found.pk, "0"]).removesuffix("0")
    parts = []
    for component in found.components.all():
        lines = breakdown(component)
        parts.append(
            {
                "component": component,
                "lines": lines,
                "chart": point_bars(lines, pass_mark=int(component.pass_mark)),
                "lessons": lessons_of(component, lines, media=media),
            }
        )
    return render(
        request,
        "marking/result.html",
        {
            "result": found,
            "parts": parts,
            "is_superseded": found.state == ResultState.SUPERSEDED,
            "panels": result_panels(request, found),
        },
    )
