"""The wrong-answer book's part on real exams: what was missed, as far as the exam shows it, and practice on the same point."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exams.practice.models import Mode
from exams.practice.queries.exam_misses import ExamMiss, exam_miss, exam_misses, lesson_of_miss, on_the_point
from exams.practice.services.sessions import PracticeRefused, start_session
from exams.practice.views.base import SignedInRequest

PAGE = 20
SIMILAR_SHOWN = 3
SIMILAR_PUT = 5


@never_cache
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """All of them, exam by exam."""
    misses = exam_misses(request.user, now=timezone.now())
    page = Paginator(misses, PAGE).get_page(request.GET.get("page"))
    return render(request, "practice/exam_misses.html", {"page": page})


@never_cache
@require_safe
def entry(request: SignedInRequest, attempt_id: int, slot: int) -> HttpResponse:
    """One: the question gone through where it may be shown, else its point; the lesson, and what is similar."""
    found = _own(request, attempt_id, slot)
    context = {
        "found": found,
        "lesson": lesson_of_miss(found.miss),
        "similar": on_the_point(found.point, most=SIMILAR_SHOWN),
    }
    return render(request, "practice/exam_miss.html", context)


@require_POST
def similar(request: SignedInRequest, attempt_id: int, slot: int) -> HttpResponse:
    """A round of practice on the point."""
    found = _own(request, attempt_id, slot)
    try:
        session = start_session(
            trainee=request.user, mode=Mode.POINT, point=found.point, count=SIMILAR_PUT, now=timezone.now()
        )
    except PracticeRefused as refused:
        messages.info(request, refused.reason)
        return redirect("practice:exam_miss", attempt_id=attempt_id, slot=slot)
    return redirect("practice:question", session_id=session.pk, position=1)


def _own(request: SignedInRequest, attempt_id: int, slot: int) -> ExamMiss:
    found = exam_miss(request.user, attempt_id=attempt_id, slot=slot, now=timezone.now())
    if found is None:
        raise Http404
    return found
