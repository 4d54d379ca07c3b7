"""Reading a content folder: every file checked, the good ones as pages to publish, the bad ones as problems."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from courses.blocks import RESERVED_ANCHORS
from courses.figures import FigureRefused, read_figure
from courses.interchange.documents import Document, read_document
from courses.interchange.problems import ContentRefused, Problem
from courses.interchange.schemas import ChapterFile, CourseFile, LessonFile, Syllabus
from courses.models import ChapterPage, CoursePage, KnowledgePoint, LessonPage
from courses.services.publishing import PageSource, PointSource

SYLLABUS = "syllabus.yaml"


@dataclass(frozen=True)
class Loadable:
    """A checked file: the page it describes and where the page belongs."""

    file: str
    source: PageSource
    parent_id: str = ""
    points: Sequence[PointSource] = ()


@dataclass
class Content:
    """What a content folder holds: pages in the order in which they must be published, and problems."""

    courses: list[Loadable] = field(default_factory=list)
    chapters: list[Loadable] = field(default_factory=list)
    lessons: list[Loadable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def pages(self) -> list[Loadable]:
        return [*self.courses, *self.chapters, *self.lessons]


def read_syllabus(root: Path) -> Syllabus:
    """The checklist of points and facts; raises ContentRefused."""
    path = root / SYLLABUS
    if not path.is_file():
        raise ContentRefused([Problem(SYLLABUS, 1, _("The file is missing."))])
    return read_document(path, root=root).parse(Syllabus)


def read_content(root: Path) -> Content:
    """Read and check everything below `root`."""
    return _Reader(root).read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = Content()
        self.facts: set[str] | None = None
        self.points: set[str] = set()
        self.listed: set[str] = set()
        self.ids: set[str] = set()
        self.places: set[tuple[str, str]] = set()

    def read(self) -> Content:
        try:
            syllabus = read_syllabus(self.root)
            self.facts = {fact.id for point in syllabus.points() for fact in point.facts}
        except ContentRefused as refusal:
            self.content.problems += refusal.problems
        courses = self._sorted(self.root.glob("courses/*/course.yaml"))
        chapters = self._sorted(self.root.glob("courses/*/*/chapter.yaml"))
        lessons = self._sorted(self.root.glob("courses/*/*/lessons/*.yaml"))
        self._each(courses, self._course, self.content.courses)
        self._each(chapters, self._chapter, self.content.chapters)
        self.points |= {point.syllabus_id for chapter in self.content.chapters for point in chapter.points}
        self.points |= set(KnowledgePoint.objects.values_list("syllabus_id", flat=True))
        self._each(lessons, self._lesson, self.content.lessons)
        self.content.problems = sorted(set(self.content.problems))
        return self.content

    def _each(self, paths: Sequence[Path], read: Any, into: list[Loadable]) -> None:
        for path in paths:
            try:
                document = read_document(path, root=self.root)
                into.append(self._unique(document, read(document, path)))
            except ContentRefused as refusal:
                self.content.problems += refusal.problems

    def _unique(self, document: Document, loadable: Loadable) -> Loadable:
        source = loadable.source
        if source.id in self.ids:
            raise ContentRefused([document.problem(["id"], _("This id is already used by another file."))])
        if (loadable.parent_id, source.slug) in self.places:
            raise ContentRefused([document.problem(["slug"], _("This slug is already used beside this page."))])
        self.ids.add(source.id)
        self.places.add((loadable.parent_id, source.slug))
        return loadable

    def _course(self, document: Document, path: Path) -> Loadable:
        course = document.parse(CourseFile)
        _expect_folder(document, course.id, path.parent.name)
        fields = {"subtitle": course.subtitle, "intro": course.intro, "hours": course.hours}
        return Loadable(document.file, PageSource(course.id, CoursePage, course.slug, course.title, fields))

    def _chapter(self, document: Document, path: Path) -> Loadable:
        chapter = document.parse(ChapterFile)
        _expect_folder(document, chapter.id, path.parent.name)
        points = [
            PointSource(point.id, point.code, point.importance, point.weight, point.title) for point in chapter.points
        ]
        for index, point in enumerate(chapter.points):
            for name, value in (("id", point.id), ("code", point.code)):
                if value in self.listed:
                    reason = _("“%(value)s” is listed as a knowledge point before.") % {"value": value}
                    raise ContentRefused([document.problem(["points", index, name], reason)])
                self.listed.add(value)
        fields = {"number": chapter.number, "summary": chapter.summary}
        source = PageSource(chapter.id, ChapterPage, chapter.slug, chapter.title, fields)
        return Loadable(document.file, source, path.parent.parent.name, points)

    def _lesson(self, document: Document, path: Path) -> Loadable:
        lesson = document.parse(LessonFile)
        folder = path.parent.parent
        problems = [*self._wrong_references(document, lesson, folder.name)]
        figures = self._figures(document, lesson, folder / "figures", problems)
        if problems:
            raise ContentRefused(problems)
        fields = {
            "section": lesson.section,
            "minutes": lesson.minutes,
            "reviewed_on": lesson.reviewed,
            "supplementary": lesson.supplementary,
            "body": _stream(lesson, figures),
        }
        return Loadable(
            document.file, PageSource(lesson.id, LessonPage, lesson.slug, lesson.title, fields), folder.name
        )

    def _wrong_references(self, document: Document, lesson: LessonFile, chapter: str) -> Iterable[Problem]:
        if not lesson.id.startswith(f"{chapter}."):
            yield document.problem(["id"], _("The id must begin with its chapter's, %(id)s.") % {"id": chapter})
        anchors: set[str] = set()
        for index, block in enumerate(lesson.blocks):
            place: list[str | int] = ["blocks", index]
            for key, point in _named_points(block):
                if point not in self.points:
                    yield document.problem(
                        [*place, *key], _("No chapter lists the knowledge point %(id)s.") % {"id": point}
                    )
            for number, fact in enumerate(getattr(block, "facts", [])):
                if self.facts is not None and fact not in self.facts:
                    yield document.problem(
                        [*place, "facts", number], _("The syllabus has no fact %(id)s.") % {"id": fact}
                    )
            if block.type == "heading":
                if block.anchor in anchors | RESERVED_ANCHORS:
                    yield document.problem([*place, "anchor"], _("This anchor is already used in the lesson."))
                anchors.add(block.anchor)

    def _figures(self, document: Document, lesson: LessonFile, folder: Path, problems: list[Problem]) -> dict[str, str]:
        found: dict[str, str] = {}
        for index, block in enumerate(lesson.blocks):
            if block.type != "figure":
                continue
            path = folder / block.file
            if not path.is_file():
                reason = _("There is no figure %(file)s.") % {"file": path.relative_to(self.root).as_posix()}
                problems.append(document.problem(["blocks", index, "file"], reason))
                continue
            try:
                found[block.file] = path.read_text(encoding="utf-8")
                read_figure(found[block.file])
            except FigureRefused as refusal:
                problems.append(Problem(path.relative_to(self.root).as_posix(), refusal.line, refusal.reason))
            except UnicodeDecodeError:
                problems.append(Problem(path.relative_to(self.root).as_posix(), 1, _("The file is not UTF-8.")))
        return found

    def _sorted(self, paths: Iterable[Path]) -> list[Path]:
        """In reading order: the numbers in names count as numbers."""
        return sorted(
            paths,
            key=lambda path: [
                (int(part), "") if part.isdigit() else (0, part)
                for part in re.split(r"(\d+)", path.relative_to(self.root).as_posix())
            ],
        )


def _expect_folder(document: Document, found: str, folder: str) -> None:
    if found != folder:
        reason = _("The id must be the name of its folder, %(folder)s.") % {"folder": folder}
        raise ContentRefused([document.problem(["id"], reason)])


def _named_points(block: Any) -> Iterable[tuple[list[str | int], str]]:
    """Every knowledge point a block names, with the path to it inside the block."""
    match block.type:
        case "heading":
            for index, point in enumerate(block.points):
                yield ["points", index], point
        case "objectives":
            for index, item in enumerate(block.items):
                yield ["items", index, "point"], item.point
        case "check":
            yield ["point"], block.point


def _stream(lesson: LessonFile, figures: dict[str, str]) -> list[dict[str, Any]]:
    """The lesson's blocks as a StreamField stores them, with ids that stay the same from load to load."""
    stream = []
    for index, block in enumerate(lesson.blocks):
        value = block.model_dump(exclude={"type"})
        if block.type == "figure":
            value["svg"] = figures[value["file"]]
        stream.append({"type": block.type, "value": value, "id": str(uuid5(NAMESPACE_URL, f"{lesson.id}/{index}"))})
    return stream
