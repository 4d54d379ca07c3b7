"""A published lesson for one reader: as it is kept, with their own pieces put in."""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache, partial

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Site

from courses import learning_record, queries
from courses.glossary import closed_paths
from courses.models import LessonPage, found_under
from courses.page_cache import Drawing, DrawnLesson, Own, in_readers_characters, kept_lesson
from courses.rules import Gate
from courses.stamp import publication_stamp

# What is a reader's own in a lesson, and the piece of the page that shows it.
OWN = {
    "studied": "courses/_studied.html",
    "gate": "courses/_gate.html",
    "resume": "courses/_resume.html",
    "tools": "courses/_part_tools.html",
    "end": "courses/_lesson_asks.html",
}
# Stands for the form token in what is kept.
_TOKEN = "kept-piece-token"  # noqa: S105 -- no secret


@dataclass(frozen=True, slots=True)
class ReadersLesson:
    """What one reader gets, in their characters; the title is escaped."""

    title: str
    html: bytes


def lesson_for_reader(request: HttpRequest, lesson: LessonPage, *, token: str) -> ReadersLesson:
    """The lesson with what is this reader's own. Whether they may have it was asked before."""
    reader, gate = request.user, getattr(request, "gate", None)
    progress = getattr(request, "lesson_progress", None)
    if progress is None:
        progress = queries.progress_by_lesson(reader=reader, lesson_ids=[lesson.pk]).get(lesson.pk)
    closed = closed_paths(request)
    site = Site.find_for_request(request)
    drawn = kept_lesson(
        lesson_id=lesson.pk,
        site_id=site.pk,
        stamp=found_under.get() or publication_stamp(),
        closed=closed,
        draw=partial(_draw_for_nobody, lesson, request, closed),
    )
    record = learning_record.LessonRecord(lesson, reader, progress, drawn.headings, drawn.questions)
    own = partial(_own, request, record, gate, token)
    return ReadersLesson(drawn.title, drawn.for_reader(token=token, draw=own))


def _draw_for_nobody(
    lesson: LessonPage, request: HttpRequest, closed: tuple[str, ...], drawing: Drawing
) -> DrawnLesson:
    """The lesson as everybody reads it to whom the same is closed: no name, no token, no record can stand in it."""
    nobody = copy(request)
    nobody.user = AnonymousUser()
    context = {"page": lesson, "drawing": drawing, "closed_paths": closed, "csrf_token": drawing.token}
    html = in_readers_characters(get_template("courses/_lesson.html").render(context, nobody))
    headings, questions = queries.headings_of(lesson), learning_record.questions_of(lesson)
    title = in_readers_characters(escape(lesson.title), is_taught=True)
    return DrawnLesson(title, tuple(drawing.pieces(html)), drawing.token.encode(), headings, questions)


def _own(request: HttpRequest, record: learning_record.LessonRecord, gate: Gate | None, token: str, own: Own) -> bytes:
    """The reader's own piece; the usual one where they have nothing of the kind."""
    if not _has_own(record, gate, own):
        return own.usual
    if own.name == "end":
        anchor = record.progress.anchor if record.progress else ""
        asks = _lesson_asks(get_language(), record.lesson.pk, record.study, anchor)
        return asks.replace(_TOKEN, token).encode()
    kept = record.notebook.get(own.values["anchor"]) if own.name == "tools" else None
    context = {"page": record.lesson, "record": record, "gate": gate, "kept": kept, **own.values}
    html: str = get_template(OWN[own.name]).render(context, request)
    return in_readers_characters(html, is_taught=own.name == "tools").encode()


def _has_own(record: learning_record.LessonRecord, gate: Gate | None, own: Own) -> bool:
    match own.name:
        case "studied":
            return record.progress is not None and record.progress.finished_at is not None
        case "gate":
            return gate is not None
        case "resume":
            return bool(record.place)
        case "tools":
            return own.values["anchor"] in record.notebook
    return True


@lru_cache(maxsize=4096)
def _lesson_asks(language: str, lesson_id: int, study: learning_record.StudyState, anchor: str) -> str:
    """What a lesson still asks, in the language in use: the same for all who stand at the same point of it."""
    record = {"study": study, "progress": {"anchor": anchor}}
    context = {"page": {"pk": lesson_id}, "record": record, "csrf_token": _TOKEN}
    html: str = get_template(OWN["end"]).render(context)
    return html if language != "zh-hant" else in_readers_characters(html)
