"""Who may go on: prerequisites of a course as advice or as a wall."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import PreparedValues
from courses.models import (
    ChapterPage,
    CoursePage,
    LessonPage,
    LessonProgress,
    Prerequisite,
    PrerequisiteRule,
    UnderStamp,
)
from courses.queries import Reader

# How many levels a page stands below its course.
_BELOW_COURSE: dict[type[Page], int] = {CoursePage: 0, ChapterPage: 1, LessonPage: 2}
# Of a course by its path: whether anything comes before anything in it. In most there is nothing.
_rows_before = PreparedValues(
    lambda path: (
        Prerequisite.objects.filter(course__path=path)
        .exclude(course__prerequisite_rule=PrerequisiteRule.NONE)
        .order_by()
        .values_list("pk")
    ),
    str,
)
_has_prerequisites = UnderStamp(lambda path: bool(_rows_before.rows(path)))


@dataclass(frozen=True, slots=True)
class Need:
    """A chapter or course to be studied first, with how much of it the reader has finished."""

    title: str
    url: str
    lessons: int
    finished: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What the reader has still to study before a page, in the order the course gives."""

    is_wall: bool
    needs: Sequence[Need]


def gate_before(*, page: Page, reader: Reader) -> Gate | None:
    """What stands before this course, chapter or lesson for the reader; None where the way is open."""
    below = _BELOW_COURSE.get(type(page))
    if below is None:
        return None
    ancestors = [page.path[: len(page.path) - level * Page.steplen] for level in range(below, -1, -1)]
    course_path, chapter_path = ancestors[0], ancestors[1] if below else None
    if not _has_prerequisites(course_path):
        return None
    rows = (
        Prerequisite.objects.filter(Q(chapter=None) | Q(chapter__path=chapter_path), course__path=course_path)
        .filter(needs__live=True)
        .exclude(course__prerequisite_rule=PrerequisiteRule.NONE)
        .select_related("needs", "course")
        .order_by("sort_order", "pk")
    )
    # Twice the same is once.
    wanted = {row.needs_id: row for row in rows}
    unmet = [need for need in _needs([row.needs for row in wanted.values()], reader) if need.finished < need.lessons]
    if not unmet:
        return None
    rule = next(iter(wanted.values())).course.prerequisite_rule
    return Gate(is_wall=rule == PrerequisiteRule.WALL, needs=unmet)


@dataclass(frozen=True, slots=True)
class Wall:
    """Keeps closed what lies at or below `path` until `need` is studied; the course's own page stays open."""

    path: str
    course_path: str
    need: Need

    def closes(self, path: str) -> bool:
        return path.startswith(self.path) and path != self.course_path


@dataclass(frozen=True, slots=True)
class Walls:
    """All walls that a reader still stands before."""

    walls: Sequence[Wall] = ()

    def before(self, path: str) -> Gate | None:
        """What is to be studied before the page at this path; None where the way is open."""
        # Twice the same is once.
        needs = list(dict.fromkeys(wall.need for wall in self.walls if wall.closes(path)))
        return Gate(is_wall=True, needs=needs) if needs else None


NO_WALLS = Walls()


def walls_before(reader: Reader) -> Walls:
    """The walls of every course, for readers at a fixed cost. Whoever may edit what a wall closes passes it."""
    rows = list(
        Prerequisite.objects.filter(course__prerequisite_rule=PrerequisiteRule.WALL, needs__live=True)
        .select_related("needs", "course", "chapter")
        .order_by("course__path", "sort_order", "pk")
    )
    pages = {row.needs_id: row.needs for row in rows}
    needs = dict(zip(pages, _needs(list(pages.values()), reader), strict=True))
    # Asked once: whether somebody may edit this very page costs a query for each.
    editor = reader if rows and isinstance(reader, User) and reader.has_perm("wagtailadmin.access_admin") else None
    found = []
    for row in rows:
        need, closed = needs[row.needs_id], row.chapter or row.course
        passes = editor is not None and may_pass_walls(user=editor, page=closed)
        if need.finished < need.lessons and not passes:
            found.append(Wall(closed.path, row.course.path, need))
    return Walls(tuple(found))


def _needs(pages: Sequence[Page], reader: Reader) -> list[Need]:
    if not pages:
        return []
    inside = Q()
    for page in pages:
        inside |= Q(path__startswith=page.path)
    finished = LessonProgress.objects.filter(
        lesson=OuterRef("pk"), trainee_id=reader.pk or 0, finished_at__isnull=False
    )
    lessons = list(
        LessonPage.objects.live().filter(inside).annotate(finished=Exists(finished)).values_list("path", "finished")
    )
    found = []
    for page in pages:
        states = [is_finished for path, is_finished in lessons if path.startswith(page.path)]
        found.append(Need(page.title, page.get_url(), len(states), sum(states)))
    return found


def may_pass_walls(*, user: User, page: Page) -> bool:
    """Whoever edits a page has to read it."""
    may_edit: bool = page.permissions_for_user(user).can_edit()
    return may_edit
