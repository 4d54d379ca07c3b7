"""The wrong-answer book on paper: cards of practice, then what was missed in exams."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from courses.printing.pdf import Asset
from courses.queries import TeachingHeading
from exams.bank.item_types.text import PICTURE_KEY
from exams.bank.models import ItemMedia, ItemVersion
from exams.bank.presentation import type_label
from exams.practice.models import ReviewCard
from exams.practice.queries.book import cards_on
from exams.practice.queries.exam_misses import ExamMiss, Told, misses_on, supply_on, told_of
from exams.practice.queries.questions import Reviewed, reviewed
from exams.practice.rendering.book import PrintedBook, PrintedMiss

# Where a printed book has its pictures.
MEDIA = "asset:"
_PICTURE = re.compile(PICTURE_KEY)


@dataclass(frozen=True)
class MissOnPaper:
    """A miss of an exam: gone through where it may be shown, else its point with how many practice questions it has."""

    found: ExamMiss
    told: Told | None
    supply: int


@dataclass(frozen=True)
class Sheets:
    """One part of the book, as much of it as is printed at once; `total` is all of it."""

    cards: list[tuple[ReviewCard, Reviewed]]
    misses: list[MissOnPaper]
    total: int


def sheets_of(
    trainee: User,
    misses: Sequence[ExamMiss],
    *,
    most: int,
    shelf: str,
    now: datetime,
    chapter: int | None = None,
    item_type: str = "",
    media: str = "",
) -> Sheets:
    """What of the book and of these misses stands on a shelf, gone through, at most so many.

    `media`: where their pictures are, if not on the site.
    """
    cards = cards_on(trainee, shelf=shelf, now=now, chapter=chapter, item_type=item_type)
    found = misses_on(misses, shelf=shelf, chapter=chapter, item_type=item_type)
    shown = list(cards[:most])
    rest = found[: most - len(shown)]
    told = told_of([one.miss for one in rest], media=media)
    supplies = supply_on(one.point for one in rest) if rest else {}
    return Sheets(
        cards=list(zip(shown, reviewed([card.missed for card in shown], media=media), strict=True)),
        misses=[MissOnPaper(one, told.get(one.place), supplies.get(one.point.pk, 0)) for one in rest],
        total=cards.count() + len(found),
    )


def printed_book(trainee: User, sheets: Sheets, *, today: date, publisher: str, address: str) -> PrintedBook:
    """The sheets as they stand on paper."""
    return PrintedBook(
        publisher=publisher,
        address=address,
        name=trainee.display_name,
        printed_on=today,
        total=sheets.total,
        misses=[*(_card(card, shown) for card, shown in sheets.cards), *(_of_exam(one) for one in sheets.misses)],
    )


def pictures_on(sheets: Sheets) -> dict[str, Asset]:
    """The pictures of what is gone through, under the names that the texts give them."""
    of_exams = [one.found.miss.version_id for one in sheets.misses if one.told]
    versions = [
        *(card.missed.version for card, _shown in sheets.cards),
        *ItemVersion.objects.filter(pk__in=of_exams).select_related("item"),
    ]
    keys = {key for version in versions for key in _PICTURE.findall(json.dumps(version.body))}
    if not keys:
        return {}
    banks = {version.item.bank_id for version in versions}
    found: Iterable[ItemMedia] = ItemMedia.objects.filter(bank__in=banks, key__in=keys)
    return {one.key: Asset(one.file.read(), one.content_type) for one in found}


def _card(card: ReviewCard, shown: Reviewed) -> PrintedMiss:
    return PrintedMiss(
        point=f"{card.point.code} {card.point.title}",
        item_type=type_label(card.item.item_type),
        lapses=card.lapses,
        stem=shown.stem,
        options=shown.options,
        response=shown.response,
        key=shown.key,
        explanation=shown.explanation,
        taught_in=_taught_in(shown.heading),
        is_self_assessed=card.missed.is_self_assessed,
    )


def _of_exam(one: MissOnPaper) -> PrintedMiss:
    found, lesson = one.found, one.told.lesson if one.told else None
    return PrintedMiss(
        point=f"{found.point.code} {found.point.title}",
        item_type=type_label(found.item_type) if found.item_type else "",
        lapses=found.recall.lapses,
        stem=lesson.stem if lesson else None,
        options=one.told.options if one.told else None,
        response=lesson.response if lesson else "",
        key=lesson.key if lesson else "",
        explanation=lesson.explanation if lesson else None,
        taught_in=_taught_in(found.heading),
        exam=found.miss.exam_title,
        sat_on=found.miss.closed_at,
        supply=one.supply,
    )


def _taught_in(heading: TeachingHeading | None) -> str:
    return f"{heading.lesson_title} · {heading.title}" if heading else ""
