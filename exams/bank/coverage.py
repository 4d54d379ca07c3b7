"""What a bank holds, what is wanted of it, and so what to write next and who could.

Wanted are what papers need (exams.bank.usage.register_need_source) and, for every fact of the syllabus, ITEMS_A_FACT
approved items of TYPES_A_FACT types.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.models import User
from courses.models import KnowledgePoint
from exams.bank.interchange.syllabus_facts import syllabus_facts
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Bank, Item, ItemVersion, VersionState
from exams.bank.rules import WRITE, people_of
from exams.bank.usage import Need, exposures, needs_of

ITEMS_A_FACT, TYPES_A_FACT = 3, 2
DIFFICULTIES = range(1, 6)
# What to write for a fact is of middling difficulty, and of a type that is quick to write, unless it has these already.
USUAL_DIFFICULTIES = (2, 3, 4)
USUAL_TYPES = ("single_choice", "multiple_choice", "true_false")
MOST_WRITERS = 3


@dataclass
class Stock:
    """Items of one kind on one point."""

    have: int = 0
    shown: int = 0
    by_difficulty: Counter[int] = field(default_factory=Counter)

    @property
    def approved(self) -> int:
        return self.by_difficulty.total()


@dataclass
class PointRow:
    """A point with its stock by type, and its facts."""

    point: KnowledgePoint
    stocks: dict[str, Stock]
    facts: int = 0
    facts_met: int = 0


@dataclass(frozen=True)
class Writer:
    """Somebody who may write in the bank, and how many items of the section are theirs already."""

    person: User
    written: int


@dataclass
class Section:
    """Points whose codes differ in the number alone, and who could write about them."""

    code: str
    rows: list[PointRow]
    writers: Sequence[Writer] = ()


@dataclass(frozen=True)
class Wanted:
    """So many items more, where the first is best put, and why."""

    missing: int
    point: KnowledgePoint
    item_type: str
    difficulty: int
    writers: Sequence[Writer]
    fact: str = ""
    need: Need | None = None


@dataclass(frozen=True)
class Board:
    """The whole of it; `wanted` has the biggest shortage first."""

    types: Sequence[str]
    sections: Sequence[Section]
    needs: Sequence[Need]
    wanted: Sequence[Wanted]
    facts: int
    facts_met: int

    @property
    def share(self) -> int | None:
        """Per cent of the facts that are met, rounded down; None without facts."""
        return self.facts_met * 100 // self.facts if self.facts else None

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.wanted)


@dataclass
class _Count:
    """What is counted on the way."""

    stocks: dict[tuple[int, str], Stock] = field(default_factory=lambda: defaultdict(Stock))
    items_of_fact: Counter[str] = field(default_factory=Counter)
    types_of_fact: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    authors: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def approved(self, points: Iterable[KnowledgePoint], item_type: str, difficulty: int | None = None) -> int:
        stocks = [self.stocks[point.pk, item_type] for point in points if (point.pk, item_type) in self.stocks]
        return sum(one.approved if difficulty is None else one.by_difficulty[difficulty] for one in stocks)


def section_of(code: str) -> str:
    """A point's code without its number: B-D-A of B-D-A-001."""
    return code.rpartition("-")[0]


def coverage_board(bank: Bank) -> Board:
    """Everything about a bank's coverage, in a fixed number of reads."""
    points = list(bank.chapter.points.order_by("code"))
    count = _count(bank, {point.pk: section_of(point.code) for point in points})
    needs = needs_of(bank)
    held = {item_type for _point, item_type in count.stocks} | {need.item_type for need in needs}
    able = list(people_of(bank, WRITE))
    sections = _sections(points, count, able, [name for name in ITEM_TYPES if name in held])
    writers = {section.code: section.writers for section in sections}
    wanted = [*_wanted_by_needs(needs, points, count, writers), *_wanted_by_facts(points, count, writers)]
    rows = [row for section in sections for row in section.rows]
    return Board(
        types=[name for name in ITEM_TYPES if name in held],
        sections=sections,
        needs=needs,
        wanted=sorted(wanted, key=lambda one: (-one.missing, one.need is None, one.point.code, one.fact)),
        facts=sum(row.facts for row in rows),
        facts_met=sum(row.facts_met for row in rows),
    )


def fact_shares(banks: Iterable[Bank]) -> dict[int, tuple[int, int]]:
    """For each bank by primary key: how many facts its points have, and how many are met; in two reads for all."""
    banks = list(banks)
    by_chapter = {bank.chapter_id: bank.pk for bank in banks}
    items: dict[int, Counter[str]] = defaultdict(Counter)
    types: dict[tuple[int, str], set[str]] = defaultdict(set)
    approved = ItemVersion.objects.filter(state=VersionState.APPROVED, item__bank__in=banks).order_by()
    for bank, item_type, facts in approved.values_list("item__bank", "item__item_type", "facts"):
        items[bank].update(set(facts))
        for fact in facts:
            types[bank, fact].add(item_type)
    shares = {bank.pk: (0, 0) for bank in banks}
    points = KnowledgePoint.objects.filter(chapter__in=by_chapter).values_list("chapter", "syllabus_id")
    for chapter, syllabus_id in points:
        bank = by_chapter[chapter]
        facts = syllabus_facts().get(syllabus_id, ())
        met = sum(items[bank][fact] >= ITEMS_A_FACT and len(types[bank, fact]) >= TYPES_A_FACT for fact in facts)
        shares[bank] = (shares[bank][0] + len(facts), shares[bank][1] + met)
    return shares


def _count(bank: Bank, sections: Mapping[int, str]) -> _Count:
    count = _Count()
    versions = ItemVersion.objects.filter(item__bank=bank).order_by()
    newest = versions.filter(entry__isnull=False).exclude(state=VersionState.RETIRED)
    # The database counts: a bank has many more items than it has kinds of them.
    kinds = newest.values_list("item__item_type", "point", "author").annotate(Count("pk"))
    for item_type, point, author, number in kinds:
        count.stocks[point, item_type].have += number
        if point in sections:
            count.authors[sections[point]][author] += number
    shown = exposures(Item.objects.filter(bank=bank).order_by().values_list("pk", flat=True))
    for item, item_type, point in newest.filter(item__in=shown).values_list("item", "item__item_type", "point"):
        count.stocks[point, item_type].shown += shown[item]
    approved = versions.filter(state=VersionState.APPROVED)
    kinds = approved.values_list("item__item_type", "point", "difficulty", "facts").annotate(Count("pk"))
    for item_type, point, difficulty, facts, number in kinds:
        count.stocks[point, item_type].by_difficulty[difficulty] += number
        for fact in set(facts):
            count.items_of_fact[fact] += number
            count.types_of_fact[fact].add(item_type)
    return count


def _sections(
    points: Sequence[KnowledgePoint], count: _Count, able: Sequence[User], types: Sequence[str]
) -> list[Section]:
    sections: dict[str, Section] = {}
    for point in points:
        code = section_of(point.code)
        if code not in sections:
            sections[code] = Section(code, [], _likely(able, count.authors[code]))
        facts = syllabus_facts().get(point.syllabus_id, ())
        row = PointRow(point, {name: count.stocks.get((point.pk, name), Stock()) for name in types}, len(facts))
        row.facts_met = sum(not _fact_lacks(fact, count) for fact in facts)
        sections[code].rows.append(row)
    return list(sections.values())


def _likely(able: Iterable[User], written: Counter[int]) -> list[Writer]:
    """Of those who may write, first who knows the section best; an administrator only if they have written there."""
    found = [Writer(one, written[one.pk]) for one in able if written[one.pk] or not one.is_superuser]
    return sorted(found, key=lambda one: -one.written)[:MOST_WRITERS]


def _fact_lacks(fact: str, count: _Count) -> int:
    return max(ITEMS_A_FACT - count.items_of_fact[fact], TYPES_A_FACT - len(count.types_of_fact.get(fact, ())), 0)


def _wanted_by_needs(
    needs: Sequence[Need], points: Sequence[KnowledgePoint], count: _Count, writers: Mapping[str, Sequence[Writer]]
) -> Iterable[Wanted]:
    for need in needs:
        inside = [point for point in points if point.code.startswith(need.point_prefix)]
        if need.missing and inside:
            band = range(need.difficulty_from, need.difficulty_to + 1)
            difficulty = min(band, key=lambda one: count.approved(inside, need.item_type, one))
            point = min(inside, key=lambda one: count.approved([one], need.item_type))
            likely = writers[section_of(point.code)]
            yield Wanted(need.missing, point, need.item_type, difficulty, likely, need=need)


def _wanted_by_facts(
    points: Sequence[KnowledgePoint], count: _Count, writers: Mapping[str, Sequence[Writer]]
) -> Iterable[Wanted]:
    for point in points:
        for fact in syllabus_facts().get(point.syllabus_id, ()):
            missing = _fact_lacks(fact, count)
            if missing:
                known = count.types_of_fact.get(fact, set())
                item_type = next((name for name in USUAL_TYPES if name not in known), USUAL_TYPES[0])
                difficulty = min(USUAL_DIFFICULTIES, key=lambda one: count.approved([point], item_type, one))
                yield Wanted(missing, point, item_type, difficulty, writers[section_of(point.code)], fact)
