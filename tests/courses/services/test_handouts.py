"""Handouts: asked for once, made when something changed, never lost on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import private_storage
from courses.models import Handout, HandoutState
from courses.printing.pdf import RenderingError
from courses.rendering.handout import HandoutDocument
from courses.services.handouts import (
    HandoutFailed,
    HandoutOutcome,
    ask_for_handout,
    is_outdated,
    make_handout,
    sweep_orphans,
)
from tests.factories.courses import NOW, ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)
MUCH_LATER = NOW + timedelta(minutes=16)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"private": backend}
    field = Handout._meta.get_field("file")
    before, field.storage = field.storage, private_storage()
    yield field.storage
    field.storage = before


@pytest.fixture
def chapter():
    chapter = ChapterPageFactory()
    LessonPageFactory(parent=chapter)
    return chapter


@pytest.fixture
def prints(monkeypatch):
    """Counts what is printed; the pages are real."""
    printed = []
    to_pdf = HandoutDocument.to_pdf
    monkeypatch.setattr(HandoutDocument, "to_pdf", lambda self: printed.append(self.digest) or to_pdf(self))
    return printed


def change(chapter, title="改过的课"):
    lesson = chapter.get_children().first().specific
    lesson.title = title
    lesson.save_revision().publish()


def files(storage):
    return set(storage.listdir("handouts")[1]) if storage.exists("handouts") else set()


def test_asking_twice_leaves_one_request(chapter):
    assert ask_for_handout(chapter=chapter, now=NOW)
    assert not ask_for_handout(chapter=chapter, now=LATER)
    handout = Handout.objects.get()
    assert (handout.state, handout.asked_at) == (HandoutState.WAITING, NOW)


@pytest.mark.parametrize("state", [HandoutState.WAITING, HandoutState.MAKING])
def test_a_request_whose_maker_died_is_taken_up_by_the_next(chapter, state):
    Handout.objects.create(chapter=chapter, state=state, asked_at=NOW, begun_at=NOW)
    assert not Handout.objects.get().is_under_way(now=MUCH_LATER)
    assert ask_for_handout(chapter=chapter, now=MUCH_LATER)
    assert Handout.objects.get().asked_at == MUCH_LATER


def test_made_handout_names_its_file_pages_and_digest(chapter, storage):
    assert make_handout(chapter=chapter, now=NOW) == HandoutOutcome.MADE
    handout = Handout.objects.get()
    assert (handout.state, handout.pages, handout.made_at) == (HandoutState.READY, 7, NOW)
    assert handout.size == storage.size(handout.file.name)
    assert {handout.file.name} == {f"handouts/{name}" for name in files(storage)}
    assert len(handout.digest) == 64


def test_unchanged_chapter_is_not_printed_again(chapter, prints):
    make_handout(chapter=chapter, now=NOW)
    ask_for_handout(chapter=chapter, now=LATER)
    assert make_handout(chapter=chapter, now=LATER) == HandoutOutcome.UNCHANGED
    assert len(prints) == 1
    handout = Handout.objects.get()
    assert (handout.state, handout.made_at) == (HandoutState.READY, NOW)


def test_file_that_is_gone_is_printed_again(chapter, storage):
    make_handout(chapter=chapter, now=NOW)
    storage.delete(Handout.objects.get().file.name)
    assert make_handout(chapter=chapter, now=LATER) == HandoutOutcome.MADE
    assert len(files(storage)) == 1


def test_changed_chapter_takes_the_place_of_the_old_file(chapter, storage):
    make_handout(chapter=chapter, now=NOW)
    old = Handout.objects.get()
    change(chapter)
    assert is_outdated(chapter=chapter)
    assert make_handout(chapter=chapter, now=LATER) == HandoutOutcome.MADE
    new = Handout.objects.get()
    assert new.digest != old.digest
    assert files(storage) == {new.file.name.removeprefix("handouts/")}
    assert not is_outdated(chapter=chapter)


def test_old_file_stands_while_the_new_one_is_printed_and_where_that_fails(chapter, storage, monkeypatch, caplog):
    make_handout(chapter=chapter, now=NOW)
    old = Handout.objects.get()
    change(chapter)
    seen = []

    def fail(_document):
        seen.append((Handout.objects.get().state, storage.exists(old.file.name)))
        raise RenderingError("not an asset of this document")

    monkeypatch.setattr(HandoutDocument, "to_pdf", fail)
    with pytest.raises(HandoutFailed, match="not an asset"):
        make_handout(chapter=chapter, now=LATER)
    assert seen == [(HandoutState.MAKING, True)]
    handout = Handout.objects.get()
    assert (handout.state, handout.digest, handout.file.name) == (HandoutState.FAILED, old.digest, old.file.name)
    assert handout.fault == "RenderingError: not an asset of this document"
    assert storage.exists(old.file.name)
    assert f"the handout of chapter {chapter.pk} was not made" in caplog.text


def test_who_asks_while_it_is_made_is_not_forgotten(chapter, monkeypatch):
    to_pdf = HandoutDocument.to_pdf

    def asked_meanwhile(document):
        assert ask_for_handout(chapter=chapter, now=LATER)
        return to_pdf(document)

    monkeypatch.setattr(HandoutDocument, "to_pdf", asked_meanwhile)
    assert make_handout(chapter=chapter, now=NOW) == HandoutOutcome.MADE
    handout = Handout.objects.get()
    assert (handout.state, handout.asked_at, handout.made_at) == (HandoutState.WAITING, LATER, NOW)


def test_a_maker_that_was_overtaken_throws_its_pages_away(chapter, storage, monkeypatch):
    to_pdf = HandoutDocument.to_pdf

    def overtaken(document):
        monkeypatch.setattr(HandoutDocument, "to_pdf", to_pdf)
        pdf = to_pdf(document)
        change(chapter)
        assert make_handout(chapter=chapter, now=LATER) == HandoutOutcome.MADE
        return pdf

    monkeypatch.setattr(HandoutDocument, "to_pdf", overtaken)
    assert make_handout(chapter=chapter, now=NOW) == HandoutOutcome.OVERTAKEN
    handout = Handout.objects.get()
    assert (handout.state, handout.made_at) == (HandoutState.READY, LATER)
    assert files(storage) == {handout.file.name.removeprefix("handouts/")}
    assert not is_outdated(chapter=chapter)


def test_chapter_without_lessons_has_no_handout(chapter, storage):
    make_handout(chapter=chapter, now=NOW)
    chapter.get_children().first().specific.unpublish()
    assert is_outdated(chapter=chapter)
    assert make_handout(chapter=chapter, now=LATER) == HandoutOutcome.EMPTY
    assert (Handout.objects.count(), files(storage)) == (0, set())
    assert not is_outdated(chapter=chapter)


def test_orphans_are_swept_when_no_maker_can_be_at_them(chapter, storage):
    make_handout(chapter=chapter, now=NOW)
    kept = Handout.objects.get().file.name
    with storage.open("handouts/orphan.pdf", "wb") as orphan:
        orphan.write(b"%PDF")
    written = storage.get_modified_time("handouts/orphan.pdf")
    assert sweep_orphans(now=written + timedelta(minutes=59)) == []
    assert sweep_orphans(now=written + timedelta(minutes=61)) == ["handouts/orphan.pdf"]
    assert files(storage) == {kept.removeprefix("handouts/")}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "ready"},
        {"state": "making"},
        {"state": "lost"},
        {"state": "waiting", "file": "handouts/x.pdf"},
        {"state": "waiting", "digest": "0" * 64},
        {"state": "waiting", "file": "x.pdf", "digest": "0" * 64, "pages": 0, "size": 9, "made_at": NOW},
    ],
)
def test_what_must_hold_holds_in_the_database(chapter, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Handout.objects.create(chapter=chapter, asked_at=NOW, **fields)
