"""The wrong-answer book: its list, one card, and the whole of it for paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.printing.fonts import UnsetCharactersError
from exams.practice.forms import ShelfForm
from exams.practice.models import Mode, ReviewCard
from exams.practice.queries.book import cards_on, counts_of, is_leech, own_card
from exams.practice.queries.exam_misses import ExamMiss, counts_with, exam_misses, misses_on
from exams.practice.queries.pool import similar_to
from exams.practice.queries.questions import reviewed
from exams.practice.queries.sheets import MEDIA, Sheets, pictures_on, printed_book, sheets_of
from exams.practice.rendering.book import book_pdf
from exams.practice.services.sessions import PracticeRefused, start_session
from exams.practice.views.base import SignedInRequest

PAGE = 20
# What is printed at once: more would be a book nobody carries.
MOST_PRINTED = 200
SIMILAR_SHOWN = 3


class Rows(Sequence[ReviewCard | ExamMiss]):
    """The cards of a shelf and then its misses of exams, counted and cut like one list."""

    def __init__(self, cards: QuerySet[ReviewCard], misses: list[ExamMiss]) -> None:
        self.cards, self.misses = cards, misses
        self.number = cards.count()

    def __len__(self) -> int:
        return self.number + len(self.misses)

    def __getitem__(self, place: Any) -> Any:
        """A slice with both ends, as pages have them."""
        start, stop = (max(0, end - self.number) for end in (place.start, place.stop))
        return [*self.cards[place], *self.misses[start:stop]]


@never_cache
@require_safe
def book(request: SignedInRequest) -> HttpResponse:
    """One shelf, by chapter and type, page by page."""
    now = timezone.now()
    misses = exam_misses(request.user, now=now)
    form = ShelfForm(request.GET, trainee=request.user, misses=misses)
    rows = Rows(cards_on(request.user, now=now, **form.chosen), misses_on(misses, **form.chosen))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "shelf": form.chosen["shelf"],
        "counts": counts_with([one.recall for one in misses], counts_of(request.user, now=now)),
        "from_exams": len(misses),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "now": now,
    }
    return render(request, "practice/book.html", context)


def _sheets(request: SignedInRequest, now: datetime, *, media: str = "") -> Sheets:
    misses = exam_misses(request.user, now=now)
    form = ShelfForm(request.GET, trainee=request.user, misses=misses)
    return sheets_of(request.user, misses, most=MOST_PRINTED, now=now, media=media, **form.chosen)


@never_cache
@require_safe
def printed(request: SignedInRequest) -> HttpResponse:
    """The same with everything, laid out for paper."""
    now = timezone.now()
    context = {"sheets": _sheets(request, now), "most": MOST_PRINTED, "now": now, "query": request.GET.urlencode()}
    return render(request, "practice/print.html", context)


@never_cache
@require_safe
def pdf(request: SignedInRequest) -> HttpResponse:
    """The same as a file to keep and to print."""
    now = timezone.now()
    sheets = _sheets(request, now, media=MEDIA)
    printable = printed_book(
        request.user,
        sheets,
        today=timezone.localdate(now),
        publisher=str(settings.WAGTAIL_SITE_NAME),
        address=settings.SITE_URL,
    )
    try:
        data = book_pdf(printable, pictures_on(sheets))
    except UnsetCharactersError as error:
        characters = "、".join(error.characters)
        messages.error(request, _("These characters cannot be printed: %(characters)s.") % {"characters": characters})
        return redirect("practice:print")
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="wrong-answer-book.pdf"'
    return response


@never_cache
@require_safe
def entry(request: SignedInRequest, card_id: int) -> HttpResponse:
    """One card: the question, one's own answer, why, where it is taught, what is similar, and its history."""
    card = _own(request, card_id)
    (shown,) = reviewed([card.missed])
    similar = similar_to(card.item)
    context: dict[str, Any] = {
        "card": card,
        "shown": shown,
        "is_leech": is_leech(card),
        "similar": similar[:SIMILAR_SHOWN],
        "log": card.log.select_related("answer").order_by("-at", "-pk")[:PAGE],
        "now": timezone.now(),
    }
    return render(request, "practice/entry.html", context)


@require_POST
def similar(request: SignedInRequest, card_id: int) -> HttpResponse:
    """A round of questions like this one."""
    card = _own(request, card_id)
    try:
        session = start_session(
            trainee=request.user, mode=Mode.SIMILAR, point=card.point, like=card.item, count=5, now=timezone.now()
        )
    except PracticeRefused as refused:
        messages.info(request, refused.reason)
        return redirect("practice:entry", card_id=card.pk)
    return redirect("practice:question", session_id=session.pk, position=1)


def _own(request: SignedInRequest, card_id: int) -> ReviewCard:
    try:
        return own_card(request.user, card_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
