"""What may be practised, and what a round is drawn from."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

from accounts.models import User
from courses.mastery import Level, counted, evidence_of, level_of
from courses.models import ChapterPage, KnowledgePoint
from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.models import Item, ItemVersion
from exams.bank.queries import practice_versions
from exams.bank.similarity import likeness, rarity_of, wording_of
from exams.papers.models import PaperItem, SetKind
from exams.practice.models import Mode, PracticeAnswer, ReviewCard

# Of the weakest points so many at a time.
WEAKEST_POINTS = 10
# Versions are looked into by so many at a time, until the round is full.
CHUNK = 50
MARKED_BY_MACHINE = sorted(name for name, kind in ITEM_TYPES.items() if not kind.is_marked_by_people)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to practise."""

    mode: Mode
    chapter: ChapterPage | None = None
    point: KnowledgePoint | None = None
    item_type: str = ""
    like: Item | None = None


def practicable() -> QuerySet[ItemVersion]:
    """What trainees may meet: given to practice, in a published chapter, on no exam's paper.

    The bank's rule and the database keep practice items off the papers of exams; this asks once more.
    """
    on_exam = PaperItem.objects.filter(version__item=OuterRef("item")).exclude(paper__paper_set__kind=SetKind.PRACTICE)
    return practice_versions().filter(~Exists(on_exam), item__bank__chapter__live=True)


def may_be_practised(version_id: int) -> bool:
    """Whether this version may be put before a trainee now."""
    return practicable().filter(pk=version_id).exists()


def needs_no_person(version: ItemVersion) -> bool:
    """Whether the machine marks all of it; a case may have parts that people mark."""
    kind = get_item_type(version.item.item_type)
    return not kind.guides(kind.parse(version.body))


def draw_versions(*, trainee: User, wish: Wish, count: int, seed: int, now: datetime) -> list[ItemVersion]:
    """At most `count` versions for a round, in the order in which they are put; the same seed gives the same.

    What is written and judged by oneself takes its time: unless its type was asked for, it comes after all else.
    """
    dice = random.Random(seed)  # noqa: S311 -- a draw, no secret
    if wish.like is not None:
        return similar_to(wish.like)[:count]
    if wish.mode == Mode.REVIEW:
        return _first(_due(trainee, wish, now), count)
    pool, take = _wished(wish), _first if wish.item_type else _quick_first
    if wish.mode == Mode.WEAKEST:
        return take(_from_weakest(trainee, pool, dice), count)
    rows = _with_last(pool, trainee)
    dice.shuffle(rows)
    if wish.mode != Mode.RANDOM:
        # What was never answered comes first, then what was answered longest ago.
        rows.sort(key=lambda row: (row.last is not None, row.last or now))
    return take([row.version for row in rows], count)


def similar_to(item: Item, *, most: int = 10) -> list[ItemVersion]:
    """Practice items that ask about the same: of its point first, and of each kind the most alike in wording."""
    own = practice_versions().filter(item=item).first() or item.versions.order_by("-number").first()
    if own is None:
        return []
    pool = practicable().filter(item__bank=item.bank_id).exclude(item=item)
    near = list(pool.filter(point=own.point_id)) or list(pool.filter(item__item_type=item.item_type)[:CHUNK])
    wordings = {one.pk: wording_of(one.item.item_type, one.body) for one in near}
    asked = wording_of(item.item_type, own.body)
    rarity = rarity_of([asked, *wordings.values()])

    def place(one: ItemVersion) -> tuple[bool, bool, float, str]:
        is_other, order = one.item.item_type != item.item_type, likeness(asked, wordings[one.pk], rarity).order
        return is_other, not needs_no_person(one), -order, one.item.key

    return sorted(near, key=place)[:most]


@dataclass(frozen=True)
class ChapterSupply:
    """A chapter with practice items, how many there are, and how many of them the trainee has answered."""

    chapter: ChapterPage
    items: int
    answered: int


def chapters_to_practise(trainee: User) -> list[ChapterSupply]:
    """Chapters that have practice items, in the order of the course."""
    rows = practicable().order_by().values("item__bank__chapter").annotate(items=Count("item", distinct=True))
    counts = {row["item__bank__chapter"]: row["items"] for row in rows}
    own = PracticeAnswer.objects.filter(trainee=trainee, is_first=True).order_by()
    done = {
        row["item__bank__chapter"]: row["number"]
        for row in own.values("item__bank__chapter").annotate(number=Count("pk"))
    }
    chapters = ChapterPage.objects.filter(pk__in=counts).order_by("path")
    return [ChapterSupply(one, counts[one.pk], min(done.get(one.pk, 0), counts[one.pk])) for one in chapters]


def types_to_practise() -> list[str]:
    """The types that have practice items, in the order of a paper."""
    there = set(practicable().order_by().values_list("item__item_type", flat=True).distinct())
    return [name for name in ITEM_TYPES if name in there]


def points_to_practise() -> QuerySet[KnowledgePoint]:
    """The points that have practice items, by code."""
    return KnowledgePoint.objects.filter(pk__in=practicable().order_by().values("point")).order_by("code")


def new_items_of(trainee: User) -> int:
    """How many practice items that a machine marks the trainee has never answered."""
    return _unmet(practicable().filter(item__item_type__in=MARKED_BY_MACHINE), trainee).count()


@dataclass(frozen=True)
class _Row:
    version: int
    point: int
    last: datetime | None


def _wished(wish: Wish) -> QuerySet[ItemVersion]:
    pool = practicable()
    if wish.chapter is not None:
        pool = pool.filter(item__bank__chapter=wish.chapter)
    if wish.point is not None:
        pool = pool.filter(point=wish.point)
    if wish.item_type:
        pool = pool.filter(item__item_type=wish.item_type)
    return pool


def _unmet(pool: QuerySet[ItemVersion], trainee: User) -> QuerySet[ItemVersion]:
    return pool.filter(~Exists(PracticeAnswer.objects.filter(trainee=trainee, item=OuterRef("item"))))


def _with_last(pool: QuerySet[ItemVersion], trainee: User) -> list[_Row]:
    """Version, point and when the trainee last answered the item, in the bank's order."""
    own = PracticeAnswer.objects.filter(trainee=trainee, item=OuterRef("item")).order_by().values("item")
    last = Subquery(own.annotate(last=Max("at")).values("last"))
    rows = pool.annotate(last=last).order_by("item__bank", "item__key").values_list("pk", "point", "last")
    return [_Row(*row) for row in rows]


def _due(trainee: User, wish: Wish, now: datetime) -> list[int]:
    """Versions of the cards that are due, the longest due first."""
    cards = ReviewCard.objects.filter(trainee=trainee, graduated_at__isnull=True, due_at__lte=now)
    items = list(cards.order_by("due_at", "pk").values_list("item", flat=True))
    versions = dict(_wished(wish).filter(item__in=cards.values("item")).values_list("item", "pk"))
    return [versions[item] for item in items if item in versions]


def _from_weakest(trainee: User, pool: QuerySet[ItemVersion], dice: random.Random) -> list[int]:
    """Items of the weakest points in turn, one of each point at a time."""
    rows = _with_last(pool, trainee)
    dice.shuffle(rows)
    rows.sort(key=lambda row: (row.last is not None, row.last.timestamp() if row.last else 0))
    of_point: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        of_point[row.point].append(row.version)
    weakest = weakest_points(trainee, of_point)[:WEAKEST_POINTS]
    longest = max((len(of_point[point]) for point in weakest), default=0)
    return [of_point[point][turn] for turn in range(longest) for point in weakest if turn < len(of_point[point])]


def weakest_points(trainee: User, point_ids: Iterable[int]) -> list[int]:
    """The points by what the trainee's answers say, the weakest first; of what nothing is known comes last."""
    ids = sorted(point_ids)
    evidence = evidence_of(trainee_id=trainee.pk, point_ids=ids)

    def place(point: int) -> tuple[bool, Fraction, Level, int]:
        answers = counted(evidence.get(point, ()))
        share = Fraction(sum(one.is_right for one in answers), len(answers)) if answers else Fraction(1)
        return not answers, share, level_of(answers, is_met=True), point

    return sorted(ids, key=place)


def _first(version_ids: Sequence[int], count: int) -> list[ItemVersion]:
    """The first `count` of these versions."""
    some = version_ids[:count]
    versions = ItemVersion.objects.select_related("item", "point").in_bulk(some)
    return [versions[pk] for pk in some]


def _quick_first(version_ids: Sequence[int], count: int) -> list[ItemVersion]:
    """The first `count` of these versions that a machine marks, filled up with those that people do."""
    quick: list[ItemVersion] = []
    written: list[ItemVersion] = []
    for start in range(0, len(version_ids), CHUNK):
        for version in _first(version_ids[start : start + CHUNK], CHUNK):
            (quick if needs_no_person(version) else written).append(version)
        if len(quick) >= count:
            break
    return [*quick, *written][:count]
