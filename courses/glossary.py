"""The glossary: what published lessons define, by pinyin initial, and marked where other lessons use it."""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from courses.models import CoursePage, Enrolment, LessonPage, Term, has_view_restrictions, term_anchor
from courses.tokeniser import fold

# One Han character names too much to be marked wherever it stands.
_SHORTEST = 2
# Titles of books and laws are names too.
_BOOK = re.compile("《[^《》]*》")
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>"']|"[^"]*"|'[^']*')*>""")
# Names, links and headings stay as they are.
_LEFT_ALONE = frozenset({"a", "b", "strong", "h1", "h2", "h3", "h4", "dfn", "code", "button", "label"})


@dataclass(frozen=True)
class Definition:
    """A term as one lesson defines it."""

    text: SafeString
    lesson_title: str
    url: str
    path: str
    chapter_title: str
    course_title: str


@dataclass(frozen=True)
class Entry:
    """A term with its definitions, the reader's own or nearest first, else in reading order."""

    term: str
    reading: str
    definitions: Sequence[Definition]

    @property
    def anchor(self) -> str:
        return term_anchor(self.term)

    @property
    def initial(self) -> str:
        """A to Z, or # for what begins with no letter."""
        letter = self.reading[:1].upper()
        return letter if letter.isascii() and letter.isalpha() else "#"

    def answers(self, wanted: str) -> bool:
        """Whether its name holds what somebody typed, or its pinyin or the initials of that begin with it."""
        typed = fold(wanted).text.strip()
        syllables = self.reading.split()
        spelt, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
        letters = typed.replace(" ", "")
        return typed in fold(self.term).text or spelt.startswith(letters) or initials.startswith(letters)


@dataclass(frozen=True)
class Letter:
    """The entries under one initial; `anchor` is where they begin."""

    initial: str
    entries: Sequence[Entry]

    @property
    def anchor(self) -> str:
        return f"letter:{self.initial if self.initial.isalpha() else 'other'}"


def glossary_letters(
    *, course: CoursePage | None, closed: Sequence[str], own: Sequence[str] = (), wanted: str = ""
) -> list[Letter]:
    """All terms, or those of one course, by initial; of several definitions first those below the paths `own`.

    With `wanted` those that answer to it.
    """
    rows = Term.objects.filter(lesson__path__startswith=course.path) if course else Term.objects.all()
    first = tuple(own)
    entries = [
        replace(entry, definitions=sorted(entry.definitions, key=lambda one: not one.path.startswith(first)))
        for entry in _entries(rows, closed=closed)
        if entry.answers(wanted)
    ]
    entries.sort(key=lambda entry: (entry.initial == "#", entry.reading, entry.term))
    return [Letter(initial, list(group)) for initial, group in groupby(entries, key=lambda entry: entry.initial)]


def closed_paths(request: HttpRequest | None) -> tuple[str, ...]:
    """Where the tree is closed to this reader: the beginnings of the paths of pages with a restriction."""
    if not has_view_restrictions():
        return ()
    restrictions = PageViewRestriction.objects.select_related("page")
    return tuple(
        restriction.page.path
        for restriction in restrictions
        if request is None or not restriction.accept_request(request)
    )


def own_paths(reader: User) -> tuple[str, ...]:
    """The beginnings of the paths of the courses that the reader takes."""
    return tuple(Enrolment.objects.filter(trainee=reader).values_list("course__path", flat=True))


def _entries(rows: QuerySet[Term], *, closed: Sequence[str]) -> list[Entry]:
    """The terms in reading order, every definition named with its chapter and course."""
    found: dict[tuple[str, str], list[Definition]] = {}
    urls: dict[str, str] = {}
    read = rows.filter(lesson__live=True).order_by("lesson__path", "position")
    fields = ("term", "reading", "definition", "lesson__path", "lesson__title", "lesson__url_path")
    lines = [line for line in read.values_list(*fields) if not line[3].startswith(closed)]
    titles = _titles_above({line[3] for line in lines})
    for term, reading, text, path, title, url_path in lines:
        url = urls.get(url_path) or urls.setdefault(url_path, Page(url_path=url_path, title=title).get_url())
        definition = Definition(
            # Cleaned by refresh_terms, the only writer.
            text=mark_safe(text),  # noqa: S308 -- see above
            lesson_title=title,
            url=f"{url}#{_fragment(term)}",
            path=path,
            chapter_title=titles.get(path[: -Page.steplen], ""),
            course_title=titles.get(path[: -2 * Page.steplen], ""),
        )
        found.setdefault((term, reading), []).append(definition)
    return [Entry(term, reading, definitions) for (term, reading), definitions in found.items()]


def _titles_above(paths: set[str]) -> dict[str, str]:
    """Titles of the chapters and courses of lessons, by path."""
    above = {path[: -levels * Page.steplen] for path in paths for levels in (1, 2)}
    return dict(Page.objects.filter(path__in=above).values_list("path", "title"))


# Marking


@dataclass(frozen=True)
class TermIndex:
    """All terms as one pattern, and the paths of the lessons that define each."""

    version: tuple[int, int]
    pattern: re.Pattern[str] | None
    paths: Mapping[str, Sequence[str]]


_kept: dict[str, TermIndex] = {}


def term_index() -> TermIndex:
    """The index, compiled once per process and again when the terms have changed, whichever process changed them.

    Rows are only ever added and removed, never changed, so the newest key and the count together say which there are.
    """
    state = Term.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    version = (state["newest"] or 0, state["count"])
    index = _kept.get("index")
    if index is None or index.version != version:
        index = _kept["index"] = _compile(version)
    return index


def forget_terms() -> None:
    """For tests, whose database takes its keys back."""
    _kept.clear()


def _compile(version: tuple[int, int]) -> TermIndex:
    paths: dict[str, list[str]] = {}
    for term, path in Term.objects.order_by("pk").values_list("term", "lesson__path"):
        paths.setdefault(term, []).append(path)
    return TermIndex(version, terms_pattern(paths), paths)


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all terms, the longest first; None where there is none.

    Grouped by first character: a lesson is searched twice as fast as with one flat list.
    """
    branches = []
    for first, group in groupby(sorted({term for term in terms if len(term) >= _SHORTEST}), key=lambda term: term[0]):
        tails = sorted((term[1:] for term in group), key=len, reverse=True)
        branches.append(f"{re.escape(first)}(?:{'|'.join(map(re.escape, tails))})")
    return re.compile("|".join(branches)) if branches else None


class TermMarker:
    """Marks, on one showing of a lesson, what other lessons define, and then tells the definitions."""

    def __init__(
        self, lesson: LessonPage, request: HttpRequest | None, *, closed: tuple[str, ...] | None = None
    ) -> None:
        """`closed`: what `closed_paths` said of the reader, where it was asked already."""
        self._index = term_index()
        self._path = lesson.path
        self._request = request
        self._own = {" ".join(b.value["term"].split()) for b in lesson.body if b.block_type == "definition"}
        self._placed: set[str] = set()
        self._seen: set[tuple[str, str]] = set()
        self._closed = closed
        self._marked: set[str] = set()

    def mark(self, text: str, *, part: str) -> SafeString:
        """The HTML with each foreign term's first occurrence in this part as a link to the glossary."""

        def wants(term: str) -> bool:
            if term in self._own or (part, term) in self._seen or not self._is_open(term):
                return False
            self._seen.add((part, term))
            self._marked.add(term)
            return True

        marked = mark_terms(text, self._index.pattern, wants) if self._index.pattern else text
        return mark_safe(marked)  # noqa: S308 -- what was safe before, with links made by format_html

    def place(self, term: str) -> str:
        """The anchor of a definition that stands in this lesson; empty where the lesson defines the term again."""
        anchor = term_anchor(term)
        if anchor in self._placed:
            return ""
        self._placed.add(anchor)
        return anchor

    def notes(self) -> list[Entry]:
        """The terms marked so far with their definitions, of this chapter first, then of this course."""
        if not self._marked:
            return []
        entries = _entries(Term.objects.filter(term__in=self._marked), closed=self._closed or ())
        return [replace(entry, definitions=sorted(entry.definitions, key=self._distance)) for entry in entries]

    def _is_open(self, term: str) -> bool:
        if self._closed is None:
            self._closed = closed_paths(self._request)
        return any(not path.startswith(self._closed) for path in self._index.paths[term])

    def _distance(self, definition: Definition) -> tuple[bool, bool, str]:
        chapter, course = (self._path[: -levels * Page.steplen] for levels in (1, 2))
        return (not definition.path.startswith(chapter), not definition.path.startswith(course), definition.path)


def mark_terms(text: str, pattern: re.Pattern[str], wants: Callable[[str], bool]) -> str:
    """Link the wanted terms in the text of this HTML; the tags stay as they are, and so does what they enclose."""
    written: list[str] = []
    depth = end = 0
    for tag in _TAG.finditer(text):
        before = text[end : tag.start()]
        written.append(before if depth else _mark_words(before, pattern, wants))
        written.append(tag[0])
        end = tag.end()
        if tag[2].lower() in _LEFT_ALONE:
            depth += -1 if tag[1] else 1
    rest = text[end:]
    written.append(rest if depth else _mark_words(rest, pattern, wants))
    return "".join(written)


def _mark_words(text: str, pattern: re.Pattern[str], wants: Callable[[str], bool]) -> str:
    words = html.unescape(text)
    written: list[str] = []
    end = 0
    books = [book.span() for book in _BOOK.finditer(words)]
    for match in pattern.finditer(words):
        in_book = any(start < match.start() < stop for start, stop in books)
        if _is_whole(match) and not in_book and wants(match[0]):
            written += [html.escape(words[end : match.start()], quote=False), _link(match[0])]
            end = match.end()
    return "".join([*written, html.escape(words[end:], quote=False)]) if written else text


def _is_whole(match: re.Match[str]) -> bool:
    """Whether a Latin word is not cut out of a longer one."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return not (_is_latin(match[0][0]) and _is_latin(before)) and not (_is_latin(match[0][-1]) and _is_latin(after))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _link(term: str) -> str:
    return format_html('<a class="term" href="{}#{}">{}</a>', reverse("glossary:index"), _fragment(term), term)


def _fragment(term: str) -> str:
    return quote(term_anchor(term), safe=":")
