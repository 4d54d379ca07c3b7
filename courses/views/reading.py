"""What stands beside the text of a lesson: a figure by itself, the reader's reports, the glossary."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.forms import MistakeReportForm, ReportPlaceForm, SearchForm
from courses.glossary import closed_paths, glossary_letters, own_paths
from courses.models import LessonPage
from courses.queries import lesson_parts, part_at, published_courses, reports_of
from courses.services.reports import PER_HOUR, TooManyReports, report_mistake
from courses.views.access import SignedInRequest, open_lesson

REPORTS_PER_PAGE = 20


def _block(lesson: LessonPage, block_id: UUID, kind: str) -> Any:
    for block in lesson.body:
        if block.id == str(block_id) and block.block_type == kind:
            return block
    raise Http404


@require_safe
def figure(request: SignedInRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """One figure, as large as the window: where a reader without script gets to."""
    lesson = open_lesson(request, lesson_id)
    block = _block(lesson, block_id, "figure")
    context = {"lesson": lesson, "figure": block, "back": f"{lesson.get_url(request)}#figure-{block_id}"}
    return render(request, "courses/figure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, lesson_id: int) -> HttpResponse:
    """Say what is wrong in a part of a lesson; the part and the marked words come with the address."""
    lesson = open_lesson(request, lesson_id)
    if request.method == "POST":
        form = MistakeReportForm(request.POST)
        status = _report(request, lesson, form)
        if status == HTTPStatus.SEE_OTHER:
            return redirect("courses:reports")
    else:
        place = ReportPlaceForm(request.GET)
        form = MistakeReportForm(initial=place.cleaned_data if place.is_valid() else {})
        status = HTTPStatus.OK
    part = part_at(lesson_parts(lesson), str(form["part"].value() or ""))
    context = {"lesson": lesson, "part": part, "form": form, "back": f"{lesson.get_url(request)}#{part.anchor}"}
    return render(request, "courses/report.html", context, status=status)


def _report(request: SignedInRequest, lesson: LessonPage, form: MistakeReportForm) -> HTTPStatus:
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    said = form.cleaned_data
    try:
        report_mistake(
            lesson=lesson,
            anchor=said["part"],
            quote=said["quote"],
            text=said["text"],
            reporter=request.user,
            now=timezone.now(),
        )
    except TooManyReports:
        many = ngettext(
            "You have sent %(count)d report within an hour. Please send this one later; what you wrote is still here.",
            "You have sent %(count)d reports within an hour. Please send this one later; what you wrote is still here.",
            PER_HOUR,
        )
        form.add_error(None, many % {"count": PER_HOUR})
        return HTTPStatus.TOO_MANY_REQUESTS
    messages.success(request, _("Thank you. An editor will look at it, and the answer will stand here."))
    return HTTPStatus.SEE_OTHER


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """One's own reports with what became of them."""
    page = Paginator(reports_of(request.user), REPORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/reports.html", {"page": page})


@require_safe
def glossary(request: SignedInRequest) -> HttpResponse:
    """Every term that the reader's lessons define, by pinyin initial; `course` keeps those of one course, `q` those so named.

    Where courses define a term differently, the courses that the reader takes come first.
    """
    courses = published_courses()
    course = next((course for course in courses if course.slug == request.GET.get("course")), None)
    form = SearchForm(request.GET)
    form.is_valid()  # as on the page of search nothing is refused
    wanted = form.cleaned_data.get("q", "")
    letters = glossary_letters(course=course, closed=closed_paths(request), own=own_paths(request.user), wanted=wanted)
    count = sum(len(letter.entries) for letter in letters)
    context = {"courses": courses, "chosen": course, "letters": letters, "count": count, "wanted": wanted}
    return render(request, "courses/glossary.html", context)
