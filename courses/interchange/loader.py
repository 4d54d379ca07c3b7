"""Publishing a content folder: each file in a transaction of its own, so that a run can stop and start anywhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.interchange.problems import ContentRefused, Problem
from courses.interchange.reader import Content, Loadable
from courses.models import ChapterPage, CoursePage, HomePage, LessonPage
from courses.services.publishing import (
    Outcome,
    find_page,
    order_pages,
    outcome_of,
    points_to_change,
    publish_page,
    sync_points,
)

_PARENT_TYPES: dict[Any, Any] = {LessonPage: ChapterPage, ChapterPage: CoursePage}


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    file: str
    id: str
    title: str
    outcome: Outcome
    file_changed: bool


@dataclass
class LoadReport:
    """What a run did, or under dry run would do."""

    dry_run: bool
    loaded: list[Loaded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    points_changed: int = 0

    def with_outcome(self, outcome: Outcome) -> list[Loaded]:
        return [row for row in self.loaded if row.outcome is outcome]

    def as_json(self) -> dict[str, Any]:
        """One JSON object: counts and ids per outcome, conflicts and problems in full."""
        ids = {outcome.value: [row.id for row in self.with_outcome(outcome)] for outcome in Outcome}
        ids.pop(Outcome.CONFLICT.value)
        return {
            "dry_run": self.dry_run,
            "files": len(self.loaded),
            **ids,
            "points_changed": self.points_changed,
            "conflicts": [
                {"file": row.file, "id": row.id, "title": row.title, "file_changed": row.file_changed}
                for row in self.with_outcome(Outcome.CONFLICT)
            ],
            "problems": [asdict(problem) for problem in self.problems],
        }


def load(content: Content, *, home: HomePage | None, actor: User | None, dry_run: bool, only: str = "") -> LoadReport:
    """Publish `content` below `home`, which only a dry run may lack; `only` selects a page and what is below it."""
    report = LoadReport(dry_run)
    pages = [page for page in content.pages if only in {"", *_lineage(page, content)}]
    if not only or not pages:
        report.problems += content.problems
    for page in pages:
        try:
            row = _foresee(page, content, report) if dry_run else _publish(page, home, actor, report)
        except ContentRefused as refusal:
            report.problems += refusal.problems
        else:
            report.loaded.append(row)
    if not dry_run:
        _order(pages, home)
    return report


def _lineage(page: Loadable, content: Content) -> set[str]:
    above = {chapter.source.id: chapter.parent_id for chapter in content.chapters}
    return {page.source.id, page.parent_id, above.get(page.parent_id, "")} - {""}


def _foresee(page: Loadable, content: Content, report: LoadReport) -> Loaded:
    in_files = page.parent_id in {other.source.id for other in content.pages}
    if page.parent_id and not in_files and _find_parent(page, None) is None:
        raise _without_parent(page)
    before = find_page(page.source)
    report.points_changed += len(points_to_change(chapter=before, points=page.points))
    return _row(page, before, outcome_of(before, page.source))


@transaction.atomic
def _publish(page: Loadable, home: HomePage | None, actor: User | None, report: LoadReport) -> Loaded:
    parent = _find_parent(page, home)
    if parent is None:
        raise _without_parent(page)
    before = find_page(page.source)
    try:
        outcome = publish_page(source=page.source, parent=parent, actor=actor)
        if page.points:
            report.points_changed += sync_points(chapter=find_page(page.source), points=page.points)
    except ValidationError as error:
        raise ContentRefused([Problem(page.file, 1, " ".join(error.messages))]) from error
    return _row(page, before, outcome)


def _row(page: Loadable, before: Any, outcome: Outcome) -> Loaded:
    file_changed = before is None or before.source_sha256 != page.source.sha256
    return Loaded(page.file, page.source.id, page.source.title, outcome, file_changed)


def _find_parent(page: Loadable, home: HomePage | None) -> Any:
    """Read anew each time: a parent's place in the tree changes with every child it gets."""
    parent_type = _PARENT_TYPES.get(page.source.page_type)
    if parent_type is not None:
        return parent_type.objects.filter(source_id=page.parent_id).first()
    return None if home is None else HomePage.objects.get(pk=home.pk)


def _without_parent(page: Loadable) -> ContentRefused:
    reason = _("It belongs below %(id)s, which is not loaded.") % {"id": page.parent_id}
    return ContentRefused([Problem(page.file, 1, reason)])


def _order(pages: Sequence[Loadable], home: HomePage | None) -> None:
    families: dict[str, list[Loadable]] = {}
    for page in pages:
        families.setdefault(page.parent_id, []).append(page)
    for family in families.values():
        parent = _find_parent(family[0], home)
        if parent is not None:
            ids = [page.source.id for page in family]
            order_pages(parent=parent, page_type=family[0].source.page_type, source_ids=ids)
