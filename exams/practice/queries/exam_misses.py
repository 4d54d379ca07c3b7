"""What was missed in real exams, in the wrong-answer book: marking says what may be told, practice what came since.

The question itself is never put in a round. Whoever may see it with its key reviews it by its card; of any other the point
alone is told, and it is learned when practice on the point comes right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from courses.models import KnowledgePoint
from courses.queries import TeachingHeading, teaching_headings
from exams.bank.item_types import get_item_type
from exams.bank.models import ItemVersion
from exams.bank.presentation import render_candidate, render_options
from exams.marking.queries import Lesson, lessons_of
from exams.marking.queries.misses import Miss, misses_known_to
from exams.practice.models import LEARNED_STREAK, MissCard, PracticeAnswer
from exams.practice.queries.book import LEECH_AFTER, Counts, Shelf, counts_of
from exams.practice.queries.pool import practicable
from exams.sittings.queries import ShownItem, shown_items


@dataclass(frozen=True)
class Recall:
    """How a miss stands with its candidate at a moment."""

    card: MissCard | None
    # The question is shown with its key, and its bank is one that trainees practise from.
    is_reviewed: bool
    # Whether practice on the point came right, answer by answer, since the exam.
    since: Sequence[bool]
    now: datetime

    @property
    def is_learned(self) -> bool:
        """By its card once it has one; until then by two right answers running on its point."""
        if self.is_reviewed and self.card is not None:
            return self.card.graduated_at is not None
        return len(self.since) >= LEARNED_STREAK and all(self.since[-LEARNED_STREAK:])

    @property
    def is_due(self) -> bool:
        """To be met now: what has no card yet waits for its first time."""
        return self.is_reviewed and not self.is_learned and (self.card is None or self.card.due_at <= self.now)

    @property
    def lapses(self) -> int:
        """Times it was missed, in the exam included."""
        return self.card.lapses if self.is_reviewed and self.card is not None else 1

    @property
    def is_leech(self) -> bool:
        return not self.is_learned and self.lapses >= LEECH_AFTER

    @property
    def right(self) -> int:
        return sum(self.since)

    def stands_on(self, shelf: str) -> bool:
        """Whether that part of the book holds it."""
        held = {Shelf.LEARNED: self.is_learned, Shelf.DUE: self.is_due, Shelf.LEECH: self.is_leech}
        return held.get(Shelf(shelf), not self.is_learned)


@dataclass(frozen=True)
class ExamMiss:
    """A miss with its point; `stem` and `item_type` are empty where the question may not be shown."""

    miss: Miss
    recall: Recall
    point: KnowledgePoint
    stem: str
    item_type: str
    heading: TeachingHeading | None

    @property
    def place(self) -> tuple[int, int]:
        """Attempt and slot."""
        return self.miss.component.attempt_id, self.miss.slot


def book_counts(trainee: User, *, now: datetime) -> Counts:
    """The whole book at a glance, what was missed in exams included."""
    recalls = recalls_of(trainee, misses_known_to(trainee.pk, now=now), now=now)
    return counts_with(recalls, counts_of(trainee, now=now))


def counts_with(recalls: Sequence[Recall], cards: Counts) -> Counts:
    """The cards' counts and these misses."""
    return Counts(
        open=cards.open + sum(not one.is_learned for one in recalls),
        due=cards.due + sum(one.is_due for one in recalls),
        leech=cards.leech + sum(one.is_leech for one in recalls),
        learned=cards.learned + sum(one.is_learned for one in recalls),
    )


def exam_misses(trainee: User, *, now: datetime) -> list[ExamMiss]:
    """All that the trainee may know of, the latest exam first; the number of queries does not grow with them."""
    return _with_points(trainee, misses_known_to(trainee.pk, now=now), now=now)


def misses_on(
    misses: Iterable[ExamMiss], *, shelf: str, chapter: int | None = None, item_type: str = ""
) -> list[ExamMiss]:
    """Those of one part of the book; a type of question finds only what is shown."""
    return [
        one
        for one in misses
        if one.recall.stands_on(shelf)
        and (chapter is None or one.point.chapter_id == chapter)
        and (not item_type or one.item_type == item_type)
    ]


def exam_miss(trainee: User, *, attempt_id: int, slot: int, now: datetime) -> ExamMiss | None:
    """One of them; None for what is not missed, not theirs, or not to be told."""
    known = misses_known_to(trainee.pk, now=now)
    wanted = [one for one in known if (one.component.attempt_id, one.slot) == (attempt_id, slot)]
    return next(iter(_with_points(trainee, wanted, now=now)), None)


def next_due(trainee: User, *, now: datetime) -> Miss | None:
    """The first that is to be reviewed now: what waited longest, then what was never reviewed, by exam and slot."""
    misses = misses_known_to(trainee.pk, now=now)
    due = [pair for pair in zip(misses, recalls_of(trainee, misses, now=now), strict=True) if pair[1].is_due]
    due.sort(key=lambda pair: pair[1].card.due_at if pair[1].card else now)
    return next((miss for miss, _recall in due), None)


@dataclass(frozen=True)
class Told:
    """A question that may be shown, as on the result, and as its candidate met it."""

    lesson: Lesson
    shown: ShownItem
    media: str

    @property
    def question(self) -> SafeString:
        """With its controls, nothing filled in."""
        item = self.shown.item
        return render_candidate(
            item.item_type,
            item.body,
            slot=item.slot,
            number=self.shown.number,
            option_order=self.shown.options,
            drawn=self.shown.drawn,
            media=self.media,
        )

    @property
    def options(self) -> SafeString:
        """What there was to choose from, to read."""
        item = self.shown.item
        kind = get_item_type(item.item_type)
        return render_options(kind, item.content, order=self.shown.options, media=self.media)


def told_of(misses: Sequence[Miss], *, media: str = "") -> dict[tuple[int, int], Told]:
    """The questions by attempt and slot; none of those that may not be shown.

    `media`: where their pictures are, if not on the site.
    """
    shown = [one for one in misses if one.version_id is not None]
    found: dict[tuple[int, int], Told] = {}
    for attempt, one in {one.component.attempt_id: one for one in shown}.items():
        slots = {other.slot for other in shown if other.component.attempt_id == attempt}
        base = media or reverse("marking:result_media", args=[one.component.result_id, "0"]).removesuffix("0")
        lessons = lessons_of(one.component, (), media=base, feedback=one.feedback, only=slots)
        items = {item.slot: item for item in shown_items(one.component.attempt)}
        found |= {(attempt, lesson.slot): Told(lesson, items[lesson.slot], base) for lesson in lessons}
    return found


def on_the_point(point: KnowledgePoint, *, most: int) -> list[ItemVersion]:
    """Practice items on a point. By the point alone: an order by wording would tell of a question that is not shown."""
    return list(practicable().filter(point=point).order_by("item__key")[:most])


def supply_on(points: Iterable[KnowledgePoint]) -> dict[int, int]:
    """How many practice items there are on each point."""
    rows = practicable().filter(point__in={one.pk for one in points}).order_by().values("point")
    return {row["point"]: row["items"] for row in rows.annotate(items=Count("item", distinct=True))}


def recalls_of(trainee: User, misses: Sequence[Miss], *, now: datetime) -> list[Recall]:
    """How each of them stands, in their order."""
    if not misses:
        return []
    open_to_practice = ItemVersion.objects.filter(item__bank__is_restricted=False, item__bank__chapter__live=True)
    shown = [one.version_id for one in misses if one.version_id is not None and one.feedback.keys]
    reviewed = set(open_to_practice.filter(pk__in=shown).values_list("pk", flat=True))
    attempts = {one.component.attempt_id for one in misses}
    cards = {(card.attempt_id, card.slot): card for card in MissCard.objects.filter(attempt__in=attempts)}
    came = PracticeAnswer.objects.filter(
        trainee=trainee,
        point__in={one.point_id for one in misses},
        is_self_assessed=False,
        at__gt=min(one.closed_at for one in misses),
    ).order_by("at", "pk")
    answers = list(came.values_list("point", "at", "credit_num", "credit_den"))
    return [
        Recall(
            card=cards.get((one.component.attempt_id, one.slot)),
            is_reviewed=one.version_id in reviewed and one.feedback.keys,
            since=[num == den for point, at, num, den in answers if point == one.point_id and at > one.closed_at],
            now=now,
        )
        for one in misses
    ]


def _with_points(trainee: User, misses: Sequence[Miss], *, now: datetime) -> list[ExamMiss]:
    if not misses:
        return []
    ids = {one.point_id for one in misses}
    points = KnowledgePoint.objects.select_related("chapter").in_bulk(ids)
    versions = ItemVersion.objects.filter(pk__in=[one.version_id for one in misses if one.version_id is not None])
    shown = {pk: (stem, kind) for pk, stem, kind in versions.values_list("pk", "stem_text", "item__item_type")}
    headings = teaching_headings(ids)
    return [
        ExamMiss(
            one, recall, points[one.point_id], *shown.get(one.version_id or 0, ("", "")), headings.get(one.point_id)
        )
        for one, recall in zip(misses, recalls_of(trainee, misses, now=now), strict=True)
    ]
