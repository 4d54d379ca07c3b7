"""What search finds of a page, written anew from the page whenever it is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from courses.models import ChapterPage, CoursePage, EntryKind, LessonPage, SearchEntry
from courses.queries import LessonPart, lesson_parts
from courses.tokeniser import fold, initial_tokens, initials_of, tokens_of

FOUND_PAGES = (CoursePage, ChapterPage, LessonPage)
# Fields of a block, or of its items, that name something; what else it says is running text.
_NAMING = ("title", "name", "caption", "confusion", "expression")
# Blocks that are found as themselves: their kind, and the field that is their title.
_OWN = {"definition": (EntryKind.TERM, "term"), "figure": (EntryKind.FIGURE, "title")}


@dataclass
class Draft:
    """An entry before it is folded: its title, the names in it, and every line of it, names too."""

    kind: EntryKind
    title: str = ""
    anchor: str = ""
    names: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@transaction.atomic
def rebuild_entries(*, page: Page) -> int:
    """Write what search finds of the page anew, nothing where it is not published; returns how many entries."""
    forget_entries(page=page)
    folded = [_fold_draft(page, place, draft) for place, draft in enumerate(_drafts_of(page) if page.live else ())]
    entries = SearchEntry.objects.bulk_create([entry for entry, _tokens in folded])
    _write_tokens(
        (token, entry.pk) for entry, (_entry, found_by) in zip(entries, folded, strict=True) for token in found_by
    )
    return len(entries)


def _write_tokens(rows: Iterable[tuple[str, int]]) -> None:
    """A page has more than a thousand, and nothing but these two columns: a model object for each costs seconds."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO courses_searchtoken (token, entry_id) VALUES (%s, %s)", sorted(rows))


def forget_entries(*, page: Page) -> None:
    """Have nothing of the page be found any more; the tokens go with their entries."""
    SearchEntry.objects.filter(page_id=page.pk).delete()


def rebuild_all() -> int:
    """Write everything anew, each page in a transaction of its own; returns how many entries."""
    for page in Page.objects.filter(search_entries__isnull=False, live=False).distinct():
        forget_entries(page=page)
    return sum(rebuild_entries(page=page) for page in _published())


def rebuild_missing() -> int:
    """Write what search lacks: pages published before there was a search, or by other means than publishing."""
    return sum(rebuild_entries(page=page) for page in _published(search_entries__isnull=True))


def count_entries() -> int:
    """How many entries `rebuild_all` would write."""
    return sum(1 for page in _published() for _draft in _drafts_of(page))


def _published(**filters: Any) -> Iterator[Page]:
    for model in FOUND_PAGES:
        yield from model.objects.live().filter(**filters).order_by("path")


def _fold_draft(page: Page, position: int, draft: Draft) -> tuple[SearchEntry, set[str]]:
    text = "\n".join(draft.lines)
    head, body, names = fold(draft.title), fold(text), [fold(name) for name in draft.names]
    initials = [initials_of(folded) for folded in (head, *names)]
    entry = SearchEntry(
        page_id=page.pk,
        kind=draft.kind,
        position=position,
        anchor=draft.anchor,
        title=draft.title,
        text=text,
        head=head.text,
        # Bars show where a name begins and ends: a whole name counts for more than a part of one.
        names=f"|{'|'.join(name.text for name in names)}|" if names else "",
        body=body.text,
        initials="|".join(each.text for each in initials),
    )
    return entry, (tokens_of(head) | tokens_of(body)).union(*map(initial_tokens, initials))


def _drafts_of(page: Page) -> Iterator[Draft]:
    match page:
        case CoursePage():
            yield Draft(EntryKind.COURSE, page.title, lines=_filled([page.subtitle, get_text_for_indexing(page.intro)]))
        case ChapterPage():
            yield Draft(EntryKind.CHAPTER, page.title, lines=_filled([get_text_for_indexing(page.summary)]))
        case LessonPage():
            for part in lesson_parts(page):
                yield from _drafts_of_part(page, part)


def _drafts_of_part(lesson: LessonPage, part: LessonPart) -> Iterator[Draft]:
    """The part with its text, then the terms and figures in it: every sentence belongs to one entry."""
    whole = Draft(EntryKind.HEADING, str(part.title) if part.is_heading else "", part.anchor)
    if not part.anchor:
        whole = Draft(EntryKind.LESSON, lesson.title)
    inside = []
    for block in part.blocks:
        if block.block_type in _OWN:
            kind, title = _OWN[block.block_type]
            lines = _filled(block.block.get_searchable_content(block.value))
            inside.append(Draft(kind, block.value[title], part.anchor, lines=lines[1:]))
        elif block.block_type == "check":
            # Its options are mostly wrong: only the question is found.
            whole.lines.append(block.value["stem"])
        elif block.block_type != "heading":
            whole.names += _names_in(block.value)
            whole.lines += _filled(block.block.get_searchable_content(block.value))
    yield whole
    yield from inside


def _names_in(value: Any) -> list[str]:
    names = [str(value[name]) for name in _NAMING if value.get(name)]
    for item in value.get("items", ()):
        names += _names_in(item) if hasattr(item, "get") else []
    return names


def _filled(texts: Iterable[Any]) -> list[str]:
    return [line for text in texts if (line := str(text).strip())]
