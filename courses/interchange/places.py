"""Which published page belongs to which file of a content folder, and what a page or file without the other is called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.interchange.reader import Content, Loadable, read_content
from courses.models import ChapterPage, CoursePage, LessonPage

# Numbers from here on name what was made in the back office: the syllabus has no such heading.
FIRST_OWN_NUMBER = 901
_ID_LINE = re.compile(r"^id:\s*[\"']?([A-Z0-9.]+)", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+)-(.+)")


@dataclass(frozen=True)
class Note:
    """Something that was left as it is, and why."""

    id: str
    title: str
    file: str
    reason: str


@dataclass
class Placed:
    """A published page, the id that its file has or will have, and where that file is or will be."""

    page: Any
    id: str
    parent_id: str
    file: str
    before: Loadable | None
    refusal: str = ""

    @property
    def note(self) -> Note:
        return Note(self.id, self.page.title, self.file, self.refusal)

    @property
    def is_renamed(self) -> bool:
        return self.before is not None and self.before.file != self.file


class Folder:
    """A content folder as it is: its readable files by id, and the ids of those with mistakes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content: Content = read_content(root)
        self.by_id = {loadable.source.id: loadable for loadable in self.content.pages}
        self.broken = dict(self._broken_files())

    def _broken_files(self) -> Iterator[tuple[str, str]]:
        for file in sorted({problem.file for problem in self.content.problems}):
            path = self.root / file
            if path.suffix == ".yaml" and path.is_file():
                for found in _ID_LINE.findall(path.read_text(encoding="utf-8", errors="replace"))[:1]:
                    yield found, file


@dataclass
class Places:
    """Every published page with its file, and what else was found on the way."""

    pages: list[Placed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def place_pages(folder: Folder, *, only: str) -> Places:
    """Find each published page's file; `only` selects a page and what is below it."""
    return _Placer(folder, only).place()


class _Placer:
    def __init__(self, folder: Folder, only: str) -> None:
        self.folder = folder
        self.only = only
        self.places = Places()
        stored = [page_type.objects.exclude(source_id="") for page_type in (CoursePage, ChapterPage, LessonPage)]
        self.ids = {id_ for pages in stored for id_ in pages.values_list("source_id", flat=True)}
        self.taken = self.ids | folder.by_id.keys() | folder.broken.keys()

    def place(self) -> Places:
        for course in CoursePage.objects.order_by("path"):
            course_id = self._place(course, "", "courses/{id}/course.yaml", ())
            for chapter in ChapterPage.objects.child_of(course).order_by("path"):
                pattern = f"courses/{course_id}/{{id}}/chapter.yaml"
                chapter_id = self._place(chapter, course_id, pattern, (course_id,))
                self._place_lessons(chapter, chapter_id, course_id)
        self._note_files_without_page()
        return self.places

    def _place_lessons(self, chapter: ChapterPage, chapter_id: str, course_id: str) -> None:
        before = len(self.places.pages)
        pattern = f"courses/{course_id}/{chapter_id}/lessons/{{id}}.yaml"
        for lesson in LessonPage.objects.child_of(chapter).order_by("path"):
            self._place(lesson, chapter_id, pattern, (chapter_id, course_id))
        lessons = [placed for placed in self.places.pages[before:] if not placed.refusal]
        _name_files(lessons, taken=self._numbers_of_others(chapter_id, lessons))

    def _place(self, page: Any, parent_id: str, pattern: str, above: tuple[str, ...]) -> str:
        """Place the page where it is asked for; returns its id, empty where it has and gets none."""
        id_ = page.source_id or (self._own_id(parent_id, page) if page.live else "")
        if self.only not in {"", id_, *above}:
            return id_
        if not page.live:
            if page.source_id in self.folder.by_id:
                self._note(page, _("The page is not published; its file stays as it is."))
            return id_
        before = self.folder.by_id.get(id_)
        placed = Placed(page, id_, parent_id, before.file if before else pattern.format(id=id_), before)
        placed.refusal = self._refusal(placed)
        self.places.pages.append(placed)
        if page.has_unpublished_changes:
            self._note(page, _("The page has changes that are not published; only what is published is written."))
        return id_

    def _refusal(self, placed: Placed) -> str:
        if file := self.folder.broken.get(placed.id):
            return _("Its file %(file)s has mistakes: mend them first (load_content names them).") % {"file": file}
        if not placed.id or (not placed.parent_id and not isinstance(placed.page, CoursePage)):
            return _("The page above it is not published.")
        is_elsewhere = placed.before is not None and placed.before.parent_id != placed.parent_id
        if is_elsewhere or not placed.id.startswith(placed.parent_id):
            return _("The page was moved away from where its file is; move the file and change its id by hand.")
        return ""

    def _own_id(self, parent_id: str, page: Any) -> str:
        """An id for a page that was made in the back office: the first free number from 901 on."""
        if not parent_id and not isinstance(page, CoursePage):
            return ""
        number = FIRST_OWN_NUMBER
        while (found := f"{parent_id}.{number}" if parent_id else f"C{number}") in self.taken:
            number += 1
        self.taken.add(found)
        return found

    def _numbers_of_others(self, chapter_id: str, lessons: list[Placed]) -> set[int]:
        """Numbers in the names of lesson files whose pages are not placed here."""
        ours = {placed.before.file for placed in lessons if placed.before}
        files = self.folder.root.glob(f"courses/*/{chapter_id}/lessons/*.yaml")
        others = [path for path in files if path.relative_to(self.folder.root).as_posix() not in ours]
        return {int(found[1]) for path in others if (found := _NUMBERED.fullmatch(path.name))}

    def _note(self, page: Any, reason: str) -> None:
        before = self.folder.by_id.get(page.source_id)
        self.places.notes.append(Note(page.source_id, page.title, before.file if before else "", reason))

    def _note_files_without_page(self) -> None:
        above = {chapter.source.id: chapter.parent_id for chapter in self.folder.content.chapters}
        for loadable in self.folder.content.pages:
            lineage = {loadable.source.id, loadable.parent_id, above.get(loadable.parent_id, "")}
            if loadable.source.id not in self.ids and (not self.only or self.only in lineage):
                reason = _("No page was loaded from this file, or it was deleted; load_content would make it.")
                self.places.notes.append(Note(loadable.source.id, loadable.source.title, loadable.file, reason))


def _name_files(lessons: list[Placed], *, taken: set[int]) -> None:
    """Name the files so that they stand in the order of the pages: `NN-name.yaml`, renaming none without need."""
    found = [_NUMBERED.fullmatch(Path(placed.file).name) if placed.before else None for placed in lessons]
    numbers = [int(match[1]) for match in found if match]
    following = max([*numbers, *taken], default=0) + 1
    numbers += range(following, following + len(lessons) - len(numbers))
    in_order = iter(sorted(numbers))
    for placed, match in zip(lessons, found, strict=True):
        if match or placed.before is None:
            name = match[2] if match else f"{placed.page.slug}.yaml"
            placed.file = f"{Path(placed.file).parent.as_posix()}/{next(in_order):02}-{name}"
