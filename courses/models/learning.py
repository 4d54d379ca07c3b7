"""What a trainee has done: enrolments, progress through lessons, reading time, answers to knowledge checks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.pages import CoursePage, LessonPage
from courses.models.points import KnowledgePoint


class Enrolment(models.Model):
    """A trainee takes a course."""

    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="enrolments")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    created_at = models.DateTimeField(_("enrolled"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "trainee"], name="one_enrolment_per_course"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.course}"


class LessonProgress(models.Model):
    """How far a trainee got in a lesson: the heading last read, the time spent, and when it was finished."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lesson_progress")
    anchor = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # Null: unknown, since no script ever reported any.
    active_seconds = models.PositiveIntegerField(_("active reading time"), null=True, blank=True)
    # Finished by checks and measured reading time; where not, the trainee's own word stood for the time.
    is_measured = models.BooleanField(_("time was measured"), default=False)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "trainee"], name="one_progress_per_lesson"),
            models.CheckConstraint(
                condition=Q(is_measured=False) | Q(finished_at__isnull=False, active_seconds__isnull=False),
                name="measured_progress_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.lesson}"


class ReadingSpan(models.Model):
    """Active reading in one view of a lesson, as its page reported it and the server allowed it."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="reading_spans")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reading_spans")
    # Chosen by the page when it is opened: a report that comes twice is the same report.
    key = models.UUIDField()
    seconds = models.PositiveIntegerField(_("active seconds"))
    started_at = models.DateTimeField(_("started"))
    reported_at = models.DateTimeField(_("last report"))

    class Meta:
        verbose_name = _("reading span")
        verbose_name_plural = _("reading spans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "lesson", "key"], name="one_reading_span_per_view"),
            models.CheckConstraint(condition=Q(reported_at__gte=models.F("started_at")), name="reading_goes_forward"),
        ]
        indexes: ClassVar = [models.Index(fields=["trainee", "reported_at"], name="reading_latest_report")]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.lesson} · {self.seconds} s"


class CheckAnswer(models.Model):
    """An answer to a knowledge check, as it was judged then. Append-only."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="check_answers")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="check_answers")
    block_id = models.UUIDField()
    # The digest of what was asked: a check that an editor rewrites is another question, a moved one is not.
    question = models.CharField(_("question"), max_length=64)
    # Null where the check names a point that no chapter lists.
    point = models.ForeignKey(KnowledgePoint, on_delete=models.PROTECT, null=True, related_name="check_answers")
    option = models.PositiveSmallIntegerField(_("option"))
    is_right = models.BooleanField(_("right"))
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer to a knowledge check")
        verbose_name_plural = _("answers to knowledge checks")
        ordering: ClassVar = ["answered_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["trainee", "lesson"], name="check_answers_in_lesson"),
            models.Index(fields=["trainee", "point"], name="check_answers_to_point"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.lesson} · {self.option}"
