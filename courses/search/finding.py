"""Finding what readers look for: the entries that hold the pieces of a query, best pages first.

The rarest token of a query leads to the entries that may hold it; whether its phrases stand there is then asked of
their folded text. Both engines answer alike, with a plain index and LIKE.
"""

import operator
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, chain, groupby

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db.models import Case, Count, Min, Q, QuerySet, Sum, When
from django.db.models.expressions import Combinable

from courses.models import PAGE_KINDS, EntryKind, SearchEntry, SearchToken
from courses.tokeniser import Reading, Unit, fold, units_of

LONGEST_QUERY, MOST_UNITS = 100, 8
PAGES_AT_ONCE = 10
# Where a piece stands, best first. What is only meant by initials comes after what is written.
TITLE, HEADING, NAME, TEXT, TITLE_INITIALS, OTHER_INITIALS = range(6)
# The query is a whole title or name; its pieces stand side by side as typed; neither.
WHOLE, TOGETHER, APART = range(3)
# Where nothing holds the whole query: an entry must hold a third of the query's tokens; of a long one, of its rarest.
SHARE, MOST_TOKENS, MOST_SIMILAR = 3, 12, 200
# The rarest tokens lead to candidates while they stand in no more entries than these; the best candidates are compared.
MOST_PLACES, MOST_CANDIDATES = 3000, 400

Entries = QuerySet[SearchEntry]
Counts = Mapping[str, int]
PageKey = tuple[int, str]  # id and path


@dataclass(frozen=True)
class Found:
    """One sheet of the results, and what of it to mark.

    Not `exact`: nothing holds the whole query, and these entries hold much of it.
    """

    sheet: Sheet[PageKey]
    entries: Mapping[int, Sequence[SearchEntry]]  # of each page of the sheet, best first
    readings: Sequence[Reading]
    exact: bool


@dataclass(frozen=True)
class _Hits:
    """Pages, best first; `entries_on` gives the entries of some of them, best first."""

    pages: Sequence[PageKey]
    entries_on: Callable[[Container[int]], Iterable[SearchEntry]]
    readings: Sequence[Reading]


_NO_HITS = _Hits([], lambda _pages: (), [])


def find(query: str, *, closed_paths: Iterable[str] = (), number: int | str | None = 1) -> Found | None:
    """What published pages hold of the query, without those below `closed_paths`; None where it asks for nothing.

    `number` says which sheet of the results.
    """
    query = query[:LONGEST_QUERY]
    units = units_of(query)[:MOST_UNITS]
    if not units:
        return None
    readable = SearchEntry.objects.filter(page__live=True)
    for path in closed_paths:
        readable = readable.exclude(page__path__startswith=path)
    counts = _count(units)
    exact = _exact_hits(readable, units, counts, fold(query).text)
    hits = exact if exact.pages else _similar_hits(readable, units, counts)
    sheet = Paginator(hits.pages, PAGES_AT_ONCE).get_page(number)
    entries: dict[int, list[SearchEntry]] = {page_id: [] for page_id, _path in sheet}
    if entries:
        for entry in hits.entries_on(entries.keys()):
            entries[entry.page_id].append(entry)
    return Found(sheet, entries, hits.readings, exact=bool(exact.pages))


def _count(units: Sequence[Unit]) -> Counts:
    """How many entries hold each token of the query; tokens that none holds are absent."""
    tokens = {token for reading in chain(*units) for token in reading.tokens}
    return dict(SearchToken.objects.filter(token__in=tokens).values_list("token").annotate(Count("entry")))


# Everything that was asked for


def _exact_hits(readable: Entries, units: Sequence[Unit], counts: Counts, whole: str) -> _Hits:
    """Entries that hold every unit."""
    possible = [tuple(each for each in unit if all(token in counts for token in each.tokens)) for unit in units]
    if not all(possible):
        return _NO_HITS
    entries = readable
    leading = min(possible, key=lambda unit: _cost(unit, counts))
    if all(reading.tokens for reading in leading):
        tokens = [min(reading.tokens, key=counts.__getitem__) for reading in leading]
        entries = entries.filter(pk__in=SearchToken.objects.filter(token__in=tokens).values("entry_id"))
    for unit in possible:
        if unit is not leading or not all(reading.is_its_token for reading in unit):
            entries = entries.filter(reduce(operator.or_, map(_stands, unit)))
    entries = entries.annotate(rank=_rank(possible, whole))
    pages = entries.values_list("page_id", "page__path").annotate(best=Min("rank")).order_by("best", "page__path")
    return _Hits(
        pages=[(page_id, path) for page_id, path, _best in pages],
        entries_on=lambda page_ids: entries.filter(page_id__in=page_ids).order_by("rank", "position"),
        readings=list(chain(*possible)),
    )


def _cost(unit: Unit, counts: Counts) -> float:
    """How many entries its rarest tokens lead to; all, where a single Han character has no token."""
    return sum(min(map(counts.__getitem__, reading.tokens), default=float("inf")) for reading in unit)


def _stands(reading: Reading) -> Q:
    if reading.is_initials:
        return Q(initials__contains=reading.phrase)
    return Q(head__contains=reading.phrase) | Q(body__contains=reading.phrase)


def _rank(units: Sequence[Unit], whole: str) -> Combinable:
    """Best place first, then whole titles and names."""
    together = Q(head__contains=whole) | Q(body__contains=whole) if len(units) > 1 else Q(pk=None)
    entirety = Case(
        When(Q(head=whole) | Q(names__contains=f"|{whole}|"), then=WHOLE), When(together, then=TOGETHER), default=APART
    )
    return reduce(operator.add, [_place(unit) for unit in units]) * (APART + 1) + entirety


def _place(unit: Unit) -> Case:
    whens, of_page = [], Q(kind__in=PAGE_KINDS)
    for reading in unit:
        if reading.is_initials:
            whens.append(When(of_page & _stands(reading), then=TITLE_INITIALS))
            continue
        in_head = Q(head__contains=reading.phrase)
        # A term is the title of its definition.
        is_term = Q(kind=EntryKind.TERM, head=f" {reading.phrase.strip()} ")
        whens += [When((in_head & of_page) | is_term, then=TITLE), When(in_head, then=HEADING)]
        whens.append(When(names__contains=reading.phrase, then=NAME))
        if len(unit) > 1:
            whens.append(When(body__contains=reading.phrase, then=TEXT))
    return Case(*whens, default=OTHER_INITIALS if unit[-1].is_initials else TEXT)


# Much of what was asked for


def _similar_hits(readable: Entries, units: Sequence[Unit], counts: Counts) -> _Hits:
    """Entries that hold a good part of the written tokens; the rarer a token, the more it says."""
    asked = {token for unit in units for token in unit[0].tokens}
    rarest = sorted(asked & counts.keys(), key=lambda token: (counts[token], token))[:MOST_TOKENS]
    needed = -(-min(len(asked), MOST_TOKENS) // SHARE)
    if not rarest or len(rarest) < needed:
        return _NO_HITS
    ranks = _ranked(rarest, needed, counts)
    rows = readable.filter(pk__in=ranks).values_list("pk", "position", "page_id", "page__path")
    best = sorted(rows, key=lambda row: (ranks[row[0]], row[3], row[1]))

    def entries_on(page_ids: Container[int]) -> Iterable[SearchEntry]:
        keys = [key for key, _position, page_id, _path in best if page_id in page_ids]
        found = SearchEntry.objects.in_bulk(keys)
        return [found[key] for key in keys if key in found]

    return _Hits(
        pages=list(dict.fromkeys((page_id, path) for _key, _position, page_id, path in best)),
        entries_on=entries_on,
        readings=[Reading(token if not token.isascii() else f" {token}", (token,)) for token in rarest],
    )


def _ranked(rarest: Sequence[str], needed: int, counts: Counts) -> Mapping[int, int]:
    """The entries that hold at least `needed` of the tokens, each with its rank, the lowest best.

    It reads the index of tokens alone: what the entries say is not looked at before a few are left.
    """
    most = counts[rarest[-1]]
    weighty = groupby(rarest, key=lambda token: (most // counts[token]).bit_length())
    weights = [When(token__in=list(tokens), then=weight) for weight, tokens in weighty]
    by_entry = SearchToken.objects.values("entry_id").annotate(rank=-Sum(Case(*weights, default=0)))
    candidates = by_entry.filter(token__in=_leading(rarest, needed, counts)).order_by("rank", "entry_id")
    ranked = (
        by_entry.filter(token__in=rarest, entry__in=candidates.values("entry_id")[:MOST_CANDIDATES])
        .annotate(held=Count("token"))
        .filter(held__gte=needed)
        .order_by("rank", "entry_id")
    )
    return dict(ranked.values_list("entry_id", "rank")[:MOST_SIMILAR])


def _leading(rarest: Sequence[str], needed: int, counts: Counts) -> Sequence[str]:
    """Tokens of which every entry with `needed` of them holds one; fewer, where that would lead to too many entries."""
    enough = rarest[: len(rarest) - needed + 1]
    places = list(accumulate(counts[token] for token in enough))
    return enough[: max(1, bisect_right(places, MOST_PLACES))]
