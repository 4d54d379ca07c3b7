"""What happens when a page is published, moved or goes, what an upgraded site needs, and what editors' reports count."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_delete, post_migrate
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.answers import answers_to_checks, register_answer_source
from courses.models import ChapterPage, CoursePage, HomePage, LessonPage
from courses.services.headings import refresh_heading_points
from courses.services.moderation import ensure_moderation
from courses.services.notebook import follow_headings
from courses.services.search import FOUND_PAGES, forget_entries, rebuild_entries
from courses.services.terms import refresh_terms
from courses.stamp import write_triggers
from courses.tasks import request_handout

# After the app whose models come last, every permission and content type is there.
_LAST_APP = [app for app in apps.get_app_configs() if app.models_module is not None][-1]

register_answer_source(_("Knowledge checks"), answers_to_checks)


@receiver(page_published, sender=LessonPage)
def index_headings(instance: LessonPage, **_kwargs: Any) -> None:
    """Keep the index of taught points as the published lesson has it."""
    refresh_heading_points(lesson=instance)


@receiver(page_published, sender=LessonPage)
def rename_headings_in_notebooks(instance: LessonPage, **_kwargs: Any) -> None:
    """Notes and bookmarks follow a heading that an editor rewords."""
    follow_headings(lesson=instance)


@receiver([page_published, page_unpublished], sender=LessonPage)
def index_terms(instance: LessonPage, **_kwargs: Any) -> None:
    """Keep the glossary as the published lessons define it."""
    refresh_terms(lesson=instance)


@receiver(post_migrate, sender=_LAST_APP, dispatch_uid="courses.arrange_moderation")
def arrange_moderation(*, plan: Sequence[tuple[Any, bool]] = (), **_kwargs: Any) -> None:
    """Give a site that had its home page before there was a workflow the workflow now."""
    home = None if any(is_backwards for _migration, is_backwards in plan) else HomePage.objects.first()
    if home is not None:
        ensure_moderation(home=home)


@receiver(post_migrate, sender=_LAST_APP, dispatch_uid="courses.watch_publication")
def watch_publication(using: str, **_kwargs: Any) -> None:
    """A migration of Wagtail's may have taken the triggers of its tables away."""
    write_triggers(connections[using])


@receiver(page_published)
def let_search_find(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Search finds the page as it was just published."""
    if issubclass(sender, FOUND_PAGES):
        rebuild_entries(page=instance)


@receiver(page_unpublished)
def let_search_forget(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Search no longer finds the page; a page is also unpublished before it is deleted."""
    if issubclass(sender, FOUND_PAGES):
        forget_entries(page=instance)


@receiver([page_published, page_unpublished], sender=LessonPage)
@receiver(post_delete, sender=LessonPage)
def reprint_chapter_of_lesson(instance: LessonPage, **_kwargs: Any) -> None:
    """A handout says what the published lessons say."""
    _reprint(ChapterPage.objects.ancestor_of(instance))


@receiver([page_published, page_unpublished], sender=ChapterPage)
def reprint_chapter(instance: ChapterPage, **_kwargs: Any) -> None:
    """Its title and summary stand on the title page."""
    _reprint([instance])


@receiver(page_published, sender=CoursePage)
def reprint_course(instance: CoursePage, **_kwargs: Any) -> None:
    """Its title stands on the title page of each of its handouts."""
    _reprint(ChapterPage.objects.child_of(instance))


@receiver(post_page_move)
def reprint_after_move(parent_page_before: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    """Lessons stand in the order of the tree."""
    parents = {parent_page_before.pk, parent_page_after.pk}
    _reprint(ChapterPage.objects.filter(pk__in=parents))


def _reprint(chapters: Iterable[ChapterPage]) -> None:
    """Once committed: a chapter may be going with its lessons. Publishing never fails because printing does."""
    ids = [chapter.pk for chapter in chapters]
    transaction.on_commit(partial(_request_handouts, ids), robust=True)


def _request_handouts(chapter_ids: Sequence[int]) -> None:
    now = timezone.now()
    for chapter in ChapterPage.objects.filter(pk__in=chapter_ids):
        request_handout(chapter=chapter, now=now)
