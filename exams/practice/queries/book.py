"""The wrong-answer book, read: what is in it, what is due, one card with its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from accounts.models import User
from courses.models import ChapterPage
from exams.practice.models import PracticeAnswer, ReviewCard

# Missed so often, a question needs the lesson and not another try.
LEECH_AFTER = 4


class Shelf(TextChoices):
    """What part of the book is shown."""

    OPEN = "open", pgettext_lazy("book", "In the book")
    DUE = "due", pgettext_lazy("book", "Due now")
    LEECH = "leech", pgettext_lazy("book", "Stubborn")
    LEARNED = "learned", pgettext_lazy("book", "Learned")


@dataclass(frozen=True)
class Counts:
    """How many cards stand on each shelf."""

    open: int
    due: int
    leech: int
    learned: int


def counts_of(trainee: User, *, now: datetime) -> Counts:
    """The book at a glance, in one query."""
    open_ones = Q(graduated_at__isnull=True)
    found = ReviewCard.objects.filter(trainee=trainee).aggregate(
        open=Count("pk", filter=open_ones),
        due=Count("pk", filter=open_ones & Q(due_at__lte=now)),
        leech=Count("pk", filter=open_ones & Q(lapses__gte=LEECH_AFTER)),
        learned=Count("pk", filter=~open_ones),
    )
    return Counts(**found)


def cards_on(
    trainee: User, *, shelf: str, now: datetime, chapter: int | None = None, item_type: str = ""
) -> QuerySet[ReviewCard]:
    """The cards of a shelf with what a list shows, the next due first; of the learned the latest first."""
    cards = ReviewCard.objects.filter(trainee=trainee)
    if shelf == Shelf.LEARNED:
        cards = cards.filter(graduated_at__isnull=False).order_by("-graduated_at", "pk")
    else:
        cards = cards.filter(graduated_at__isnull=True).order_by("due_at", "pk")
    if shelf == Shelf.DUE:
        cards = cards.filter(due_at__lte=now)
    if shelf == Shelf.LEECH:
        cards = cards.filter(lapses__gte=LEECH_AFTER)
    if chapter is not None:
        cards = cards.filter(point__chapter=chapter)
    if item_type:
        cards = cards.filter(item__item_type=item_type)
    return cards.select_related("item", "point", "missed__version__item", "missed__point")


def is_leech(card: ReviewCard) -> bool:
    """Whether the lesson helps more than another try."""
    return card.graduated_at is None and card.lapses >= LEECH_AFTER


def own_card(trainee: User, card_id: int) -> ReviewCard:
    """A card of the trainee's own book; raises ReviewCard.DoesNotExist for anybody else's."""
    cards = ReviewCard.objects.select_related("item__bank", "point__chapter", "missed__version__item", "missed__point")
    return cards.get(pk=card_id, trainee=trainee)


def card_for(answer: PracticeAnswer) -> ReviewCard | None:
    """The open card of an answer's item."""
    return ReviewCard.objects.filter(trainee=answer.trainee_id, item=answer.item_id, graduated_at__isnull=True).first()


def chapters_in_book(trainee: User, *, also: Collection[int]) -> QuerySet[ChapterPage]:
    """The chapters that the book has cards of, and these."""
    held = ReviewCard.objects.filter(trainee=trainee).order_by().values("point__chapter")
    chapters: QuerySet[ChapterPage] = ChapterPage.objects.filter(Q(pk__in=held) | Q(pk__in=also)).order_by("path")
    return chapters


def types_in_book(trainee: User) -> list[str]:
    """The types of question in the book."""
    names = ReviewCard.objects.filter(trainee=trainee).order_by().values_list("item__item_type", flat=True)
    return sorted(set(names.distinct()))
