"""How long somebody wants to study a day, what was foretold of an exam, and mock exams."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.papers.models import Blueprint
from exams.sittings.models import Attempt, Exam

USUAL_MINUTES = 20
LEAST_MINUTES, MOST_MINUTES = 5, 180


class StudyPlan(models.Model):
    """The minutes a day that a trainee has chosen."""

    trainee = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_plan", verbose_name=_("trainee")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes a day"),
        default=USUAL_MINUTES,
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)],
    )

    class Meta:
        verbose_name = _("study plan")
        verbose_name_plural = _("study plans")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__range=(LEAST_MINUTES, MOST_MINUTES)), name="study_plan_5_to_180_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id}: {self.minutes}"


class Forecast(models.Model):
    """What practice foretold of an exam attempt, by the answers before it; append-only, so that it can be checked."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="forecast")
    # Percent of the marks.
    expected = models.DecimalField(_("expected score"), max_digits=5, decimal_places=2)
    low = models.DecimalField(_("low end"), max_digits=5, decimal_places=2)
    high = models.DecimalField(_("high end"), max_digits=5, decimal_places=2)
    chance = models.DecimalField(_("chance of passing"), max_digits=5, decimal_places=4)
    answers = models.PositiveIntegerField(_("first answers"))
    made_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("expected"), expected__lte=F("high"), high__lte=100),
                name="forecast_within_its_interval",
            ),
            models.CheckConstraint(condition=Q(chance__range=(Decimal(0), Decimal(1))), name="forecast_chance_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.chance}"


class MockExam(models.Model):
    """One of the mock exams on a blueprint: whoever has not sat it yet may."""

    blueprint = models.ForeignKey(
        Blueprint, on_delete=models.PROTECT, related_name="mock_exams", verbose_name=_("blueprint")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    exam = models.OneToOneField(Exam, on_delete=models.PROTECT, related_name="mock", verbose_name=_("exam"))

    class Meta:
        verbose_name = _("mock exam")
        verbose_name_plural = _("mock exams")
        ordering: ClassVar = ["blueprint", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blueprint", "number"], name="mock_number_once_on_a_blueprint"),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint} {self.number}"
