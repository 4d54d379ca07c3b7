"""An exam as a rule: its components, their papers, time and pass marks."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import ChapterPage
from exams.papers.models import Paper
from exams.sittings.models.policies import FeedbackPolicy, ResultPolicy, feedback_dates


class ComponentKind(models.TextChoices):
    """The parts an assessment may have; each has its own pass mark, without compensation."""

    THEORY = "theory", _("Theory")
    SKILLS = "skills", _("Skills")
    REVIEW = "review", _("Comprehensive review")


class LatePolicy(models.TextChoices):
    """What becomes of answers that arrive after the attempt was closed, by a device that is back or in a sealed file."""

    KEEP = "keep", _("Keep and flag; they do not count")
    COUNT = "count", _("Count what was made before the deadline, within the allowance")


class ScreenLock(models.TextChoices):
    """暂离锁屏: how a candidate comes back to a screen that they locked themselves. The clock runs on."""

    OFF = "off", _("No screen lock")
    CONTINUE = "continue", _("Unlock by pressing “Continue”")
    PASSWORD = "password", _("Unlock by the candidate's own password")


class PaperLanguage(models.TextChoices):
    """In which language a candidate writes, as BCP 47 has it: who marks the answers has to read it."""

    SIMPLIFIED = "zh-Hans", _("Simplified Chinese")
    TRADITIONAL = "zh-Hant", _("Traditional Chinese")
    ENGLISH = "en", _("English")
    TIBETAN = "bo", _("Tibetan")
    MONGOLIAN = "mn", _("Mongolian")
    UYGHUR = "ug", _("Uyghur")
    KAZAKH = "kk", _("Kazakh")
    KOREAN = "ko", _("Korean")


def simplified_only() -> list[str]:
    """The languages of an exam that says nothing of them."""
    return [PaperLanguage.SIMPLIFIED.value]


class Exam(ResultPolicy, FeedbackPolicy):
    """An examination as a rule: what is asked, for how long, and what passes."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    chapter = models.ForeignKey(
        ChapterPage, on_delete=models.PROTECT, related_name="exams", verbose_name=_("chapter"), null=True, blank=True
    )
    rules = models.TextField(_("rules shown before the start"), blank=True)
    # A trainee's mock exam, made by exams.practice: it counts nowhere, and no list of the exam office shows it.
    is_mock = models.BooleanField(_("mock exam"), default=False, editable=False)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=1, validators=[MinValueValidator(1)]
    )
    shuffle_items = models.BooleanField(_("shuffle items"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    # Network allowance: events made before the deadline and received this long after it still count.
    grace_seconds = models.PositiveSmallIntegerField(_("grace seconds"), default=30, validators=[MaxValueValidator(45)])
    late_policy = models.CharField(
        _("answers that arrive after the closing"), max_length=5, choices=LatePolicy, default=LatePolicy.KEEP
    )
    # How long after the deadline they may come and still count.
    late_allowance_minutes = models.PositiveSmallIntegerField(
        _("minutes after the deadline in which they may arrive"), default=60, validators=[MaxValueValidator(2880)]
    )

    # In all, for each attempt; 0 gives nothing back by itself.
    outage_allowance_minutes = models.PositiveSmallIntegerField(
        _("minutes given back after outages, at most"), default=45, validators=[MaxValueValidator(240)]
    )
    # What a candidate may use at the screen; none of it ever changes an answer.
    allows_calculator = models.BooleanField(_("calculator allowed"), default=False)
    allows_notes = models.BooleanField(_("scratch notes allowed"), default=True)
    allows_highlighter = models.BooleanField(_("highlighter allowed"), default=True)
    allows_eliminator = models.BooleanField(_("striking out options allowed"), default=True)
    screen_lock = models.CharField(_("screen lock"), max_length=8, choices=ScreenLock, default=ScreenLock.CONTINUE)
    # Codes: what who registers themselves may choose. The office may register for any language that it has markers of.
    languages = models.JSONField(_("languages of the answers"), default=simplified_only)

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(attempts_allowed__gte=1), name="exam_allows_an_attempt"),
            # Every attempt must be closed within 60 s of its deadline.
            models.CheckConstraint(condition=Q(grace_seconds__lte=45), name="exam_grace_at_most_45_s"),
            models.CheckConstraint(condition=Q(total_pass_mark__range=(0, 100)), name="exam_total_pass_mark_0_to_100"),
            *feedback_dates(),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def languages_offered(self) -> list[tuple[str, str]]:
        """(code, name) of each language that a candidate may choose."""
        return [(code, str(label)) for code, label in PaperLanguage.choices if code in self.languages]


class ExamComponent(models.Model):
    """One part of an exam with its paper, time and pass mark (out of 100)."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="components")
    kind = models.CharField(_("part"), max_length=16, choices=ComponentKind, default=ComponentKind.THEORY)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="components", verbose_name=_("paper"))
    minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), validators=[MinValueValidator(1)])
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=5, decimal_places=2, default=Decimal(60), validators=[MaxValueValidator(100)]
    )
    # Where the exam's parts make up for each other: how much this one counts, and what it must reach all the same.
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.01"))]
    )
    minimum = models.DecimalField(
        _("minimum"), max_digits=5, decimal_places=2, default=Decimal(0), validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("exam component")
        verbose_name_plural = _("exam components")
        ordering: ClassVar = ["exam", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "kind"], name="one_component_of_a_kind"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="component_has_time"),
            models.CheckConstraint(condition=Q(pass_mark__range=(0, 100)), name="component_pass_mark_0_to_100"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="component_has_weight"),
            models.CheckConstraint(condition=Q(minimum__range=(0, 100)), name="component_minimum_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.get_kind_display()}"
