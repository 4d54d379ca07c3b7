"""Results as readers see them: by page, each place with its passage and what was found in it marked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from courses.models import PAGE_KINDS, EntryKind, SearchEntry
from courses.queries import ending_titles
from courses.rules import NO_WALLS, Gate, Walls
from courses.search.finding import Found
from courses.tokeniser import Reading, fold

SHOWN = 3
# A passage's length, and how much of it may stand before what was found.
PASSAGE, LEAD = 90, 30
_SENTENCE_ENDS = "。！？；\n"
_LINE_END = re.compile(r"(?<=[^。！？；，：”\n])\n+(?=.)")
# The site's root and home page stand in nobody's trail.
_HOME_DEPTH = 2
Span = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """A place in a page."""

    kind: EntryKind
    title: SafeString
    url: str
    passage: SafeString


@dataclass
class Result:
    """A page, with the places in it that were found; what the reader has to study before it is open, where it is not."""

    title: SafeString
    url: str
    trail: Sequence[str]
    gate: Gate | None = None
    passage: SafeString = field(default_factory=SafeString)
    hits: list[Hit] = field(default_factory=list)

    @property
    def shown(self) -> Sequence[Hit]:
        return self.hits[:SHOWN]

    @property
    def more(self) -> Sequence[Hit]:
        return self.hits[SHOWN:]


def results_of(found: Found, *, with_passages: bool, walls: Walls = NO_WALLS) -> list[Result]:
    """The sheet's pages; without passages of lessons for those who may not read these, or not yet."""
    pages = _pages_with_ancestors(path for _page_id, path in found.sheet)
    endings = ending_titles()
    results = []
    for page_id, path in found.sheet:
        page = pages[path]
        trail = [pages[above].title for above in _ancestors(path) if pages[above].depth > _HOME_DEPTH]
        written = [reading.phrase for reading in found.readings if not reading.is_initials]
        result = Result(marked(page.title, written), page.get_url(), trail, walls.before(path))
        for entry in found.entries[page_id]:
            _add(result, entry, found.readings, endings, with_passages=with_passages)
        results.append(result)
    return results


def _add(
    result: Result,
    entry: SearchEntry,
    readings: Sequence[Reading],
    endings: Mapping[str, str | Promise],
    *,
    with_passages: bool,
) -> None:
    phrases = _phrases_of(entry, readings)
    is_open = not result.gate and (with_passages or entry.kind in {EntryKind.COURSE, EntryKind.CHAPTER})
    passage = passage_of(entry.text, phrases) if is_open else SafeString()
    if entry.kind in PAGE_KINDS:
        result.title, result.passage = marked(entry.title, phrases), passage
        return
    title = marked(entry.title, phrases) if entry.title else conditional_escape(str(endings.get(entry.anchor, "")))
    url = f"{result.url}#{entry.anchor}" if entry.anchor else result.url
    result.hits.append(Hit(EntryKind(entry.kind), title, url, passage))


def _phrases_of(entry: SearchEntry, readings: Iterable[Reading]) -> list[str]:
    """What to mark in the entry; where initials were meant, the characters that they stand for."""
    phrases = []
    named = [entry.head, *entry.names.strip("|").split("|")]
    for reading in readings:
        if not reading.is_initials:
            phrases.append(reading.phrase)
            continue
        for text, initials in zip(named, entry.initials.split("|"), strict=False):
            start = initials.find(reading.phrase)
            if start >= 0:
                phrases.append(text[start : start + len(reading.phrase)])
    return phrases


def _pages_with_ancestors(paths: Iterable[str]) -> dict[str, Page]:
    wanted = {step for path in paths for step in (path, *_ancestors(path))}
    rows = Page.objects.filter(path__in=wanted).only("path", "depth", "title", "url_path")
    return {page.path: page for page in rows}


def _ancestors(path: str) -> list[str]:
    return [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]


# Marking


def marked(source: str, phrases: Iterable[str]) -> SafeString:
    """The source, escaped, with every phrase in it in `<mark>`."""
    return _marked(source, _places(source, phrases))


def passage_of(source: str, phrases: Iterable[str]) -> SafeString:
    """The part of a longer source that holds most of the phrases, first come; its beginning where it has none."""
    places = _places(source, phrases)
    first, last = max(places, key=lambda place: _said_from(source, places, place[0]), default=(0, 0))
    start = 0
    if last > LEAD:
        earliest = max(first - LEAD, 0)
        # From the beginning of the sentence, where that is near.
        start = max(earliest, *(source.rfind(end, earliest, first) + 1 for end in _SENTENCE_ENDS))
    end = max(start + PASSAGE, last)
    inside = [(begin - start, min(stop, end) - start) for begin, stop in places if start <= begin < end]
    return format_html(
        "{}{}{}",
        "…" if start > 0 and source[start - 1] not in _SENTENCE_ENDS else "",
        _as_line(_marked(source[start:end], inside)),
        "…" if end < len(source) else "",
    )


def _as_line(passage: SafeString) -> SafeString:
    """The lines of a block as one; a dot stands where nothing else parts them."""
    return mark_safe(_LINE_END.sub(" · ", passage).replace("\n", ""))  # noqa: S308 -- escaped before


def _said_from(source: str, places: Iterable[Span], start: int) -> int:
    """How many different things are found in a passage that begins near `start`."""
    return len({source[first:last] for first, last in places if start <= first and last <= start + PASSAGE - LEAD})


def _places(source: str, phrases: Iterable[str]) -> list[Span]:
    """Where any of the phrases stands, in order; overlapping and touching places made one."""
    folded = fold(source)
    joined: list[Span] = []
    for start, end in sorted(place for phrase in set(phrases) for place in folded.places_of(phrase)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _marked(source: str, places: Iterable[Span]) -> SafeString:
    # A sheet has hundreds of pieces, all of them plain text: conditional_escape would look at each twice.
    pieces, done = [], 0
    for start, end in places:
        pieces += [escape(source[done:start]), "<mark>", escape(source[start:end]), "</mark>"]
        done = end
    pieces.append(escape(source[done:]))
    return mark_safe("".join(pieces))  # noqa: S308 -- every piece was escaped
