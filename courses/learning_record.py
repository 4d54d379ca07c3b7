"""Named reads of a trainee's learning record: what a lesson still asks, time studied, notes and bookmarks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, reduce
from itertools import groupby
from operator import or_

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum, Value

from accounts.models import User
from accounts.prepared import Prepared, PreparedValues
from courses.models import Bookmark, CheckAnswer, CoursePage, Enrolment, LessonPage, LessonProgress, Note
from courses.queries import ChapterProgress, Reader

# Every reader's in every lesson they open.
_right = PreparedValues(
    lambda trainee, lesson: (
        CheckAnswer.objects.filter(trainee_id=trainee, lesson_id=lesson, is_right=True)
        .order_by()
        .values_list("question")
        .distinct()
    ),
    int,
    int,
)
_notes = Prepared(lambda lesson, trainee: Note.objects.filter(lesson_id=lesson, trainee_id=trainee), int, int)
_bookmarks = PreparedValues(
    lambda lesson, trainee: Bookmark.objects.filter(lesson_id=lesson, trainee_id=trainee).values_list("anchor"),
    int,
    int,
)
# What most readers of a lesson left in it, in one statement: the kind, and the anchor or the digest of a check.
_NOTE, _BOOKMARK, _RIGHT = "note", "bookmark", "right"
_traces = PreparedValues(
    lambda lesson, trainee: (
        Note.objects.filter(lesson_id=lesson, trainee_id=trainee)
        .order_by()
        .values_list(Value(_NOTE), "anchor")
        .union(
            Bookmark.objects.filter(lesson_id=lesson, trainee_id=trainee)
            .order_by()
            .values_list(Value(_BOOKMARK), "anchor"),
            CheckAnswer.objects.filter(lesson_id=lesson, trainee_id=trainee, is_right=True)
            .order_by()
            .values_list(Value(_RIGHT), "question"),
        )
    ),
    int,
    int,
)


@dataclass(frozen=True, slots=True)
class StudyState:
    """What a lesson asks of a trainee before it counts as studied, and how much of it is there."""

    checks: int
    right: int
    # Null: unknown, since no script reported any.
    seconds: int | None
    seconds_asked: int
    finished_at: datetime | None = None
    is_measured: bool = False

    @property
    def are_checks_met(self) -> bool:
        return self.right >= self.checks

    @property
    def is_time_met(self) -> bool:
        return self.seconds is not None and self.seconds >= self.seconds_asked

    @property
    def may_be_declared(self) -> bool:
        """Whether the trainee's own word is enough for the rest."""
        return self.are_checks_met and (self.seconds is None or self.is_time_met)

    @property
    def minutes(self) -> int:
        """Whole minutes read."""
        return (self.seconds or 0) // 60

    @property
    def minutes_asked(self) -> int:
        return -(-self.seconds_asked // 60)


@dataclass(frozen=True, slots=True)
class StudyTime:
    """Measured reading of one course: exact, and of how many opened lessons nothing was measured."""

    seconds: int
    lessons_unknown: int

    @property
    def hours(self) -> int:
        return self.seconds // 3600

    @property
    def minutes(self) -> int:
        """What is left beside the whole hours."""
        return self.seconds % 3600 // 60


def questions_of(lesson: LessonPage) -> frozenset[str]:
    """The digests of the lesson's knowledge checks."""
    return frozenset(block.value.digest for block in lesson.body if block.block_type == "check")


def study_state(
    *,
    lesson: LessonPage,
    trainee: Reader,
    progress: LessonProgress | None,
    questions: Collection[str] | None = None,
    right: Collection[str] | None = None,
) -> StudyState:
    """How far the trainee is with the lesson as it is published now.

    `questions` are the digests of its checks, `right` those ever answered right, where they were read already.
    """
    if questions is None:
        questions = questions_of(lesson)
    if right is None:
        right = [question for (question,) in _right.rows(trainee.pk or 0, lesson.pk or 0)] if questions else ()
    share = settings.STUDY_TIME_SHARE
    return StudyState(
        checks=len(questions),
        right=len(set(questions).intersection(right)),
        seconds=progress.active_seconds if progress else None,
        seconds_asked=-(-lesson.minutes * 60 * share.numerator // share.denominator),
        finished_at=progress.finished_at if progress else None,
        is_measured=progress.is_measured if progress else False,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader stands with a course."""

    enrolled_at: datetime | None
    lessons: int
    finished: int
    time: StudyTime

    @property
    def is_complete(self) -> bool:
        return 0 < self.lessons == self.finished


def standing(*, course: CoursePage, reader: Reader, chapters: Iterable[ChapterProgress]) -> Standing:
    """Enrolment, lessons and time of one course."""
    rows = list(chapters)
    enrolments = Enrolment.objects.filter(course=course, trainee_id=reader.pk or 0)
    return Standing(
        enrolled_at=enrolments.values_list("created_at", flat=True).first(),
        lessons=sum(row.lessons for row in rows),
        finished=sum(row.finished for row in rows),
        time=study_time(course=course, trainee=reader),
    )


def study_time(*, course: CoursePage, trainee: Reader) -> StudyTime:
    """How long the trainee was seen reading the course."""
    return StudyTime(
        **LessonProgress.objects.filter(trainee_id=trainee.pk or 0, lesson__path__startswith=course.path).aggregate(
            seconds=Sum("active_seconds", default=0),
            lessons_unknown=Count("pk", filter=Q(active_seconds=None)),
        )
    )


@dataclass(frozen=True, slots=True)
class Completion:
    """How much of a course, as it is published now, a trainee has studied, and the seconds seen reading it."""

    lessons: int = 0
    finished: int = 0
    seconds: int = 0
    # When the last lesson was finished.
    finished_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        return 0 < self.lessons == self.finished


def completions(*, courses: Collection[CoursePage], trainee_ids: Collection[int]) -> dict[tuple[int, int], Completion]:
    """Of each course and each trainee, by both ids; two queries, however many there are of either."""
    if not courses or not trainee_ids:
        return {}
    inside = {course.pk: Q(path__startswith=course.path) for course in courses}
    paths = dict(LessonPage.objects.live().filter(_any(inside.values())).values_list("pk", "path"))
    rows: dict[int, list[tuple[str, bool, int, datetime | None]]] = defaultdict(list)
    opened = LessonProgress.objects.filter(
        _any(Q(lesson__path__startswith=course.path) for course in courses), trainee_id__in=trainee_ids
    )
    for trainee_id, lesson_id, path, seconds, finished_at in opened.values_list(
        "trainee_id", "lesson_id", "lesson__path", "active_seconds", "finished_at"
    ):
        rows[trainee_id].append((path, lesson_id in paths, seconds or 0, finished_at))
    found = {}
    for course in courses:
        lessons = sum(path.startswith(course.path) for path in paths.values())
        for trainee_id in trainee_ids:
            own = [row for row in rows[trainee_id] if row[0].startswith(course.path)]
            ends = [finished_at for _path, is_live, _seconds, finished_at in own if is_live and finished_at]
            found[course.pk, trainee_id] = Completion(
                lessons, len(ends), sum(seconds for _path, _is_live, seconds, _end in own), max(ends, default=None)
            )
    return found


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


@dataclass(frozen=True, slots=True)
class CourseTime:
    """A course with the time that a trainee spent on it."""

    title: str
    url: str
    time: StudyTime


def study_times(trainee: User) -> list[CourseTime]:
    """Every published course that the trainee opened a lesson of, with the time, in the order of the tree."""
    rows = list(LessonProgress.objects.filter(trainee=trainee).values_list("lesson__path", "active_seconds"))
    found = []
    for course in CoursePage.objects.live().order_by("path") if rows else ():
        inside = [seconds for path, seconds in rows if path.startswith(course.path)]
        if inside:
            time = StudyTime(sum(seconds or 0 for seconds in inside), inside.count(None))
            found.append(CourseTime(course.title, course.get_url(), time))
    return found


def notes_of(trainee: User) -> QuerySet[Note]:
    """The trainee's own notes in reading order, each with its lesson."""
    return (
        Note.objects.filter(trainee=trainee)
        .select_related("lesson")
        .defer("lesson__body")
        .order_by("lesson__path", "created_at", "pk")
    )


def bookmarks_of(trainee: User) -> QuerySet[Bookmark]:
    """The trainee's own bookmarks in reading order, each with its lesson."""
    return (
        Bookmark.objects.filter(trainee=trainee)
        .select_related("lesson")
        .defer("lesson__body")
        .order_by("lesson__path", "created_at", "pk")
    )


@dataclass
class PartNotebook:
    """What a trainee keeps at one heading."""

    notes: list[Note] = field(default_factory=list)
    is_bookmarked: bool = False


def notebook_of(*, lesson: LessonPage, trainee: Reader) -> Mapping[str, PartNotebook]:
    """What the trainee keeps in one lesson, by anchor; empty at headings where there is nothing."""
    found: dict[str, PartNotebook] = defaultdict(PartNotebook)
    if trainee.is_authenticated:
        for note in _notes.rows(lesson.pk or 0, trainee.pk):
            found[note.anchor].notes.append(note)
        for (anchor,) in _bookmarks.rows(lesson.pk or 0, trainee.pk):
            found[anchor].is_bookmarked = True
    return found


@dataclass(frozen=True)
class LessonRecord:
    """What is a reader's own in one lesson; each part is read when a piece of the page first asks for it."""

    lesson: LessonPage
    reader: Reader
    progress: LessonProgress | None
    # Of the lesson as it is shown: anchor and words of every part, digests of its checks.
    headings: Mapping[str, str]
    questions: Collection[str]

    @property
    def place(self) -> str:
        """Where to go on in a lesson that is not finished; empty where that is its beginning."""
        progress = self.progress
        return self.headings.get(progress.anchor, "") if progress and not progress.finished_at else ""

    @cached_property
    def _left(self) -> Mapping[str, Sequence[str]]:
        """Anchors and digests that the reader left something at, by its kind."""
        left: dict[str, list[str]] = {_NOTE: [], _BOOKMARK: [], _RIGHT: []}
        for kind, place in _traces.rows(self.lesson.pk or 0, self.reader.pk or 0):
            left[kind].append(place)
        return left

    @cached_property
    def notebook(self) -> Mapping[str, PartNotebook]:
        """What the reader keeps at each anchor; the notes' words are read where there are notes."""
        if self._left[_NOTE]:
            return notebook_of(lesson=self.lesson, trainee=self.reader)
        return {anchor: PartNotebook(is_bookmarked=True) for anchor in self._left[_BOOKMARK]}

    @cached_property
    def study(self) -> StudyState:
        return study_state(
            lesson=self.lesson,
            trainee=self.reader,
            progress=self.progress,
            questions=self.questions,
            right=self._left[_RIGHT],
        )


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A lesson with the notes or bookmarks that a trainee keeps in it; without an address where it is unpublished."""

    title: str
    url: str
    kept: Sequence[Note] | Sequence[Bookmark]


@dataclass(frozen=True, slots=True)
class KeptCourse:
    """A course with its lessons in which a trainee keeps something."""

    title: str
    lessons: Sequence[KeptLesson]


def by_course(kept: Iterable[Note] | Iterable[Bookmark]) -> list[KeptCourse]:
    """Notes or bookmarks under their course and lesson, in the order given; one query for the courses' titles."""
    courses = dict(CoursePage.objects.values_list("path", "title"))

    def title_of(path: str) -> str:
        return next((title for course, title in courses.items() if path.startswith(course)), "")

    rows = [(title_of(one.lesson.path), one) for one in kept]
    return [
        KeptCourse(
            title, [_kept_lesson(list(inside)) for _pk, inside in groupby(group, key=lambda row: row[1].lesson_id)]
        )
        for title, group in groupby(rows, key=lambda row: row[0])
    ]


def _kept_lesson(rows: Sequence[tuple[str, Note | Bookmark]]) -> KeptLesson:
    kept = [one for _title, one in rows]
    lesson = kept[0].lesson
    return KeptLesson(lesson.title, lesson.get_url() if lesson.live else "", kept)  # type: ignore[arg-type]  # all of one kind
