"""The candidate's result: what the exam's policy shows of it now, and nothing before its release."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from courses.printing.fonts import UnsetCharactersError
from exams.marking.charts import RangeLine, point_bars, range_strips
from exams.marking.models import Result, ResultComponent, ResultState
from exams.marking.panels import result_panels
from exams.marking.queries import (
    PointLine,
    breakdown,
    lessons_of,
    own_result,
    picture_of_result,
    section_names,
)
from exams.marking.queries.comparison import beside
from exams.marking.queries.feedback import Feedback, coming_dates, feedback_for, in_use_until, live_slots
from exams.marking.queries.spread import ranges_of, shares, spreads_of
from exams.marking.queries.transcript import transcript_of
from exams.marking.rendering.transcript import transcript_pdf
from exams.marking.scores import rounded
from exams.marking.services import release_own


def _own(request: HttpRequest, result_id: int, *, now: datetime) -> Result:
    """The candidate's own result, released; what is due comes out by being asked for."""
    if not isinstance(request.user, User):
        raise Http404
    try:
        return own_result(request.user, result_id)
    except ObjectDoesNotExist as missing:
        if not release_own(candidate=request.user, now=now):
            raise Http404 from missing
    try:
        return own_result(request.user, result_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _live(found: Result, now: datetime) -> dict[int, set[int]]:
    return live_slots({one.attempt.paper_id for one in found.components.all()}, now=now)


@require_safe
def picture(request: HttpRequest, result_id: int, key: str) -> HttpResponseBase:
    """A picture of a question that the candidate's own result shows them now; any other key is unknown."""
    now = timezone.now()
    found = _own(request, result_id, now=now)
    shown = picture_of_result(found, key, feedback=feedback_for(found, now=now), live=_live(found, now))
    if shown is None:
        raise Http404
    response = FileResponse(shown.file.open("rb"), content_type=shown.content_type)
    response["Cache-Control"] = "private, max-age=86400"
    return response


@never_cache
@require_safe
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """Verdict, score, ranges with the group's spread, knowledge points, and every missed answer with what teaches it."""
    now = timezone.now()
    found = _own(request, result_id, now=now)
    feedback, exam = feedback_for(found, now=now), found.registration.sitting.exam
    live = _live(found, now) if feedback.answers else {}
    return render(
        request,
        "marking/result.html",
        {
            "result": found,
            "feedback": feedback,
            "parts": [
                _part(found, component, feedback, live.get(component.attempt.paper_id, set()))
                for component in found.components.all()
            ],
            "in_use_until": in_use_until(exam.pk, now=now) if live else None,
            "coming": coming_dates(exam, now=now),
            "is_superseded": found.state == ResultState.SUPERSEDED,
            # An earlier attempt that a later one replaced is no other word on the same answers.
            "beside": beside(found, shows_scores=feedback.score) if found.reason else [],
            "panels": result_panels(request, found),
        },
    )


def _part(found: Result, component: ResultComponent, feedback: Feedback, live: set[int]) -> dict[str, Any]:
    """What the template shows of a component; what the policy hides is not in it."""
    media = reverse("marking:result_media", args=[found.pk, "0"]).removesuffix("0")
    lines = breakdown(component)
    part: dict[str, Any] = {
        "component": component,
        "is_kept": component.attempt.registration_id != found.registration_id,
    }
    if feedback.ranges:
        part["lines"] = lines
        part["chart"] = point_bars(lines, pass_mark=int(component.pass_mark))
        part["ranges"] = _ranges(found, component, lines)
    if feedback.answers:
        part["lessons"] = lessons_of(component, lines, media=media, feedback=feedback, live=live)
        part["live"] = len(live)
    return part


def _ranges(found: Result, component: ResultComponent, lines: list[PointLine]) -> dict[str, Any]:
    """The candidate's shares by range, beside the group of their own sitting."""
    codes = {line.score.point_id: line.code for line in lines}
    own = shares([line.score for line in lines], codes, ranges_of(component.attempt.paper_id))
    is_own_sitting = component.attempt.registration_id == found.registration_id
    spreads = spreads_of(found.registration.sitting_id, component.component_id) if is_own_sitting else {}
    names = section_names(lines, own)
    rows = [RangeLine(names.get(name, name), rounded(share), spreads.get(name)) for name, share in own.items()]
    return {"lines": rows, "chart": range_strips(rows), "whole": spreads.get("")}


@never_cache
@require_safe
def transcript(request: HttpRequest, result_id: int) -> HttpResponse:
    """The result as a sheet of paper, with its number and the digest of what it says."""
    now = timezone.now()
    found = _own(request, result_id, now=now)
    try:
        pdf = transcript_pdf(transcript_of(found, now=now))
    except UnsetCharactersError as error:
        messages.error(
            request,
            _("These characters cannot be printed: %(characters)s. Please ask the exam office.")
            % {"characters": "、".join(error.characters)},
        )
        return redirect("marking:result", result_id=found.pk)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="transcript-{found.registration.number}.pdf"'
    return response
