"""Writing published pages back into a content folder, so that loading it again takes them up.

Nothing is written that would not come back as the same page: what is planned is first laid out in a copy of the folder
and read by the loader's own reader. A file that somebody changed since it was loaded is never overwritten.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from courses.interchange.documents import read_document
from courses.interchange.places import Folder, Note, Placed, place_pages
from courses.interchange.problems import reason_of
from courses.interchange.reader import SYLLABUS, Loadable, read_content
from courses.interchange.rewriting import plain, rewritten
from courses.interchange.schemas import ChapterFile, CourseFile, LessonFile
from courses.interchange.writer import (
    FigureNames,
    NotWritable,
    chapter_values,
    course_values,
    figure_text,
    lesson_values,
)
from courses.interchange.yaml_text import as_yaml
from courses.models import ChapterPage, CoursePage, KnowledgePoint, LessonPage
from courses.services.comparison import says_the_same
from courses.services.publishing import give_source_id, points_to_change

_SCHEMAS: dict[Any, type[BaseModel]] = {CoursePage: CourseFile, ChapterPage: ChapterFile, LessonPage: LessonFile}


@dataclass
class DumpReport:
    """What a run wrote, or under dry run would write."""

    dry_run: bool
    created: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    ids_given: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.written or self.renamed or self.unchanged or self.notes or self.refused)

    def as_json(self) -> dict[str, Any]:
        """One JSON object."""
        return asdict(self)


def dump(root: Path, *, dry_run: bool, only: str = "") -> DumpReport:
    """Write every published page that says something else than its file; `only` selects a page and what is below it."""
    folder = Folder(root)
    places = place_pages(folder, only=only)
    plan = _Plan(folder, places.pages)
    report = DumpReport(dry_run, notes=places.notes)
    plan.make()
    if plan.texts:
        plan.prove()
    report.notes += plan.notes
    report.refused = [placed.note for placed in places.pages if placed.refusal]
    _tell(report, plan)
    if not dry_run:
        _carry_out(root, plan)
    return report


class _Plan:
    """The texts that files are to have, by their path below the root; what must not be written is refused on the way."""

    def __init__(self, folder: Folder, pages: list[Placed]) -> None:
        self.folder = folder
        self.pages = pages
        self.texts: dict[str, str] = {}
        # Which file or figures each text came of, to be taken back together.
        self.sources: dict[str, list[str]] = {}
        self.notes: list[Note] = []
        self.unchanged: list[Placed] = []

    @property
    def renamed(self) -> dict[str, str]:
        return {placed.before.file: placed.file for placed in self.pages if placed.before and placed.is_renamed}

    def make(self) -> None:
        due = [placed for placed in self.pages if not placed.refusal and self._is_due(placed)]
        names = self._figure_names(due)
        for placed in due:
            try:
                self._write(placed, names)
            except NotWritable as refusal:
                placed.refusal = refusal.reason

    def prove(self) -> None:
        """Lay the plan out in a copy, read it as the loader does, and refuse what would not come back as its page."""
        with TemporaryDirectory() as copy:
            root = Path(copy) / "content"
            _copy_folder(self.folder.root, root)
            _apply(root, self.texts, self.renamed)
            content = read_content(root)
        found = {loadable.source.id: loadable for loadable in content.pages}
        reasons: dict[str, list[str]] = {}
        for problem in content.problems:
            reasons.setdefault(problem.file, []).append(problem.reason)
        for placed in self.pages:
            if placed.id in self.sources and (reason := self._fault(placed, found.get(placed.id), reasons)):
                placed.refusal = reason
                for file in self.sources.pop(placed.id):
                    self.texts.pop(file, None)

    def _fault(self, placed: Placed, after: Loadable | None, reasons: Mapping[str, list[str]]) -> str:
        files = [placed.file, *self.sources[placed.id]]
        if after is None:
            said = dict.fromkeys(reason for file in files for reason in reasons.get(file, ()))
            return " ".join(said) or _("It could not be read back.")
        if not _is_as_published(placed, after):
            return _("It would not come back as it is published.")
        return ""

    def _is_due(self, placed: Placed) -> bool:
        """Whether the file must be written; where it must not though it differs, say why."""
        before, page = placed.before, placed.page
        if before is None:
            return True
        is_same = says_the_same(page, before.source.values)
        has_same_points = not points_to_change(chapter=page, points=before.points)
        if is_same and has_same_points:
            self.unchanged.append(placed)
            return False
        if is_same or page.latest_revision_id == page.loaded_revision_id:
            reason = _("The file is newer than the page: load_content takes it up.")
            self.notes.append(Note(placed.id, page.title, before.file, reason))
            return False
        if not has_same_points or not _is_known(page, before):
            placed.refusal = _("Page and file were both changed since: bring the file's change into the page first.")
        return not placed.refusal

    def _write(self, placed: Placed, names: Mapping[str, FigureNames]) -> None:
        figures = names.get(placed.parent_id, FigureNames())
        used = FigureNames(figures.files, figures.on_disk)
        page = placed.page
        if isinstance(page, LessonPage):
            values = lesson_values(page, placed.id, used)
        elif isinstance(page, ChapterPage):
            values = chapter_values(page, placed.id, self._points(placed))
        else:
            values = course_values(page, placed.id)
        texts = {placed.file: self._text(placed, values)}
        folder = Path(placed.file).parent.parent / "figures"
        texts |= {(folder / name).as_posix(): svg for name, svg in used.given.items()}
        texts = {file: text for file, text in texts.items() if not _has_text(self._before(placed, file), text)}
        self.sources[placed.id] = list(texts)
        self.texts |= texts

    def _text(self, placed: Placed, values: Mapping[str, Any]) -> str:
        schema = _SCHEMAS[type(placed.page)]
        try:
            schema.model_validate(plain(values))
        except ValidationError as error:
            mistakes = error.errors(include_url=False)
            raise NotWritable(" ".join(_in_words(placed.page, dict(mistake)) for mistake in mistakes)) from error
        if placed.before is None:
            return as_yaml(values)
        path = self.folder.root / placed.before.file
        document = read_document(path, root=self.folder.root)
        return rewritten(text=path.read_text(encoding="utf-8"), document=document, schema=schema, values=values)

    def _before(self, placed: Placed, file: str) -> Path:
        """Where a planned file stands now: a lesson may be about to be renamed."""
        return self.folder.root / (placed.before.file if placed.before and file == placed.file else file)

    def _points(self, placed: Placed) -> list[KnowledgePoint]:
        """The chapter's points, those of the file in its order."""
        order = [point.syllabus_id for point in placed.before.points] if placed.before else []
        rank = {id_: number for number, id_ in enumerate(order)}
        points = KnowledgePoint.objects.filter(chapter=placed.page).order_by("code")
        return sorted(points, key=lambda point: rank.get(point.syllabus_id, len(rank)))

    def _figure_names(self, due: Iterable[Placed]) -> dict[str, FigureNames]:
        """Per chapter: the figures that lessons use which are not written now, and all that lie in the folder."""
        written = {placed.id for placed in due}
        lessons = self.folder.content.lessons
        names: dict[str, FigureNames] = {}
        for chapter in {placed.parent_id for placed in self.pages if isinstance(placed.page, LessonPage)}:
            paths = self.folder.root.glob(f"courses/*/{chapter}/figures/*.svg")
            on_disk = {path.name: figure_text(path.read_text(encoding="utf-8", errors="replace")) for path in paths}
            uses = Counter(
                (name, lesson.source.id in written)
                for lesson in lessons
                if lesson.parent_id == chapter
                for name in _figures_of(lesson)
            )
            free = {name for name, is_written in uses if is_written and not uses[name, False]}
            names[chapter] = FigureNames({name: svg for name, svg in on_disk.items() if name not in free}, on_disk)
        return names


def _in_words(page: Any, mistake: dict[str, Any]) -> str:
    """A mistake with the block that it is in."""
    match mistake["loc"]:
        case ("blocks", int(index), *_inside):
            place = {"number": index + 1, "kind": page.body[index].block.label, "reason": reason_of(mistake)}
            return _("Block %(number)d (%(kind)s): %(reason)s") % place
    return reason_of(mistake)


def _is_as_published(placed: Placed, file: Loadable) -> bool:
    if not says_the_same(placed.page, file.source.values):
        return False
    return not points_to_change(chapter=placed.page, points=file.points)


def _is_known(page: Any, before: Loadable) -> bool:
    """Whether the page's own history holds what the file says, so that nothing is lost by writing over it."""
    if before.source.sha256 == page.source_sha256:
        return True
    revisions = page.revisions.order_by("-created_at").iterator(chunk_size=20)
    return any(says_the_same(revision.as_object(), before.source.values) for revision in revisions)


def _figures_of(lesson: Loadable) -> list[str]:
    return [block["value"]["file"] for block in lesson.source.fields["body"] if block["type"] == "figure"]


def _has_text(path: Path, text: str) -> bool:
    if not path.is_file():
        return False
    now = path.read_text(encoding="utf-8", errors="replace")
    return (figure_text(now) if path.suffix == ".svg" else now) == text


def _tell(report: DumpReport, plan: _Plan) -> None:
    report.renamed = plan.renamed
    report.unchanged = [placed.id for placed in plan.unchanged]
    report.created = sorted(file for file in plan.texts if not _stands(plan, file))
    report.written = sorted(file for file in plan.texts if _stands(plan, file))
    report.ids_given = {
        placed.id: placed.page.title for placed in plan.pages if not placed.page.source_id and not placed.refusal
    }


def _stands(plan: _Plan, file: str) -> bool:
    return file in plan.renamed.values() or (plan.folder.root / file).is_file()


def _carry_out(root: Path, plan: _Plan) -> None:
    with transaction.atomic():
        for placed in plan.pages:
            if not placed.page.source_id and not placed.refusal:
                give_source_id(page=placed.page, source_id=placed.id)
        _apply(root, plan.texts, plan.renamed)


def _copy_folder(root: Path, copy: Path) -> None:
    copy.mkdir()
    if (root / "courses").is_dir():
        shutil.copytree(root / "courses", copy / "courses")
    if (root / SYLLABUS).is_file():
        shutil.copy(root / SYLLABUS, copy / SYLLABUS)


def _apply(root: Path, texts: Mapping[str, str], renamed: Mapping[str, str]) -> None:
    """Write the texts and rename the files; each file is whole at any moment."""
    moved = {new: (root / old).read_text(encoding="utf-8") for old, new in renamed.items()}
    for file, text in {**moved, **texts}.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    for old in renamed.keys() - set(renamed.values()):
        (root / old).unlink()
