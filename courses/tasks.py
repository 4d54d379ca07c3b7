"""Work for the task worker."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from courses.models import ChapterPage
from courses.services.handouts import ask_for_handout, make_handout


@task()
def print_handout(chapter_id: int) -> str:
    """Make the chapter's handout; a chapter that is gone meanwhile needs none."""
    chapter = ChapterPage.objects.filter(pk=chapter_id).first()
    return "" if chapter is None else make_handout(chapter=chapter, now=timezone.now())


def request_handout(*, chapter: ChapterPage, now: datetime) -> None:
    """Ask for the handout, and give the worker its task once that is committed."""
    if ask_for_handout(chapter=chapter, now=now):
        transaction.on_commit(partial(print_handout.enqueue, chapter.pk))
