"""The wrong-answer book, read: what is in it, what is due, one card with its history."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from accounts.models import User
from courses.models import ChapterPage
from courses.printing.pdf import Asset
from exams.bank.item_types.text import PICTURE_KEY
from exams.bank.models import ItemMedia
from exams.bank.presentation import type_label
from exams.practice.models import PracticeAnswer, ReviewCard
from exams.practice.queries.questions import reviewed
from exams.practice.rendering.book import PrintedBook, PrintedMiss

# Missed so often, a question needs the lesson and not another try.
LEECH_AFTER = 4
# Where a printed book has its pictures.
MEDIA = "asset:"
_PICTURE = re.compile(PICTURE_KEY)


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


def chapters_in_book(trainee: User) -> QuerySet[ChapterPage]:
    """The chapters that the book has cards of."""
    held = ReviewCard.objects.filter(trainee=trainee).order_by().values("point__chapter")
    chapters: QuerySet[ChapterPage] = ChapterPage.objects.filter(pk__in=held).order_by("path")
    return chapters


def types_in_book(trainee: User) -> list[str]:
    """The types of question in the book."""
    names = ReviewCard.objects.filter(trainee=trainee).order_by().values_list("item__item_type", flat=True)
    return sorted(set(names.distinct()))


def printed_book(
    trainee: User, cards: Sequence[ReviewCard], *, total: int, today: date, publisher: str, address: str
) -> PrintedBook:
    """These cards, as cards_on gives them, as they stand on paper."""
    shown = reviewed([card.missed for card in cards], media=MEDIA)
    return PrintedBook(
        publisher=publisher,
        address=address,
        name=trainee.display_name,
        printed_on=today,
        total=total,
        misses=[
            PrintedMiss(
                point=f"{card.point.code} {card.point.title}",
                item_type=type_label(card.item.item_type),
                lapses=card.lapses,
                stem=one.stem,
                response=one.response,
                key=one.key,
                explanation=one.explanation,
                taught_in=f"{one.heading.lesson_title} · {one.heading.title}" if one.heading else "",
                is_self_assessed=card.missed.is_self_assessed,
            )
            for card, one in zip(cards, shown, strict=True)
        ],
    )


def pictures_of(cards: Iterable[ReviewCard]) -> dict[str, Asset]:
    """The pictures of what was missed, under the names that the texts give them."""
    versions = [card.missed.version for card in cards]
    keys = {key for version in versions for key in _PICTURE.findall(json.dumps(version.body))}
    if not keys:
        return {}
    banks = {version.item.bank_id for version in versions}
    found = ItemMedia.objects.filter(bank__in=banks, key__in=keys)
    return {one.key: Asset(one.file.read(), one.content_type) for one in found}
