"""Where practice begins: today's plan, a new round, mock exams, and how ready one is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exams.papers.models import Blueprint
from exams.practice.forms import MinutesForm, RoundForm
from exams.practice.models import Mode
from exams.practice.queries.exam_misses import book_counts, next_due
from exams.practice.queries.mocks import mock_offers
from exams.practice.queries.planning import today_of
from exams.practice.services.mocks import MockRefused, enter_mock
from exams.practice.services.plans import choose_minutes
from exams.practice.services.sessions import PracticeRefused, start_session
from exams.practice.views.base import SignedInRequest


@never_cache
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Today's plan first."""
    return _page(request, RoundForm(trainee=request.user), MinutesForm())


@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """A new round as chosen; the form again where it is not understood."""
    form = RoundForm(request.POST, trainee=request.user)
    if not form.is_valid():
        return _page(request, form, MinutesForm(), status=422)
    return _start(request, **form.cleaned_data)


@require_POST
def review(request: SignedInRequest) -> HttpResponse:
    """A round of what is due; where that is questions of exams alone, the first of them."""
    now = timezone.now()
    try:
        session = start_session(trainee=request.user, mode=Mode.REVIEW, count=20, now=now)
    except PracticeRefused as refused:
        miss = next_due(request.user, now=now)
        if miss is not None:
            return redirect("practice:exam_miss", attempt_id=miss.component.attempt_id, slot=miss.slot)
        messages.info(request, refused.reason)
        return redirect("practice:index")
    return redirect("practice:question", session_id=session.pk, position=1)


@require_POST
def fresh(request: SignedInRequest) -> HttpResponse:
    """The new questions of today's plan: of the weakest points."""
    now = timezone.now()
    today = today_of(request.user, counts=book_counts(request.user, now=now), now=now)
    return _start(request, mode=Mode.WEAKEST, count=max(1, today.portions.new))


@require_POST
def minutes(request: SignedInRequest) -> HttpResponse:
    """Choose how long to study a day."""
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, RoundForm(trainee=request.user), form, status=422)
    choose_minutes(trainee=request.user, minutes=form.cleaned_data["minutes"])
    messages.success(request, _("Your plan is made for %(minutes)d minutes a day.") % form.cleaned_data)
    return redirect("practice:index")


@require_POST
def mock(request: SignedInRequest, blueprint_id: int) -> HttpResponse:
    """Into a mock exam, through the door of the real ones."""
    blueprint = get_object_or_404(Blueprint, pk=blueprint_id)
    try:
        registration = enter_mock(trainee=request.user, blueprint=blueprint, now=timezone.now())
    except MockRefused as refused:
        messages.error(request, refused.reason)
        return redirect("practice:index")
    return redirect("sittings:registration", number=registration.number)


def _start(request: SignedInRequest, **wish: object) -> HttpResponse:
    try:
        session = start_session(trainee=request.user, now=timezone.now(), **wish)  # type: ignore[arg-type]  # a form's data
    except PracticeRefused as refused:
        messages.info(request, refused.reason)
        return redirect("practice:index")
    return redirect("practice:question", session_id=session.pk, position=1)


def _page(request: SignedInRequest, form: RoundForm, minutes_form: MinutesForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    counts = book_counts(request.user, now=now)
    today = today_of(request.user, counts=counts, now=now)
    if not minutes_form.is_bound:
        minutes_form.initial["minutes"] = today.minutes
    context = {
        "today": today,
        "counts": counts,
        "form": form,
        "minutes_form": minutes_form,
        "mocks": mock_offers(request.user),
    }
    return render(request, "practice/index.html", context, status=status)
