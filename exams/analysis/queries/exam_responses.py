"""Marks and choices of one part of an exam as a matrix: a row an attempt, a column an item version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from django.db.models import F, Max
from django.utils import timezone

from exams.analysis.statistics.responses import NOT_SHOWN, Item, Responses
from exams.bank.item_types import ItemType, get_item_type
from exams.bank.item_types.base import ItemBody, ResponseKind
from exams.bank.models import ItemVersion
from exams.marking.models import Mark
from exams.marking.queries import standing_marks
from exams.papers.models import PaperItem
from exams.sittings.models import Attempt, AttemptState, ExamComponent

# More papers than this are draws, one for each candidate: each by itself says nothing.
MOST_FORMS = 26
# All that the platform knows of candidates by which they may be compared. It asks nobody's gender or language.
GROUPINGS = {
    "place": "registration__room__address",
    "sitting": "registration__sitting__name",
    "schooling": "registration__application__schooling",
}
# Those of them that come one after the other: what differs there has changed with time, and is not unfair.
OVER_TIME = frozenset({"sitting"})
# Kinds of answer that are options.
CHOSEN = {ResponseKind.ONE, ResponseKind.MANY, ResponseKind.FLAG}


@dataclass(frozen=True)
class Column:
    """An item version with its options as candidates may choose them; a column's full marks are 1."""

    version: ItemVersion
    options: tuple[str, ...]
    key: frozenset[str]

    def bits(self, response: Any) -> int:
        """The options of an answer as bits; a blank is 0."""
        return sum(1 << self.options.index(one) for one in _chosen(response) if one in self.options)


@dataclass(frozen=True)
class ExamResponses:
    """`versions` stand in the order of the items; `periods` are the months in which attempts began.

    `groupings`: what is known of the candidates besides, by what it is (`GROUPINGS`), "" where it is not known.
    `last_mark`: the newest mark of all before any was read; what is newer is not in it for sure.
    """

    responses: Responses
    versions: tuple[ItemVersion, ...]
    periods: tuple[str, ...]
    unmarked: int
    groupings: dict[str, tuple[str, ...]]
    last_mark: int


@dataclass(frozen=True)
class Slot:
    """A place of a paper."""

    column: int
    marks: Decimal


def responses_of(component: ExamComponent) -> ExamResponses:
    """All closed attempts whose answers are all marked, by five queries however many there are.

    Marks are shares of the slot's full marks times the version's usual ones, so that an item that counts two marks on
    one form and three on another is still one item.
    """
    last_mark = Mark.objects.aggregate(last=Max("pk"))["last"] or 0
    closed = Attempt.objects.filter(component=component).exclude(state=AttemptState.OPEN).order_by("pk")
    told = closed.annotate(**{name: F(path) for name, path in GROUPINGS.items()})
    attempts = list(told.only("pk", "paper_id", "answers", "started_at"))
    versions, papers, letters = _slots({attempt.paper_id for attempt in attempts})
    columns = [_column(version) for version in versions]
    earned_by: dict[int, dict[int, Fraction]] = defaultdict(dict)
    given = (
        standing_marks().filter(attempt__component=component).values_list("attempt", "slot", "credit_num", "credit_den")
    )
    for attempt_id, slot, earned, possible in given.iterator():
        earned_by[attempt_id][slot] = Fraction(earned, possible)
    marked = [attempt for attempt in attempts if len(earned_by[attempt.pk]) == len(papers[attempt.paper_id])]
    names = _form_names(letters)
    maxima = _maxima(papers.values(), len(columns))
    marks = np.full((len(marked), len(columns)), np.nan)
    chosen = np.full(marks.shape, NOT_SHOWN, dtype=np.int32)
    for row, attempt in enumerate(marked):
        for slot, place in papers[attempt.paper_id].items():
            marks[row, place.column] = float(earned_by[attempt.pk][slot] * Fraction(maxima[place.column]))
            chosen[row, place.column] = columns[place.column].bits(attempt.answers.get(str(slot)))
    return ExamResponses(
        responses=Responses(
            items=tuple(
                Item(name_of(one.version), float(most), _letters(one.options), frozenset(_letters(one.key)))
                for one, most in zip(columns, maxima, strict=True)
            ),
            marks=marks,
            chosen=chosen,
            forms=tuple(names[attempt.paper_id] for attempt in marked) if 1 < len(papers) <= MOST_FORMS else (),
        ),
        versions=tuple(versions),
        periods=tuple(f"{timezone.localdate(attempt.started_at):%Y-%m}" for attempt in marked),
        unmarked=len(attempts) - len(marked),
        groupings={name: tuple(getattr(attempt, name) or "" for attempt in marked) for name in GROUPINGS},
        last_mark=last_mark,
    )


def name_of(version: ItemVersion) -> str:
    """Bank, key and number of the version: the same item is known by it across exams. Wants item and bank."""
    return f"{version.item.bank.code}/{version.item.key} v{version.number}"


def _form_names(letters: Mapping[int, str]) -> dict[int, str]:
    """What the office calls each paper; numbers where two are called the same."""
    if len(set(letters.values())) == len(letters):
        return dict(letters)
    return {paper: str(place) for place, paper in enumerate(sorted(letters), 1)}


def _slots(papers: set[int]) -> tuple[list[ItemVersion], dict[int, dict[int, Slot]], dict[int, str]]:
    """The item versions in order, what stands in each place of each paper, and each paper's letter."""
    rows = PaperItem.objects.filter(paper__in=papers).order_by("paper", "slot")
    placed = list(rows.values_list("paper", "paper__form", "slot", "version", "marks"))
    known = ItemVersion.objects.filter(pk__in={version for _paper, _form, _slot, version, _marks in placed})
    versions = list(known.select_related("item__bank", "point").order_by("item__bank__code", "item__key", "number"))
    column = {version.pk: place for place, version in enumerate(versions)}
    found: dict[int, dict[int, Slot]] = {paper: {} for paper in papers}
    for paper, _form, slot, version, marks in placed:
        found[paper][slot] = Slot(column[version], marks)
    return versions, found, {paper: form for paper, form, _slot, _version, _marks in placed}


def _maxima(papers: Iterable[Mapping[int, Slot]], columns: int) -> list[Decimal]:
    found = [Decimal(1)] * columns
    for paper in papers:
        for place in paper.values():
            found[place.column] = place.marks
    return found


def _column(version: ItemVersion) -> Column:
    kind: ItemType[Any] = get_item_type(version.item.item_type)
    if kind.response_kind not in CHOSEN:
        return Column(version, (), frozenset())
    body: ItemBody = kind.parse(version.body)
    options = tuple(kind.option_texts(body))
    return Column(version, options, frozenset(_chosen(kind.right_response(body))))


def _chosen(response: Any) -> list[str]:
    """Ids of the options that a canonical response names."""
    if isinstance(response, bool):
        return ["true" if response else "false"]
    if isinstance(response, list):
        return response
    return [] if response is None else [response]


def _letters(options: Iterable[str]) -> tuple[str, ...]:
    return tuple(option.upper() for option in options)
