"""Reads of banks, items and versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from courses.tokeniser import Unit, units_of
from exams.bank.models import (
    AcceptedDifficulty,
    Bank,
    BankEvent,
    FirstAuthor,
    ImportBatch,
    Item,
    ItemComment,
    ItemReview,
    ItemVersion,
    SavedFilter,
    VersionState,
)

# A query has so many pieces at most; what follows is not asked for.
MOST_UNITS = 8
# The different values of an indexed column, each by one step from the one before, without reading the rows.
_EVER = """
WITH RECURSIVE ever(id) AS (
    SELECT MIN({role}_id) FROM bank_itemversion
    UNION ALL
    SELECT (SELECT MIN({role}_id) FROM bank_itemversion WHERE {role}_id > ever.id) FROM ever WHERE ever.id IS NOT NULL
)
SELECT id FROM ever WHERE id IS NOT NULL
"""


def banks_with_counts(banks: QuerySet[Bank] | None = None) -> QuerySet[Bank]:
    """Banks (all, or these) with how many items they hold, and how many of them are approved."""
    return (
        (Bank.objects.all() if banks is None else banks)
        .annotate(
            item_count=Count("items", distinct=True),
            approved_count=Count(
                "items__versions", filter=Q(items__versions__state=VersionState.APPROVED), distinct=True
            ),
            waiting_count=Count(
                "items__versions", filter=Q(items__versions__state=VersionState.IN_REVIEW), distinct=True
            ),
        )
        .order_by("code")
    )


def items_by_state(banks: QuerySet[Bank]) -> list[dict[str, Any]]:
    """Of these banks code, title and how many items stand approved, in review and as drafts, by their newest version.

    The one where most waits for a review comes first, then the one with most drafts.
    """
    states = {
        "approved": VersionState.APPROVED,
        "in_review": VersionState.IN_REVIEW,
        "drafts": VersionState.DRAFT,
    }
    counts = {name: Count("pk", filter=Q(state=state)) for name, state in states.items()}
    rows = newest_versions(banks).order_by().values("item__bank__code", "item__bank__title").annotate(**counts)
    return list(rows.order_by("-in_review", "-drafts", "item__bank__code"))


def latest_versions(bank: Bank) -> QuerySet[ItemVersion]:
    """The newest version of every item of a bank, with its item and point."""
    return newest_versions().filter(item__bank=bank).order_by("item__key")


def newest_versions(banks: QuerySet[Bank] | None = None) -> QuerySet[ItemVersion]:
    """The newest version of every item (of these banks), with its item, bank and point."""
    newest = ItemVersion.objects.filter(entry__isnull=False).select_related("item__bank", "point")
    if banks is not None:
        newest = newest.filter(item__bank__in=banks)
    return newest.order_by("item__bank_id", "item__key")


def saying(versions: QuerySet[ItemVersion], query: str) -> QuerySet[ItemVersion]:
    """Those newest versions whose stem, options, key, explanation, item key or point hold every piece of the query."""
    pieces = [_says(unit) for unit in units_of(query)[:MOST_UNITS]]
    in_key = Q(item__key__icontains=query.strip())
    return versions.filter(reduce(and_, pieces) | in_key if pieces else in_key)


def _says(unit: Unit) -> Q:
    phrases = {reading.phrase for reading in unit if not reading.is_initials}
    return reduce(or_, [Q(entry__text__contains=phrase) for phrase in phrases])


def newest_of(item_ids: Sequence[int]) -> QuerySet[ItemVersion]:
    """The newest version of each of these items, with its item and bank."""
    return ItemVersion.objects.filter(item__in=item_ids, entry__isnull=False).select_related("item__bank", "point")


def ever(role: Literal["author", "approver"]) -> list[int]:
    """The keys of all who have had this role in any version, the few among all people: a loose index scan."""
    with connection.cursor() as cursor:
        cursor.execute(_EVER.format(role=role))
        return [key for (key,) in cursor.fetchall()]


def versions_of(item: Item) -> QuerySet[ItemVersion]:
    """All versions of an item, newest first, with who wrote and who approved them."""
    return item.versions.select_related("item", "point", "author__person", "approver__person").order_by("-number")


def versions_in(item_ids: Iterable[int]) -> QuerySet[ItemVersion]:
    """All versions of these items, with what a comparison shows."""
    return ItemVersion.objects.filter(item__in=list(item_ids)).select_related("item", "point")


def approved_versions(*banks: Bank) -> QuerySet[ItemVersion]:
    """What is approved, for exams and for practice, bank by bank in key order."""
    return (
        ItemVersion.objects.filter(item__bank__in=banks, state=VersionState.APPROVED)
        .select_related("item", "point")
        .order_by("item__bank__code", "item__key")
    )


def exam_versions(*banks: Bank) -> QuerySet[ItemVersion]:
    """What an exam's papers may be made of: approved, and never open for practice."""
    return approved_versions(*banks).filter(item__practice_since__isnull=True)


def practice_versions() -> QuerySet[ItemVersion]:
    """What trainees may practise: approved, given to practice, and in no restricted bank."""
    return ItemVersion.objects.filter(
        state=VersionState.APPROVED, item__practice_since__isnull=False, item__bank__is_restricted=False
    ).select_related("item__bank", "point")


def imports_of(bank: Bank, user: User) -> QuerySet[ImportBatch]:
    """A person's own imports into a bank, the newest first, without what they hold."""
    return ImportBatch.objects.filter(bank=bank, actor=user).defer("payload").order_by("-created_at")


def accepted_difficulties(version_ids: Iterable[int]) -> dict[int, AcceptedDifficulty]:
    """The accepted difficulty of each of these versions that has one: the newest."""
    rows = AcceptedDifficulty.objects.filter(version__in=list(version_ids)).order_by("accepted_at", "pk")
    return {row.version_id: row for row in rows}


def items_per_fact() -> Counter[str]:
    """How many approved items meet each syllabus fact."""
    named = ItemVersion.objects.filter(state=VersionState.APPROVED).values_list("facts", flat=True)
    return Counter(fact for facts in named for fact in facts)


def next_key(bank: Bank, prefix: str) -> str:
    """The first free key after the highest number in use with that prefix, e.g. S-071."""
    taken = Item.objects.filter(bank=bank, key__startswith=f"{prefix}-").values_list("key", flat=True)
    numbers = [int(key.removeprefix(f"{prefix}-")) for key in taken if key.removeprefix(f"{prefix}-").isdigit()]
    return f"{prefix}-{max(numbers, default=0) + 1:03d}"


def comments_on(item: Item) -> QuerySet[ItemComment]:
    """All comments on an item's versions, oldest first, with who made and who settled them."""
    return (
        ItemComment.objects.filter(version__item=item)
        .select_related("author__person", "resolved_by__person", "version")
        .order_by("at", "pk")
    )


def open_comments(version: ItemVersion) -> QuerySet[ItemComment]:
    """Comments on this version and on those before it that nobody has settled."""
    return ItemComment.objects.filter(
        version__item=version.item_id, version__number__lte=version.number, resolved_at__isnull=True
    )


def waiting_versions(reviewer: User, banks: QuerySet[Bank]) -> QuerySet[ItemVersion]:
    """What waits in these banks for `reviewer`, oldest first: nothing that they wrote a part of or another shall review."""
    own = ItemVersion.objects.filter(item=OuterRef("item"), number__lte=OuterRef("number"), author=reviewer)
    original = FirstAuthor.objects.filter(item=OuterRef("item"), author=reviewer)
    submitted = (
        ItemReview.objects.filter(version=OuterRef("pk"), to_state=VersionState.IN_REVIEW)
        .order_by()
        .values("version")
        .annotate(last=Max("at"))
        .values("last")
    )
    return (
        ItemVersion.objects.filter(
            Q(reviewer=reviewer) | Q(reviewer__isnull=True), state=VersionState.IN_REVIEW, item__bank__in=banks
        )
        .exclude(Exists(own) | Exists(original))
        .select_related("item__bank", "point", "author__person")
        .annotate(submitted_at=Subquery(submitted))
        .order_by(F("submitted_at").asc(nulls_first=True), "pk")
    )


def bank_events(banks: QuerySet[Bank] | None = None) -> QuerySet[BankEvent]:
    """The log, newest first; with `banks` only what happened there."""
    events = BankEvent.objects.select_related("actor__person", "bank", "item__bank", "version").order_by("-at", "-pk")
    return events if banks is None else events.filter(bank__in=banks)


def filters_of(user: User, bank: Bank | None) -> QuerySet[SavedFilter]:
    """What a person keeps for the list of a bank, or for that of all banks."""
    return SavedFilter.objects.filter(user=user, bank=bank).order_by("name")


def own_drafts(writer: User, banks: QuerySet[Bank]) -> QuerySet[ItemVersion]:
    """What a writer has begun in these banks and never handed in."""
    handed_in = ItemReview.objects.filter(version=OuterRef("pk"), to_state=VersionState.IN_REVIEW)
    return _own_newest(writer, banks).filter(~Exists(handed_in), state=VersionState.DRAFT)


def returned_drafts(writer: User, banks: QuerySet[Bank]) -> QuerySet[ItemVersion]:
    """What a writer handed in and has back to mend."""
    handed_in = ItemReview.objects.filter(version=OuterRef("pk"), to_state=VersionState.IN_REVIEW)
    return _own_newest(writer, banks).filter(Exists(handed_in), state=VersionState.DRAFT)


def remarks_on_own(writer: User, banks: QuerySet[Bank]) -> QuerySet[ItemComment]:
    """What others remarked on a writer's items in these banks and nobody has settled."""
    return ItemComment.objects.filter(
        resolved_at__isnull=True, version__author=writer, version__item__bank__in=banks
    ).exclude(author=writer)


def _own_newest(writer: User, banks: QuerySet[Bank]) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.filter(author=writer, entry__isnull=False, item__bank__in=banks)
