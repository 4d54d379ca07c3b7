"""What publishing, unpublishing, moving and deleting ask of the worker."""

import pytest
from django_tasks import task_backends

from courses.models import ChapterPage, Handout
from tests.factories.courses import ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings):
    """Tasks are kept, not run."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    return lambda: [
        result.args
        for result in task_backends["default"].results
        if result.task.module_path == "courses.tasks.print_handout"
    ]


@pytest.fixture
def chapter():
    chapter = ChapterPageFactory()
    LessonPageFactory.create_batch(2, parent=chapter)
    return chapter


def lessons(chapter):
    return [page.specific for page in chapter.get_children()]


def test_nothing_is_asked_before_the_commit(chapter, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        lessons(chapter)[0].save_revision().publish()
    assert callbacks
    assert (queue(), Handout.objects.count()) == ([], 0)


def test_publishing_many_lessons_asks_once(chapter, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for lesson in lessons(chapter):
            lesson.save_revision().publish()
    assert queue() == [[chapter.pk]]
    assert Handout.objects.get().chapter == chapter


@pytest.mark.parametrize(
    "act",
    [
        lambda chapter: lessons(chapter)[0].unpublish(),
        lambda chapter: lessons(chapter)[0].delete(),
        lambda chapter: lessons(chapter)[1].move(lessons(chapter)[0], pos="left"),
        lambda chapter: chapter.save_revision().publish(),
        lambda chapter: chapter.get_parent().specific.save_revision().publish(),
    ],
    ids=["unpublish", "delete", "move", "chapter", "course"],
)
def test_whatever_changes_the_pages_asks_for_them(chapter, queue, django_capture_on_commit_callbacks, act):
    with django_capture_on_commit_callbacks(execute=True):
        act(ChapterPage.objects.get(pk=chapter.pk))
    assert queue() == [[chapter.pk]]


def test_a_lesson_that_changes_its_chapter_asks_for_both(chapter, queue, django_capture_on_commit_callbacks):
    other = ChapterPageFactory(parent=chapter.get_parent())
    with django_capture_on_commit_callbacks(execute=True):
        lessons(chapter)[0].move(other, pos="last-child")
    assert sorted(queue()) == sorted([[chapter.pk], [other.pk]])


def test_a_chapter_that_goes_takes_its_handout_along(chapter, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        lessons(chapter)[0].save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        ChapterPage.objects.get(pk=chapter.pk).delete()
    assert Handout.objects.count() == 0
    assert queue() == [[chapter.pk]]
