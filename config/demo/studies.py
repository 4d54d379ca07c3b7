"""The published course, its approved bank, and a trainee half-way through."""

from datetime import datetime, timedelta
from fractions import Fraction
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from accounts.models import User
from config.demo.people import People
from config.demo.story import Story
from courses.interchange.loader import load
from courses.interchange.reader import read_content
from courses.models import ChapterPage, LessonPage
from courses.services.checks import answer_check
from courses.services.learning import enrol, keep_place, open_lesson
from courses.services.notebook import add_note, set_bookmark
from courses.services.reading import record_reading
from courses.services.site import ensure_site
from exams.bank.interchange.importing import Importer
from exams.bank.models import Bank, ItemVersion
from exams.bank.queries import approved_versions
from exams.bank.services import VersionContent, create_version, reserve_share, submit_for_review

FINISHED_LESSONS = 3
# Enough for a whole mock exam, and as much again for the exam.
PRACTICE_SHARE = Fraction(1, 2)


class DemoFailed(Exception):
    """A part of the story cannot be told; the message says which file or rule stands in the way."""


def build_site() -> None:
    """The home page, so that the address answers before there is any course."""
    ensure_site(name=str(settings.WAGTAIL_SITE_NAME), url=settings.SITE_URL, actor=None)


@transaction.atomic
def build_course(story: Story) -> ChapterPage:
    """The content folder, published."""
    home = ensure_site(name=str(settings.WAGTAIL_SITE_NAME), url=settings.SITE_URL, actor=None)
    report = load(read_content(settings.CONTENT_DIR), home=home, actor=None, dry_run=False)
    chapter: ChapterPage | None = ChapterPage.objects.filter(source_id=story.chapter).first()
    if chapter is None:
        raise DemoFailed("\n".join(str(problem) for problem in report.problems) or f"no chapter {story.chapter}")
    return chapter


def lessons_of(chapter: ChapterPage) -> list[LessonPage]:
    """The chapter's lessons in the order they are read."""
    return list(LessonPage.objects.child_of(chapter).live().order_by("path"))


@transaction.atomic
def build_progress(story: Story, chapter: ChapterPage, *, trainee: User, now: datetime) -> None:
    """Some lessons studied over the last days, the first gone over again, the next one open at a heading."""
    enrol(course=chapter.get_parent().specific, trainee=trainee, now=now)
    if trainee.lesson_progress.exists():
        return
    *finished, current = lessons_of(chapter)[: FINISHED_LESSONS + 1]
    for number, lesson in enumerate(finished):
        study(lesson, trainee=trainee, now=now - timedelta(days=len(finished) - number))
    study(finished[0], trainee=trainee, now=now - timedelta(hours=2), slips=1)
    opened = now - timedelta(hours=1)
    open_lesson(lesson=current, trainee=trainee, now=opened)
    record_reading(
        lesson=current, trainee=trainee, key=uuid4(), seconds=4 * 60, now=opened + timedelta(minutes=current.minutes)
    )
    anchors = [block.value["anchor"] for block in current.body if block.block_type == "heading"]
    keep_place(lesson=current, trainee=trainee, anchor=anchors[0])
    set_bookmark(lesson=current, anchor=anchors[0], is_on=True, trainee=trainee, now=opened)
    add_note(lesson=current, anchor=anchors[0], text=story.note, trainee=trainee, now=opened)


def study(lesson: LessonPage, *, trainee: User, now: datetime, slips: int = 0) -> None:
    """Open the lesson at `now`, read it in its own time and answer its checks, the first `slips` of them wrong."""
    open_lesson(lesson=lesson, trainee=trainee, now=now)
    for number, check in enumerate(block for block in lesson.body if block.block_type == "check"):
        marks = [bool(option["correct"]) for option in check.value["options"]]
        answer_check(lesson=lesson, block=check, option=marks.index(number >= slips), trainee=trainee, now=now)
    read = timedelta(minutes=lesson.minutes)
    record_reading(lesson=lesson, trainee=trainee, key=uuid4(), seconds=lesson.minutes * 60, now=now + read)


@transaction.atomic
def build_bank(story: Story, people: People, *, now: datetime) -> Bank:
    """The chapter's items, written by one person and approved by another; one revision waits for its reviewer."""
    importer = Importer(author=people["item_writer"], approver=people["reviewer"], now=now)
    folder = settings.CONTENT_DIR / "banks" / story.chapter
    reports = importer.run(sorted(folder.glob("*.yaml")), root=settings.CONTENT_DIR)
    if rejected := [problem for report in reports for problem in report.rejected]:
        raise DemoFailed("\n".join(str(problem) for problem in rejected))
    bank = Bank.objects.get(code=story.chapter)
    reserve_share(bank=bank, share=PRACTICE_SHARE, actor=people["reviewer"], now=now)
    _put_one_in_review(bank, writer=people["item_writer"], now=now)
    return bank


def _put_one_in_review(bank: Bank, *, writer: User, now: datetime) -> None:
    version = approved_versions(bank).order_by("item__key").first()
    if version is None or ItemVersion.objects.filter(item=version.item).count() > 1:
        return
    content = VersionContent(
        body=version.body,
        point=version.point,
        difficulty=min(5, version.difficulty + 1),
        cognitive=version.cognitive,
        facts=tuple(version.facts),
    )
    draft = create_version(item=version.item, content=content, actor=writer)
    submit_for_review(version=draft, actor=writer, now=now)
