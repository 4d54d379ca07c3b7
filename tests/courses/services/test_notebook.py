from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import Bookmark, Note
from courses.services.notebook import (
    NoSuchHeading,
    add_note,
    change_note,
    delete_bookmark,
    delete_note,
    set_bookmark,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, BookmarkFactory, LessonPageFactory, NoteFactory, lesson_blocks

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("anchor", "heading"), [("five-kinds", "五个满意"), ("pitfalls", "易错点"), ("checks", "检查一下")]
)
def test_note_stands_at_a_heading_and_knows_its_words(anchor, heading):
    lesson, trainee = LessonPageFactory(), UserFactory()
    made = add_note(lesson=lesson, anchor=anchor, text="记住。", trainee=trainee, now=NOW)
    note = Note.objects.get()
    assert (note, note.lesson, note.trainee) == (made, lesson, trainee)
    assert (note.anchor, note.heading, note.text) == (anchor, heading, "记住。")
    assert (note.created_at, note.changed_at) == (NOW, NOW)


def test_heading_may_carry_several_notes():
    first = NoteFactory()
    add_note(lesson=first.lesson, anchor="five-kinds", text="再记。", trainee=first.trainee, now=LATER)
    assert list(Note.objects.values_list("text", flat=True)) == ["横向五个，纵向三层。", "再记。"]


def test_nothing_is_kept_at_a_heading_that_is_not_there():
    lesson, trainee = LessonPageFactory(), UserFactory()
    with pytest.raises(NoSuchHeading):
        add_note(lesson=lesson, anchor="gone", text="记住。", trainee=trainee, now=NOW)
    with pytest.raises(NoSuchHeading):
        set_bookmark(lesson=lesson, anchor="gone", is_on=True, trainee=trainee, now=NOW)
    assert (Note.objects.count(), Bookmark.objects.count()) == (0, 0)


@pytest.mark.parametrize(("text", "changed_at"), [("换一句。", LATER), ("横向五个，纵向三层。", NOW)])
def test_change_is_dated_where_there_is_one(text, changed_at):
    change_note(note=NoteFactory(), text=text, now=LATER)
    note = Note.objects.get()
    assert (note.text, note.created_at, note.changed_at) == (text, NOW, changed_at)


def test_deleted_note_and_bookmark_are_gone_and_others_stay():
    kept = NoteFactory(), BookmarkFactory()
    delete_note(note=NoteFactory())
    delete_bookmark(bookmark=BookmarkFactory())
    assert (Note.objects.get(), Bookmark.objects.get()) == kept


def test_bookmark_is_put_once_and_taken_away():
    lesson, trainee = LessonPageFactory(), UserFactory()
    others = BookmarkFactory(lesson=lesson)
    for is_on, now in [(True, NOW), (True, LATER)]:
        set_bookmark(lesson=lesson, anchor="five-kinds", is_on=is_on, trainee=trainee, now=now)
    mine = Bookmark.objects.get(trainee=trainee)
    assert (mine.lesson, mine.anchor, mine.heading, mine.created_at) == (lesson, "five-kinds", "五个满意", NOW)
    for _twice in range(2):
        set_bookmark(lesson=lesson, anchor="five-kinds", is_on=False, trainee=trainee, now=LATER)
    assert Bookmark.objects.get() == others


def test_notes_and_bookmarks_follow_a_reworded_heading():
    lesson = LessonPageFactory()
    note, bookmark = NoteFactory(lesson=lesson), BookmarkFactory(lesson=lesson)
    gone = NoteFactory(lesson=lesson, anchor="gone", heading="从前的标题")
    elsewhere = NoteFactory()
    body = lesson_blocks()
    body[2]["value"]["text"] = "横向的五个满意"
    lesson.body = lesson.body.stream_block.to_python(body)
    lesson.save_revision().publish()
    for kept, heading in [
        (note, "横向的五个满意"),
        (bookmark, "横向的五个满意"),
        (gone, "从前的标题"),
        (elsewhere, "五个满意"),
    ]:
        kept.refresh_from_db()
        assert kept.heading == heading


@pytest.mark.parametrize("field", ["text", "anchor"])
def test_database_refuses_a_note_without_words_or_place(field):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteFactory(**{field: ""})
    assert Note.objects.count() == 0
