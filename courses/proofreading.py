"""What an editor should mend in a lesson, where it is, and whether it keeps the lesson from going out."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from courses.blocks import count_fault, ending_fault, repeated_anchors
from courses.figures import FigureRefused, read_figure
from courses.lesson_parts import first_astray, wrong_counts
from courses.models import KnowledgePoint, LessonPage


@dataclass(frozen=True)
class Finding:
    """One thing to mend; `anchor` leads to its block in the editor."""

    message: str
    stops_publication: bool = True
    where: str = ""
    anchor: str = ""


def review_due(reviewed_on: date | None, *, today: date) -> bool:
    """Whether a lesson was never reviewed, or longer ago than LESSON_REVIEW_MONTHS."""
    return reviewed_on is None or reviewed_on < review_horizon(today)


def review_horizon(today: date) -> date:
    """What was reviewed before this day is due: as many months ago as LESSON_REVIEW_MONTHS says."""
    months = today.year * 12 + today.month - 1 - settings.LESSON_REVIEW_MONTHS
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def findings(lesson: LessonPage, *, today: date) -> list[Finding]:
    """Everything to mend, what concerns the whole lesson first."""
    return [*_about_the_lesson(lesson, today), *_about_its_blocks(lesson)]


def _about_the_lesson(lesson: LessonPage, today: date) -> Iterator[Finding]:
    if lesson.reviewed_on is None:
        yield Finding(_("The lesson was never reviewed: enter the date when it is."))
    elif review_due(lesson.reviewed_on, today=today):
        sentence = _("Last reviewed on %(date)s, more than %(months)d months ago.")
        values = {"date": lesson.reviewed_on.isoformat(), "months": settings.LESSON_REVIEW_MONTHS}
        yield Finding(sentence % values, stops_publication=False)
    kinds = [block.block_type for block in lesson.body]
    labels = {name: str(block.label) for name, block in lesson.body.stream_block.child_blocks.items()}
    for wrong in wrong_counts(kinds):
        yield Finding(count_fault(wrong, labels[wrong.kind]))
    if (index := first_astray(kinds)) is not None:
        yield Finding(ending_fault(index + 1, labels[kinds[index]]))


def _about_its_blocks(lesson: LessonPage) -> Iterator[Finding]:
    known = set(KnowledgePoint.objects.filter(syllabus_id__in=_points_of(lesson)).values_list("syllabus_id", flat=True))
    taught = {point for block in lesson.body if block.block_type == "heading" for point in block.value["points"] or ()}
    repeated = set(repeated_anchors(lesson.body))
    for index, block in enumerate(lesson.body):
        messages = [*_CHECKS.get(block.block_type, _nothing)(block.value, known, taught)]
        if index in repeated:
            messages.append((_("The anchor is already used in the lesson."), True))
        for message, stops in messages:
            yield Finding(message, stops, _place(index, block), f"block-{block.id}-section")


def _place(index: int, block: Any) -> str:
    """“Block 5 Heading: five kinds”, by the words that the editor sees."""
    place = _("Block %(number)d %(label)s") % {"number": index + 1, "label": block.block.label}
    words = next(
        (str(block.value[key]) for key in ("text", "title", "stem", "caption", "term") if _is_line(block, key)), ""
    )
    return _("%(place)s “%(words)s”") % {"place": place, "words": words[:20]} if words else place


def _is_line(block: Any, key: str) -> bool:
    return isinstance(block.value.get(key), str) and bool(block.value.get(key))


Messages = Iterator[tuple[str, bool]]


def _nothing(_value: Any, _known: set[str], _taught: set[str]) -> Messages:
    yield from ()


def _heading(value: Any, known: set[str], _taught: set[str]) -> Messages:
    if not value["points"]:
        yield _("It names no knowledge point that it teaches."), True
    yield from _unknown(value["points"] or (), known)
    if not value["anchor"]:
        yield _("It has no anchor."), True


def _objectives(value: Any, known: set[str], taught: set[str]) -> Messages:
    for number, objective in enumerate(value["items"], start=1):
        if not objective["point"]:
            yield _("Objective %(number)d names no knowledge point.") % {"number": number}, True
        elif objective["point"] not in taught:
            sentence = _("No heading of the lesson teaches %(point)s of objective %(number)d.")
            yield sentence % {"number": number, "point": objective["point"]}, False
    yield from _unknown([objective["point"] for objective in value["items"] if objective["point"]], known)


def _figure(value: Any, _known: set[str], _taught: set[str]) -> Messages:
    if not (value["alt"] or "").strip():
        yield _("The figure has no alternative text."), True
    try:
        read_figure(value["svg"] or "")
    except FigureRefused as refusal:
        yield _("Line %(line)d: %(reason)s") % {"line": refusal.line, "reason": refusal.reason}, True


def _check(value: Any, known: set[str], taught: set[str]) -> Messages:
    correct = sum(bool(option["correct"]) for option in value["options"])
    if correct != 1:
        yield _("Exactly one option must be correct; here are %(count)d.") % {"count": correct}, True
    for number, option in enumerate(value["options"], start=1):
        if not option["feedback"]:
            yield _("Option %(number)d has no answer of its own.") % {"number": number}, True
    if not value["point"]:
        yield _("It names no knowledge point."), True
    elif value["point"] not in taught:
        yield _("No heading of the lesson teaches %(point)s.") % {"point": value["point"]}, False
    yield from _unknown([value["point"]] if value["point"] else (), known)


_CHECKS = {"heading": _heading, "objectives": _objectives, "figure": _figure, "check": _check}


def _unknown(points: Any, known: set[str]) -> Messages:
    for point in dict.fromkeys(points):
        if point not in known:
            yield _("There is no knowledge point %(point)s.") % {"point": point}, True


def _points_of(lesson: LessonPage) -> set[str]:
    found: set[str] = set()
    for block in lesson.body:
        match block.block_type:
            case "heading":
                found.update(block.value["points"] or ())
            case "objectives":
                found.update(item["point"] for item in block.value["items"] if item["point"])
            case "check" if block.value["point"]:
                found.add(block.value["point"])
    return found
