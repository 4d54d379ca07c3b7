"""A chapter's published lessons as its handout shows them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from wagtail.templatetags.wagtailcore_tags import richtext

from courses.models import ChapterPage, CoursePage, LessonPage
from courses.queries import LessonPart, lesson_parts
from courses.rendering.handout import (
    PrintedBlock,
    PrintedChapter,
    PrintedCheck,
    PrintedLesson,
    PrintedOption,
    PrintedPart,
    PrintedSection,
    PrintedTerm,
    letters,
)


def printed_chapter(chapter: ChapterPage) -> PrintedChapter | None:
    """The chapter with its published lessons in order; None where it has none, or is not published itself."""
    lessons: list[LessonPage] = list(LessonPage.objects.child_of(chapter).live().order_by("path"))
    if not chapter.live or not lessons:
        return None
    numbered = [(lesson.section, _lesson(number, lesson)) for number, lesson in enumerate(lessons, start=1)]
    sections = [
        PrintedSection(title, [lesson for _section, lesson in group])
        for title, group in groupby(numbered, key=lambda pair: pair[0])
    ]
    course = CoursePage.objects.ancestor_of(chapter).first()
    return PrintedChapter(
        publisher=str(settings.WAGTAIL_SITE_NAME),
        address=chapter.full_url or settings.SITE_URL,
        course=course.title if course else "",
        title=chapter.title,
        ordinal=chapter.ordinal,
        name=chapter.bare_title,
        summary=richtext(chapter.summary),
        reviewed_on=max((lesson.reviewed_on for lesson in lessons if lesson.reviewed_on), default=None),
        sections=sections,
        terms=_terms([lesson for _section, lesson in numbered]),
    )


def _lesson(number: int, lesson: LessonPage) -> PrintedLesson:
    parts = lesson_parts(lesson)
    checks = [block for part in parts for block in part.blocks if block.block_type == "check"]
    return PrintedLesson(
        number=number,
        title=lesson.title,
        minutes=lesson.minutes,
        supplementary=lesson.supplementary,
        parts=[printed for part in parts if (printed := _part(number, part)).blocks or part.is_heading],
        checks=[_check(number, place, block.value) for place, block in enumerate(checks, start=1)],
    )


def _part(lesson_number: int, part: LessonPart) -> PrintedPart:
    """Anchors are unique in a lesson only: the lesson's number makes them so in the chapter."""
    prefix = f"lesson-{lesson_number}"
    blocks = [
        PrintedBlock(
            block.block_type, block.value, f"{prefix}-term-{block.id}" if block.block_type == "definition" else ""
        )
        for block in part.blocks
        if block.block_type not in {"heading", "check"}
    ]
    return PrintedPart(f"{prefix}-{part.anchor}" if part.anchor else "", part.title, part.points, blocks)


def _check(lesson_number: int, place: int, value: Any) -> PrintedCheck:
    options = [
        PrintedOption(letter, option["text"], option["correct"], option["feedback"])
        for letter, option in zip(letters(), value["options"], strict=False)
    ]
    return PrintedCheck(place, f"lesson-{lesson_number}-check-{place}", value["stem"], options)


def _terms(lessons: Sequence[PrintedLesson]) -> list[PrintedTerm]:
    """Sorted as GB 18030 has the characters: its 3 755 common ones stand there by their sound."""
    terms = [
        PrintedTerm(block.value["term"], block.value["text"], block.anchor)
        for lesson in lessons
        for part in lesson.parts
        for block in part.blocks
        if block.kind == "definition"
    ]
    return sorted(terms, key=lambda term: term.term.encode("gb18030"))
