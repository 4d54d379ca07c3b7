"""Named reads of the course tree and of what a trainee has studied."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from courses.models import (
    ChapterPage,
    CoursePage,
    HeadingPoint,
    KnowledgePoint,
    LessonPage,
    LessonProgress,
    MistakeReport,
)

Reader = User | AnonymousUser

# What a section may be counted by before its name: 1.2 and the like, closed by a space, a point or the listing comma.
_COUNTED = re.compile(r"\S{1,6}[、.\s]\s*")

# The parts every lesson ends with: block type → anchor and title.
_ENDINGS: dict[str, tuple[str, Promise]] = {
    "pitfalls": ("pitfalls", _("Common confusions")),
    "key_points": ("key-points", _("Key points")),
    "check": ("checks", _("Check yourself")),
}


@dataclass(frozen=True)
class TeachingHeading:
    """The lesson heading that teaches a knowledge point."""

    title: str
    url: str
    lesson_title: str
    # Empty where the lesson stands in none.
    section: str = ""


@dataclass
class LessonPart:
    """A heading of a lesson with what stands under it; the part before the first heading has no anchor."""

    anchor: str = ""
    title: str | Promise = ""
    blocks: list[Any] = field(default_factory=list)
    points: list[KnowledgePoint] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return bool(self.blocks) and self.blocks[0].block_type == "heading"

    @property
    def point_ids(self) -> list[str]:
        return list(self.blocks[0].value["points"]) if self.is_heading else []


@dataclass(frozen=True)
class LessonEntry:
    """A lesson in a list, with how far the reader got."""

    id: int
    title: str
    url: str
    minutes: int
    supplementary: bool
    opened: bool = False
    finished: bool = False


@dataclass(frozen=True)
class Section:
    """A section of a chapter: lessons under one heading, or without one where each is a section by itself."""

    title: str
    lessons: Sequence[LessonEntry]

    @property
    def is_its_lesson(self) -> bool:
        """Whether its one lesson has the same name; the number before it makes no difference."""
        if len(self.lessons) != 1 or not self.title.endswith(self.lessons[0].title):
            return False
        before = self.title.removesuffix(self.lessons[0].title)
        return not before or _COUNTED.fullmatch(before) is not None

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Neighbours:
    """The lessons before and after one in its chapter."""

    previous: LessonEntry | None
    following: LessonEntry | None
    number: int
    total: int


@dataclass(frozen=True)
class ChapterProgress:
    """A chapter in its course's list, with how much of it the reader finished."""

    chapter: ChapterPage
    url: str
    lessons: int
    minutes: int
    finished: int


@dataclass(frozen=True)
class Extent:
    """How much there is to study in a course, and how much of it the reader finished."""

    chapters: int
    lessons: int
    minutes: int
    finished: int

    @property
    def hours(self) -> int:
        """Whole hours of its lessons, to the nearest; at least one. What a training plan counts is `CoursePage.hours`."""
        return max(1, (self.minutes + 30) // 60)


@dataclass(frozen=True)
class ChapterStanding:
    """How far the reader is with a chapter, and the lesson that comes next."""

    lessons: int
    finished: int
    is_begun: bool
    following: LessonEntry | None


@dataclass(frozen=True)
class Place:
    """Where a trainee stopped reading; `url` leads to the heading."""

    lesson_title: str
    heading: str
    url: str


def teaching_headings(point_ids: Iterable[int]) -> dict[int, TeachingHeading]:
    """For each knowledge point the first published heading that teaches it; points that none teaches are absent."""
    return first_headings(heading_rows(HeadingPoint.objects.filter(point_id__in=set(point_ids))))


def heading_rows(headings: QuerySet[HeadingPoint]) -> QuerySet[HeadingPoint, Any]:
    """Those of the headings that are published, in the order of reading, as rows for `first_headings`."""
    published = headings.filter(lesson__live=True).order_by("lesson__path", "position")
    return published.values_list("point_id", "anchor", "text", "lesson__title", "lesson__section", "lesson__url_path")


def first_headings(rows: Iterable[Sequence[Any]]) -> dict[int, TeachingHeading]:
    """Of each point in the rows its first heading."""
    found: dict[int, TeachingHeading] = {}
    urls: dict[str, str] = {}
    # One page object for all the addresses: it reads the sites once, and a page costs more to make than its address.
    page = Page()
    for point, anchor, text, title, section, path in rows:
        if point not in found:
            if path not in urls:
                page.url_path = path
                urls[path] = page.get_url()
            found[point] = TeachingHeading(text, f"{urls[path]}#{anchor}", title, section)
    return found


def titles_of_ranges(prefixes: Collection[str]) -> dict[str, str]:
    """Beginnings of points' codes → the chapter of which each holds all points, else the section that most are taught in."""
    points = list(KnowledgePoint.objects.values_list("code", "chapter__title"))
    taught = dict(HeadingPoint.objects.filter(lesson__live=True).values_list("point__code", "lesson__section"))
    of_chapters = Counter(chapter for _code, chapter in points)
    found: dict[str, str] = {}
    for prefix in filter(None, prefixes):
        inside = Counter(chapter for code, chapter in points if code.startswith(prefix))
        sections = Counter(section for code, section in taught.items() if section and code.startswith(prefix))
        if len(inside) == 1 and inside == {chapter: of_chapters[chapter] for chapter in inside}:
            found[prefix] = next(iter(inside))
        elif len(inside) == 1 and sections:
            found[prefix] = sections.most_common(1)[0][0]
    return found


def lesson_parts(lesson: LessonPage) -> list[LessonPart]:
    """The lesson's blocks under their headings; pitfalls, key points and checks make parts of their own."""
    parts = [LessonPart()]
    for block in lesson.body:
        anchor, title = _ENDINGS.get(block.block_type, ("", ""))
        if block.block_type == "heading":
            anchor, title = block.value["anchor"], block.value["text"]
        if anchor and anchor != parts[-1].anchor:
            parts.append(LessonPart(anchor, title))
        parts[-1].blocks.append(block)
    _name_points(parts)
    return parts


def headings_of(lesson: LessonPage) -> dict[str, str]:
    """Every anchor of the lesson that a part begins at, with its words."""
    found: dict[str, str] = {}
    for block in lesson.body:
        if block.block_type == "heading":
            found[block.value["anchor"]] = block.value["text"]
        elif block.block_type in _ENDINGS:
            anchor, title = _ENDINGS[block.block_type]
            found[anchor] = str(title)
    return found


def part_at(parts: Sequence[LessonPart], anchor: str) -> LessonPart:
    """The part with this anchor; the opening where there is none."""
    return next((part for part in parts if part.anchor == anchor), parts[0])


def ending_titles() -> dict[str, str | Promise]:
    """Titles of the parts that every lesson ends with, by anchor."""
    return dict(_ENDINGS.values())


def _name_points(parts: list[LessonPart]) -> None:
    wanted = {point for part in parts for point in part.point_ids}
    known = {point.syllabus_id: point for point in KnowledgePoint.objects.filter(syllabus_id__in=wanted)}
    for part in parts:
        part.points = [known[point] for point in part.point_ids if point in known]


def neighbours(lesson: LessonPage) -> Neighbours:
    """What stands before and after the lesson in its chapter, and its number there."""
    lessons = _entries(_lessons_of(lesson.get_parent()), {})
    ids = [entry.id for entry in lessons]
    if lesson.pk not in ids:  # a draft that was never published
        return Neighbours(None, None, 0, len(lessons))
    index = ids.index(lesson.pk)
    following = lessons[index + 1] if index + 1 < len(lessons) else None
    return Neighbours(lessons[index - 1] if index else None, following, index + 1, len(lessons))


def chapter_sections(*, chapter: ChapterPage, reader: Reader) -> list[Section]:
    """The chapter's published lessons by section, in order, with what the reader opened and finished.

    Sections that are one lesson of the same name stand together as one without a title, each lesson under the name of
    its section.
    """
    lessons = list(_lessons_of(chapter))
    progress = progress_by_lesson(reader=reader, lesson_ids=[lesson.pk for lesson in lessons])
    sections = [
        Section(title, _entries(group, progress))
        for title, group in groupby(lessons, key=lambda lesson: lesson.section)
    ]
    found: list[Section] = []
    for is_its_lesson, run in groupby(sections, key=lambda section: section.is_its_lesson):
        if is_its_lesson:
            found.append(Section("", [replace(one.lessons[0], title=one.title) for one in run]))
        else:
            found += run
    return found


def course_chapters(*, course: CoursePage, reader: Reader) -> list[ChapterProgress]:
    """The course's published chapters with the reader's progress in each."""
    chapters = list(ChapterPage.objects.child_of(course).live().order_by("path"))
    lessons = list(LessonPage.objects.descendant_of(course).live().values_list("pk", "path", "minutes"))
    progress = progress_by_lesson(reader=reader, lesson_ids=[pk for pk, _path, _minutes in lessons])
    rows = []
    for chapter in chapters:
        inside = [(pk, minutes) for pk, path, minutes in lessons if path.startswith(chapter.path)]
        finished = sum(1 for pk, _minutes in inside if pk in progress and progress[pk].finished_at)
        minutes = sum(minutes for _pk, minutes in inside)
        rows.append(ChapterProgress(chapter, chapter.get_url(), len(inside), minutes, finished))
    return rows


def chapters_missing(*, course: CoursePage, chapters: Sequence[ChapterProgress]) -> int:
    """How many chapters of the course nobody can study yet: not published, or without a published lesson."""
    drafts: int = ChapterPage.objects.child_of(course).not_live().count()
    return drafts + sum(not row.lessons for row in chapters)


def extent(chapters: Iterable[ChapterProgress]) -> Extent:
    """The chapters of a course taken together."""
    rows = list(chapters)
    return Extent(
        chapters=len(rows),
        lessons=sum(row.lessons for row in rows),
        minutes=sum(row.minutes for row in rows),
        finished=sum(row.finished for row in rows),
    )


def chapter_standing(sections: Iterable[Section]) -> ChapterStanding:
    """The chapter's lessons taken together; next comes the first one open, else the first that is not finished."""
    lessons = [lesson for section in sections for lesson in section.lessons]
    left = sorted((lesson for lesson in lessons if not lesson.finished), key=lambda lesson: not lesson.opened)
    return ChapterStanding(
        lessons=len(lessons),
        finished=len(lessons) - len(left),
        is_begun=any(lesson.opened for lesson in lessons),
        following=left[0] if left else None,
    )


def progress_by_lesson(*, reader: Reader, lesson_ids: Sequence[int]) -> dict[int, LessonProgress]:
    """The reader's progress in these lessons; nothing for a stranger."""
    if not reader.is_authenticated:
        return {}
    return {row.lesson_id: row for row in LessonProgress.objects.filter(trainee_id=reader.pk, lesson_id__in=lesson_ids)}


def last_place(*, reader: Reader, course: CoursePage | None = None) -> Place | None:
    """Where to go on: the heading last read in the unfinished lesson opened last, else the lesson after the last."""
    if not reader.is_authenticated:
        return None
    rows = LessonProgress.objects.filter(trainee_id=reader.pk, lesson__live=True)
    if course is not None:
        rows = rows.filter(lesson__path__startswith=course.path)
    is_finished = ExpressionWrapper(Q(finished_at__isnull=False), BooleanField())
    row = rows.select_related("lesson").order_by(is_finished, "-opened_at", "-pk").first()
    if row is None:
        return None
    return _place_after(row) if row.finished_at else place_of(row)


def _place_after(progress: LessonProgress) -> Place | None:
    """The next lesson of the same course that the trainee has not finished."""
    path = progress.lesson.path
    finished = LessonProgress.objects.filter(trainee_id=progress.trainee_id, finished_at__isnull=False)
    lesson = (
        LessonPage.objects.live()
        .filter(path__gt=path, path__startswith=path[: -2 * Page.steplen])
        .exclude(pk__in=finished.values("lesson"))
        .order_by("path")
        .defer("body")
        .first()
    )
    return None if lesson is None else Place(lesson.title, "", lesson.get_url())


def place_of(progress: LessonProgress) -> Place:
    """The heading that a progress row names, as a link; the lesson's top where it names none that still stands."""
    lesson = progress.lesson
    for block in lesson.body if progress.anchor else []:
        if block.block_type == "heading" and block.value["anchor"] == progress.anchor:
            return Place(lesson.title, block.value["text"], f"{lesson.get_url()}#{progress.anchor}")
    return Place(lesson.title, "", lesson.get_url())


def reports_of(reader: User) -> QuerySet[MistakeReport]:
    """What the reader reported, with the lessons, the latest first."""
    return MistakeReport.objects.filter(reporter=reader).select_related("lesson").defer("lesson__body")


def published_courses() -> list[CoursePage]:
    """All published courses in the order of the tree."""
    return list(CoursePage.objects.live().order_by("path"))


def _lessons_of(chapter: ChapterPage) -> Iterable[LessonPage]:
    lessons: Iterable[LessonPage] = LessonPage.objects.child_of(chapter).live().order_by("path").defer("body")
    return lessons


def _entries(lessons: Iterable[LessonPage], progress: dict[int, LessonProgress]) -> list[LessonEntry]:
    return [
        LessonEntry(
            id=lesson.pk,
            title=lesson.title,
            url=lesson.get_url(),
            minutes=lesson.minutes,
            supplementary=lesson.supplementary,
            opened=lesson.pk in progress,
            finished=lesson.pk in progress and progress[lesson.pk].finished_at is not None,
        )
        for lesson in lessons
    ]
