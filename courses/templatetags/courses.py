"""Reads that the course pages ask for themselves, so that a preview in the back office shows the same page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from courses import learning_record, queries
from courses.figures import FigureRefused, read_figure
from courses.glossary import TermMarker
from courses.models import ChapterPage, CoursePage, LessonPage
from courses.page_cache import PLACE, Drawing, is_traditional
from courses.panels import chapter_panels as filled_panels
from courses.presentation.lessons import OWN, lesson_for_reader
from courses.proofreading import Finding, findings
from courses.rules import Gate

register = template.Library()


def _reader(context: Context) -> queries.Reader:
    request = context.get("request")
    return getattr(request, "user", None) or AnonymousUser()


@register.simple_tag
def lesson_parts(lesson: LessonPage) -> list[queries.LessonPart]:
    return queries.lesson_parts(lesson)


@register.simple_tag
def neighbours(lesson: LessonPage) -> queries.Neighbours:
    return queries.neighbours(lesson)


@register.simple_tag(takes_context=True)
def drawn_lesson(context: Context, lesson: LessonPage) -> SafeString:
    """A lesson: as it is kept, with the reader's own put in. Previews, copies and answers without script are drawn whole.

    `content_place`: what is to stand in its stead, where the page around it is drawn for nobody.
    """
    if place := context.get("content_place"):
        return SafeString(place)
    request: Any = context.get("request")
    if getattr(request, "is_preview", True) or context.get("offline_copy") or context.get("answered"):
        return _whole_lesson(context, lesson)
    html = SafeString(lesson_for_reader(request, lesson, token=str(context.get("csrf_token", ""))).html.decode())
    if is_traditional():
        # The middleware converts the rest of the page, and then puts the lesson in.
        request.drawn_lesson = html
        return SafeString(PLACE)
    return html


def _whole_lesson(context: Context, lesson: LessonPage) -> SafeString:
    request, reader = context.get("request"), _reader(context)
    progress = getattr(request, "lesson_progress", None)
    if progress is None:
        progress = queries.progress_by_lesson(reader=reader, lesson_ids=[lesson.pk]).get(lesson.pk)
    headings, questions = queries.headings_of(lesson), learning_record.questions_of(lesson)
    record = learning_record.LessonRecord(lesson, reader, progress, headings, questions)
    with context.push(record=record, gate=getattr(request, "gate", None)):
        return _piece(context, "courses/_lesson.html")


@register.simple_tag(takes_context=True)
def readers_own(context: Context, name: str, **values: Any) -> SafeString:
    """A reader's own piece of a lesson; where the lesson is drawn to be kept, a place for it."""
    drawing: Drawing | None = context.get("drawing")
    if drawing is None:
        return _own_piece(context, name, values)
    told = {key: str(value) for key, value in values.items()}
    return drawing.leave(name, told, usual=_own_piece(context, name, told) if name == "tools" else "")


def _own_piece(context: Context, name: str, values: Mapping[str, Any]) -> SafeString:
    record: learning_record.LessonRecord | None = context.get("record")
    kept = record.notebook.get(values["anchor"]) if record and name == "tools" else None
    with context.push(**values, kept=kept):
        return _piece(context, OWN[name])


def _piece(context: Context, name: str) -> SafeString:
    engine: Any = context.template
    rendered: SafeString = engine.engine.get_template(name).render(context)
    return rendered


@register.simple_tag(takes_context=True)
def course_standing(
    context: Context, course: CoursePage, chapters: Sequence[queries.ChapterProgress]
) -> learning_record.Standing:
    return learning_record.standing(course=course, reader=_reader(context), chapters=chapters)


@register.simple_tag(takes_context=True)
def gate(context: Context) -> Gate | None:
    """What the reader has to study before this page; a preview asks for nothing."""
    return getattr(context.get("request"), "gate", None)


@register.simple_tag(takes_context=True)
def chapter_sections(context: Context, chapter: ChapterPage) -> list[queries.Section]:
    return queries.chapter_sections(chapter=chapter, reader=_reader(context))


@register.simple_tag(takes_context=True)
def course_chapters(context: Context, course: CoursePage) -> list[queries.ChapterProgress]:
    return queries.course_chapters(course=course, reader=_reader(context))


@register.simple_tag
def chapters_missing(course: CoursePage, chapters: Sequence[queries.ChapterProgress]) -> int:
    """None in a preview of a course that does not exist yet."""
    return queries.chapters_missing(course=course, chapters=chapters) if course.pk else 0


@register.simple_tag(takes_context=True)
def last_place(context: Context, course: CoursePage | None = None) -> queries.Place | None:
    return queries.last_place(reader=_reader(context), course=course)


@register.simple_tag
def extent(chapters: Sequence[queries.ChapterProgress]) -> queries.Extent:
    return queries.extent(chapters)


@register.simple_tag
def chapter_standing(sections: Sequence[queries.Section]) -> queries.ChapterStanding:
    return queries.chapter_standing(sections)


@register.simple_tag
def published_courses() -> list[CoursePage]:
    return queries.published_courses()


@register.simple_tag(takes_context=True)
def chapter_panels(context: Context, chapter: ChapterPage) -> SafeString:
    """What higher apps show on a chapter page; nothing in a preview of a page that does not exist yet."""
    return filled_panels(context["request"], chapter) if chapter.pk else SafeString()


@dataclass(frozen=True)
class Findings:
    """What to mend in a lesson, and how much of it keeps the lesson from going out."""

    all: Sequence[Finding]

    def __len__(self) -> int:
        return len(self.all)

    @property
    def stopping(self) -> int:
        return sum(finding.stops_publication for finding in self.all)


@register.simple_tag
def lesson_findings(lesson: LessonPage, today: str) -> Findings:
    return Findings(findings(lesson, today=date.fromisoformat(today)))


@register.simple_tag
def part_of_point(parts: Sequence[queries.LessonPart], syllabus_id: str) -> queries.LessonPart | None:
    """The part of this lesson that teaches the point."""
    return next((part for part in parts or () if syllabus_id in part.point_ids), None)


@register.simple_tag
def inline_figure(svg: str, label: str) -> SafeString:
    """The figure as a labelled picture; checked again here, so that nothing else ever reaches a page."""
    try:
        return read_figure(svg).inline(label)
    except FigureRefused as refusal:
        return format_html('<p class="meta">{}</p>', refusal.reason)


@register.simple_tag(takes_context=True)
def lesson_terms(context: Context, lesson: LessonPage) -> TermMarker:
    """What marks terms while the lesson's blocks are drawn, and afterwards has their definitions."""
    return TermMarker(lesson, context.get("request"), closed=context.get("closed_paths"))


@register.simple_tag(takes_context=True)
def prose(context: Context, text: Any) -> SafeString:
    """Rich text of a lesson with the terms that other lessons define marked; as it is where no lesson is shown."""
    terms, part = context.get("terms"), context.get("part")
    html = conditional_escape(text)
    return terms.mark(html, part=part.anchor) if terms and part else html


@register.simple_tag(takes_context=True)
def definition_anchor(context: Context, term: str) -> str:
    """The id of a definition in its lesson; none where no lesson is shown."""
    terms: TermMarker | None = context.get("terms")
    return terms.place(term) if terms else ""


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`mapping[key]`, None where there is none."""
    return (mapping or {}).get(key)
