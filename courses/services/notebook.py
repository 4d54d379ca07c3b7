"""A trainee's own notes and bookmarks."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import Bookmark, LessonPage, Note
from courses.queries import headings_of


class NoSuchHeading(Exception):
    """The published lesson has no heading of this name."""


def add_note(*, lesson: LessonPage, anchor: str, text: str, trainee: User, now: datetime) -> Note:
    """Write a note at a heading; raises NoSuchHeading."""
    return Note.objects.create(
        lesson=lesson,
        trainee=trainee,
        anchor=anchor,
        heading=_heading(lesson, anchor),
        text=text,
        created_at=now,
        changed_at=now,
    )


def change_note(*, note: Note, text: str, now: datetime) -> Note:
    """Write it anew; the note's owner is whoever could get hold of it."""
    if note.text != text:
        note.text, note.changed_at = text, now
        note.save(update_fields=["text", "changed_at"])
    return note


def delete_note(*, note: Note) -> None:
    note.delete()


@transaction.atomic
def set_bookmark(*, lesson: LessonPage, anchor: str, is_on: bool, trainee: User, now: datetime) -> None:
    """Put the bookmark at a heading, or take it away; raises NoSuchHeading."""
    heading = _heading(lesson, anchor)
    if is_on:
        Bookmark.objects.get_or_create(
            lesson=lesson, trainee=trainee, anchor=anchor, defaults={"heading": heading, "created_at": now}
        )
    else:
        Bookmark.objects.filter(lesson=lesson, trainee=trainee, anchor=anchor).delete()


def delete_bookmark(*, bookmark: Bookmark) -> None:
    bookmark.delete()


@transaction.atomic
def follow_headings(*, lesson: LessonPage) -> None:
    """Let notes and bookmarks carry the headings' words as the lesson now has them."""
    headings = headings_of(lesson)
    for kind in (Note, Bookmark):
        kept = kind.objects.filter(lesson=lesson).order_by().values_list("anchor", "heading").distinct()
        for anchor, heading in kept:
            if headings.get(anchor, heading) != heading:
                kind.objects.filter(lesson=lesson, anchor=anchor).update(heading=headings[anchor])


def _heading(lesson: LessonPage, anchor: str) -> str:
    try:
        return headings_of(lesson)[anchor]
    except KeyError as error:
        raise NoSuchHeading(anchor) from error
