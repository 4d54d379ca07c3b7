"""Publishing what was loaded from files as Wagtail pages, without ever overwriting an editor's work."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from courses.models import ChapterPage, KnowledgePoint
from courses.services.comparison import says_the_same


class Outcome(StrEnum):
    """What loading a page's file does, or would do."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    # The page was edited into exactly what the file says: the loader takes it up again.
    ADOPTED = "adopted"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class PageSource:
    """A page as a file describes it; `fields` hold JSON values, a StreamField as its list of blocks."""

    id: str
    page_type: Any  # a Wagtail page class that is also a LoadedPage
    slug: str
    title: str
    fields: Mapping[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        return {"slug": self.slug, "title": self.title, **self.fields}

    @cached_property
    def sha256(self) -> str:
        """The digest of everything the file makes of the page: figures and markup rules included."""
        canonical = json.dumps(self.values, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class PointSource:
    """A knowledge point as a chapter file describes it."""

    syllabus_id: str
    code: str
    importance: str
    weight: int
    title: str

    @property
    def values(self) -> dict[str, Any]:
        return {"code": self.code, "importance": self.importance, "weight": self.weight, "title": self.title}


def find_page(source: PageSource) -> Any:
    """The page that was loaded from this source before, or None."""
    return source.page_type.objects.filter(source_id=source.id).first()


def outcome_of(page: Any, source: PageSource) -> Outcome:
    """What publishing `source` over `page` comes to; changes nothing."""
    if page is None:
        return Outcome.CREATED
    if page.live and page.latest_revision_id == page.loaded_revision_id:
        return Outcome.UNCHANGED if page.source_sha256 == source.sha256 else Outcome.UPDATED
    if page.live and not page.has_unpublished_changes and says_the_same(page, source.values):
        return Outcome.ADOPTED
    return Outcome.CONFLICT


@transaction.atomic
def publish_page(*, source: PageSource, parent: Page, actor: User | None) -> Outcome:
    """Create or update the page of `source` and publish it through a revision; a page edited since is left alone."""
    page = find_page(source)
    outcome = outcome_of(page, source)
    match outcome:
        case Outcome.CREATED:
            page = source.page_type(source_id=source.id, live=False, owner=actor, **source.values)
            with disable_reference_index_auto_update():
                parent.add_child(instance=page)
            _publish(page, source, actor)
        case Outcome.UPDATED:
            for name, value in source.values.items():
                setattr(page, name, value)
            _publish(page, source, actor)
        case Outcome.ADOPTED:
            _remember(page, source, page.latest_revision_id)
    return outcome


def _publish(page: Any, source: PageSource, actor: User | None) -> None:
    """Publishing checks the whole page and indexes its references: what is saved on the way needs neither."""
    with disable_reference_index_auto_update():
        revision = page.save_revision(user=actor, clean=False)
    revision.publish(user=actor)
    _remember(page, source, revision.pk)


def _remember(page: Any, source: PageSource, revision_id: int) -> None:
    source.page_type.objects.filter(pk=page.pk).update(source_sha256=source.sha256, loaded_revision_id=revision_id)


def give_source_id(*, page: Any, source_id: str) -> None:
    """Tie a page that was made in the back office to the file it is being written to."""
    type(page).objects.filter(pk=page.pk, source_id="").update(source_id=source_id)
    page.source_id = source_id


@transaction.atomic
def order_pages(*, parent: Page, page_type: Any, source_ids: Sequence[str]) -> bool:
    """Put the loaded children of `parent` in file order; pages made by editors are not moved. True where it moved."""
    pages = {page.source_id: page for page in page_type.objects.child_of(parent).exclude(source_id="").order_by("path")}
    wanted = [source_id for source_id in source_ids if source_id in pages]
    if wanted == [source_id for source_id in pages if source_id in wanted]:
        return False
    pages[wanted[0]].move(pages[next(iter(pages))], pos="left")
    for before, after in pairwise(wanted):
        page_type.objects.get(source_id=after).move(page_type.objects.get(source_id=before), pos="right")
    return True


def points_to_change(*, chapter: ChapterPage | None, points: Sequence[PointSource]) -> list[KnowledgePoint]:
    """The knowledge points that differ from `points`, with the new values set and nothing saved."""
    known = {point.syllabus_id: point for point in KnowledgePoint.objects.all()} if points else {}
    changed = []
    for source in points:
        point = known.get(source.syllabus_id) or KnowledgePoint(syllabus_id=source.syllabus_id)
        values = {"chapter_id": chapter.pk if chapter else None, **source.values}
        if point.pk is None or any(getattr(point, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(point, name, value)
            changed.append(point)
    return changed


@transaction.atomic
def sync_points(*, chapter: ChapterPage, points: Sequence[PointSource]) -> int:
    """Create and update the chapter's knowledge points; returns how many changed. None is ever deleted."""
    changed = points_to_change(chapter=chapter, points=points)
    for point in changed:
        point.full_clean()
        point.save()
    return len(changed)
