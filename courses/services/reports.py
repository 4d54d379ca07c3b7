"""Mistakes that readers report, and what editors answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from courses.models import MAX_QUOTE, LessonPage, MistakeReport, ReportState
from courses.queries import LessonPart, lesson_parts, part_at

PER_HOUR = 10


class TooManyReports(Exception):
    """The reader has sent as many as one may within an hour."""


class AlreadyAnswered(Exception):
    """Another editor was faster; their answer stands."""


class ReasonMissing(Exception):
    """Who is told no is told why."""


@transaction.atomic
def report_mistake(
    *, lesson: LessonPage, anchor: str, quote: str, text: str, reporter: User, now: datetime
) -> MistakeReport:
    """Keep what the reader says; the same words sent twice are one report. Raises TooManyReports.

    A part that the lesson does not have any more reads as its opening: the words count, not the place.
    """
    parts = lesson_parts(lesson)
    part = part_at(parts, anchor)
    quote = " ".join(quote.split())[:MAX_QUOTE]
    own = MistakeReport.objects.filter(reporter=reporter)
    same = own.filter(lesson=lesson, anchor=part.anchor, quote=quote, text=text, state=ReportState.OPEN).first()
    if same is not None:
        return same
    if own.filter(created_at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise TooManyReports
    return MistakeReport.objects.create(
        lesson=lesson,
        anchor=part.anchor[:80],
        heading=str(part.title)[:200],
        block_id=_block_with(quote, [part, *parts]),
        revision_id=lesson.live_revision_id,
        quote=quote,
        text=text,
        reporter=reporter,
        created_at=now,
    )


@transaction.atomic
def answer_report(*, report: MistakeReport, state: ReportState, answer: str, actor: User, now: datetime) -> None:
    """Accept or decline, once. Raises AlreadyAnswered, and ReasonMissing where a refusal does not say why."""
    if state == ReportState.DECLINED and not answer.strip():
        raise ReasonMissing
    changed = MistakeReport.objects.filter(pk=report.pk, state=ReportState.OPEN).update(
        state=state, answer=answer.strip(), handled_by=actor, handled_at=now
    )
    if not changed:
        raise AlreadyAnswered
    report.refresh_from_db()


def _block_with(quote: str, parts: Sequence[LessonPart]) -> str:
    """The id of the first block that holds the words, whatever white space stands between them; else empty."""
    wanted = "".join(quote.split())
    for block in [block for part in parts for block in part.blocks] if wanted else []:
        words = "".join(block.block.get_searchable_content(block.value))
        if wanted in "".join(words.split()):
            return str(block.id)
    return ""
