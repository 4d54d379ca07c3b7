"""What the worker is given."""

import pytest
from django_tasks import TaskResultStatus

from courses.models import Handout, HandoutState
from courses.tasks import print_handout, request_handout
from tests.factories.courses import NOW, ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


def test_a_request_ends_in_a_file(django_capture_on_commit_callbacks):
    chapter = LessonPageFactory().get_parent().specific
    with django_capture_on_commit_callbacks(execute=True):
        request_handout(chapter=chapter, now=NOW)
    handout = Handout.objects.get()
    assert handout.state == HandoutState.READY
    assert handout.file.read(5) == b"%PDF-"
    handout.file.close()
    handout.file.delete(save=False)


def test_a_chapter_that_is_gone_needs_none():
    chapter = ChapterPageFactory()
    gone = chapter.pk
    chapter.delete()
    assert print_handout.call(gone) == ""


def test_a_failure_is_the_tasks_too(caplog):
    chapter = LessonPageFactory(title="\ue000").get_parent().specific
    result = print_handout.enqueue(chapter.pk)
    assert result.status == TaskResultStatus.FAILED
    assert Handout.objects.get().fault == "UnsetCharactersError: U+E000"
