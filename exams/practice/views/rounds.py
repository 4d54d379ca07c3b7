"""A round question by question: put, answered, gone through, graded."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.bank.presentation import response_from_form, shown_guides
from exams.marking.forms.judging import MarkingForm
from exams.practice.forms import GradeForm
from exams.practice.models import PASS_SHARE, Mode, PracticeAnswer, PracticeQuestion, PracticeSession
from exams.practice.queries.book import card_for, is_leech
from exams.practice.queries.exam_misses import next_due
from exams.practice.queries.pictures import picture_shown_to
from exams.practice.queries.pool import may_be_practised
from exams.practice.queries.questions import (
    SLOT,
    answers_of_session,
    media_base,
    own_question,
    own_session,
    question_html,
    reviewed,
    served,
)
from exams.practice.services.book import GradingRefused, grade_answer
from exams.practice.services.memory import choices
from exams.practice.services.self_assessment import assess_answer
from exams.practice.services.sessions import PracticeRefused, answer_question
from exams.practice.views.base import SignedInRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, session_id: int, position: int) -> HttpResponse:
    """The question; once it is answered, what there is to learn from the answer."""
    asked = _own(request, session_id, position)
    answer = PracticeAnswer.objects.select_related("version__item", "point").filter(question=asked).first()
    if answer is not None:
        return _gone_through(request, asked, answer)
    if not may_be_practised(asked.version_id):
        return render(request, "practice/withdrawn.html", _context(request, asked))
    if hasattr(asked, "written"):
        return _to_be_assessed(request, asked)
    return _answered(request, asked) if request.method == "POST" else _put(request, asked)


@never_cache
@require_POST
def assess(request: SignedInRequest, session_id: int, position: int) -> HttpResponse:
    """Judge what one has written oneself, criterion by criterion."""
    asked = _own(request, session_id, position)
    here = redirect("practice:question", session_id=session_id, position=position)
    if not hasattr(asked, "written") or not may_be_practised(asked.version_id):
        return here
    form = _assessing(asked, request.POST)
    if not form.is_valid():
        return _to_be_assessed(request, asked, form, status=422)
    try:
        assess_answer(question=asked, points=form.points(), actor=request.user, now=timezone.now())
    except PracticeRefused as refused:
        messages.info(request, refused.reason)
    return here


@require_POST
def grade(request: SignedInRequest, answer_id: int) -> HttpResponse:
    """Say how well a right answer came, and go on."""
    answer = get_object_or_404(
        PracticeAnswer.objects.select_related("question__session"),
        pk=answer_id,
        trainee=request.user,
        question__isnull=False,
    )
    asked = answer.question
    if asked is None:
        raise Http404
    form = GradeForm(request.POST)
    if not form.is_valid():
        return redirect("practice:question", session_id=asked.session_id, position=asked.position)
    try:
        grade_answer(answer=answer, grade=form.cleaned_data["grade"], actor=request.user, now=timezone.now())
    except GradingRefused as refused:
        messages.info(request, refused.reason)
    return _on(asked)


@never_cache
@require_safe
def summary(request: SignedInRequest, session_id: int) -> HttpResponse:
    """What a round came to, and every answer that missed."""
    try:
        session = own_session(request.user, session_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    answers = list(answers_of_session(session))
    judged = [answer for answer in answers if answer.is_self_assessed]
    unanswered = [one for one in session.questions.all() if not hasattr(one, "answer")]
    context = {
        "session": session,
        "total": len(session.questions.all()),
        "answered": len(answers),
        "right": sum(answer.is_right for answer in answers),
        "judged": len(judged),
        "judged_right": sum(answer.is_right for answer in judged),
        "next": unanswered[0] if unanswered else None,
        "missed": reviewed([answer for answer in answers if not answer.is_right]),
        "due_miss": next_due(request.user, now=timezone.now()) if session.mode == Mode.REVIEW else None,
    }
    return render(request, "practice/summary.html", context)


@require_safe
def picture(request: SignedInRequest, version_id: int, key: str) -> HttpResponseBase:
    """A picture of a question that was put to the reader; any other is unknown."""
    shown = picture_shown_to(request.user, version_id, key)
    if shown is None:
        raise Http404
    response = FileResponse(shown.file.open("rb"), content_type=shown.content_type)
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _own(request: SignedInRequest, session_id: int, position: int) -> PracticeQuestion:
    try:
        return own_question(request.user, session_id, position)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _put(
    request: SignedInRequest,
    asked: PracticeQuestion,
    *,
    error: str = "",
    is_blank: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = _context(request, asked) | {"item_html": question_html(asked), "error": error, "is_blank": is_blank}
    return render(request, "practice/question.html", context, status=status)


def _answered(request: SignedInRequest, asked: PracticeQuestion) -> HttpResponse:
    item = asked.version.item
    gives_up = "unknown" in request.POST
    value = None if gives_up else response_from_form(item.item_type, asked.version.body, request.POST, SLOT)
    if not gives_up and _is_blank(value):
        return _put(request, asked, is_blank=True, status=422)
    try:
        answer_question(question=asked, actor=request.user, value=value, now=timezone.now())
    except PracticeRefused as refused:
        return _put(request, asked, error=refused.reason, status=422)
    return redirect("practice:question", session_id=asked.session_id, position=asked.position)


def _assessing(asked: PracticeQuestion, data: Any = None) -> MarkingForm:
    shown = served(asked)
    return MarkingForm(data, guides=shown.guides, texts=shown.kind.written(shown.body, asked.written.response))


def _to_be_assessed(
    request: SignedInRequest, asked: PracticeQuestion, form: MarkingForm | None = None, *, status: int = 200
) -> HttpResponse:
    shown, form = served(asked), form or _assessing(asked)
    media = media_base(asked.version_id)
    context = _context(request, asked) | {
        "question_html": question_html(asked),
        "form": form,
        "texts": list(zip(form.judged(), shown_guides(shown.guides, media=media), strict=True)),
        "pass_percent": int(PASS_SHARE * 100),
    }
    return render(request, "practice/assess.html", context, status=status)


def _gone_through(request: SignedInRequest, asked: PracticeQuestion, answer: PracticeAnswer) -> HttpResponse:
    now, card = timezone.now(), card_for(answer)
    is_graded = hasattr(answer, "grading")
    may_grade = card is not None and answer.is_right and not is_graded and card.missed.at < answer.at
    (shown,) = reviewed([answer])
    context = _context(request, asked) | {
        "shown": shown,
        "card": card,
        "is_leech": card is not None and is_leech(card),
        "grading": answer.grading if is_graded else None,
        "grades": choices(card.memory, now=now) if card is not None and may_grade else [],
        "now": now,
    }
    return render(request, "practice/answered.html", context)


def _on(asked: PracticeQuestion) -> HttpResponse:
    if PracticeQuestion.objects.filter(session=asked.session_id, position=asked.position + 1).exists():
        return redirect("practice:question", session_id=asked.session_id, position=asked.position + 1)
    return redirect("practice:session", session_id=asked.session_id)


def _context(request: SignedInRequest, asked: PracticeQuestion) -> dict[str, Any]:
    session: PracticeSession = own_session(request.user, asked.session_id)
    questions = list(session.questions.all())
    return {
        "session": session,
        "asked": asked,
        "total": len(questions),
        "following": asked.position + 1 if asked.position < len(questions) else None,
        "questions": questions,
    }


def _is_blank(value: object) -> bool:
    """Nothing was chosen or written; whitespace is nothing."""
    if isinstance(value, list):
        return all(_is_blank(one) for one in value)
    return value is None or (isinstance(value, str) and not value.strip())
