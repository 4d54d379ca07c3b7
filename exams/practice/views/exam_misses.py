"""The wrong-answer book's part on real exams: what was missed, as far as the exam shows it, its review, and practice on the point."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exams.practice.forms import MissGradeForm, ShelfForm
from exams.practice.models import Mode
from exams.practice.queries.exam_misses import (
    ExamMiss,
    exam_miss,
    exam_misses,
    misses_on,
    next_due,
    on_the_point,
    told_of,
)
from exams.practice.services.book import GradingRefused
from exams.practice.services.exam_reviews import grade_miss, memory_of
from exams.practice.services.memory import choices
from exams.practice.services.sessions import PracticeRefused, start_session
from exams.practice.views.base import SignedInRequest

PAGE = 20
SIMILAR_SHOWN = 3
SIMILAR_PUT = 5


@never_cache
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Those of one part of the book, exam by exam."""
    now = timezone.now()
    misses = exam_misses(request.user, now=now)
    form = ShelfForm(request.GET, trainee=request.user, misses=misses)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(misses_on(misses, **form.chosen), PAGE).get_page(request.GET.get("page")),
        "due": next((one for one in misses if one.recall.is_due), None),
        "has_any": bool(misses),
        "query": query.urlencode(),
        "now": now,
    }
    return render(request, "practice/exam_misses.html", context)


@never_cache
@require_safe
def entry(request: SignedInRequest, attempt_id: int, slot: int) -> HttpResponse:
    """One: the question gone through where it may be shown, else its point; the lesson, and what is similar.

    One that is due is put first, and the answer is looked at when its reader has thought of it.
    """
    now = timezone.now()
    found = _own(request, attempt_id, slot)
    recall = found.recall
    context = {
        "found": found,
        "told": told_of([found.miss]).get(found.place),
        "grades": choices(memory_of(found), now=now) if recall.is_due else [],
        "reviews": recall.card.reviews if recall.card else 0,
        "log": recall.card.log.order_by("-number")[:PAGE] if recall.is_reviewed and recall.card else [],
        "similar": on_the_point(found.point, most=SIMILAR_SHOWN),
        "now": now,
    }
    return render(request, "practice/exam_miss.html", context)


@require_POST
def grade(request: SignedInRequest, attempt_id: int, slot: int) -> HttpResponse:
    """Say how well it came, and go on to the next that is due."""
    now = timezone.now()
    _own(request, attempt_id, slot)
    form = MissGradeForm(request.POST)
    here = redirect("practice:exam_miss", attempt_id=attempt_id, slot=slot)
    if not form.is_valid():
        return here
    try:
        review = grade_miss(
            attempt_id=attempt_id,
            slot=slot,
            grade=form.cleaned_data["grade"],
            reviews=form.cleaned_data["reviews"],
            actor=request.user,
            now=now,
        )
    except GradingRefused as refused:
        messages.info(request, refused.reason)
        return here
    if review.graduated:
        messages.success(request, _("Learned: the question leaves your wrong-answer book. It stays in its history."))
    following = next_due(request.user, now=now)
    if following is None:
        messages.success(request, _("No more questions of exams are due."))
        return redirect("practice:exam_misses")
    return redirect("practice:exam_miss", attempt_id=following.component.attempt_id, slot=following.slot)


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
