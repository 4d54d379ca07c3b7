"""The result of a registration: superseded, never edited."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models import Attempt, ExamComponent, Registration


class ResultState(models.TextChoices):
    """A released result is superseded by a new one, never edited."""

    PROVISIONAL = "provisional", _("Provisional")
    RELEASED = "released", _("Released")
    SUPERSEDED = "superseded", _("Superseded")


class Outcome(models.TextChoices):
    """What kind of result it is; only one that is scored has components."""

    SCORED = "scored", _("Scored")
    ABSENT = "absent", _("Absent")
    MISCONDUCT = "misconduct", _("Misconduct: the result does not count")
    VOID = "void", _("Void: the attempt does not count")


class Result(models.Model):
    """What a registration achieved, as the exam's rule has it. Provisional, it is nobody's but the office's."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="results")
    state = models.CharField(_("state"), max_length=16, choices=ResultState, default=ResultState.PROVISIONAL)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.SCORED)
    passed = models.BooleanField(_("passed"))
    # Only where the exam's parts make up for each other: the weighted total, rounded like a score.
    total = models.DecimalField(_("weighted total"), max_digits=5, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("band"), max_length=20, blank=True)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    # Why it took the place of the one before it; empty where an attempt was marked for the first time.
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor")

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state=ResultState.RELEASED), name="one_released_result"
            ),
            # Beside a released one, where a later one waits for its release.
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state=ResultState.PROVISIONAL), name="one_provisional_result"
            ),
            models.CheckConstraint(
                condition=~Q(state=ResultState.PROVISIONAL) | Q(released_at__isnull=True),
                name="provisional_result_has_no_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.SCORED) | Q(passed=False, band="", total__isnull=True),
                name="only_a_scored_result_passes",
            ),
            models.CheckConstraint(
                condition=~Q(state=ResultState.RELEASED) | Q(released_at__isnull=False), name="released_result_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}"


class ResultComponent(models.Model):
    """Score of one component, out of 100, rounded half up to two places from the exact sum."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="components")
    component = models.ForeignKey(ExamComponent, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="result_components")
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    # Points that moderation moved the score by, already in it.
    moderated = models.DecimalField(_("moderated by"), max_digits=5, decimal_places=2, default=Decimal(0))
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2)
    passed = models.BooleanField(_("passed"))
    # [{"point": 12, "earned": "3.5", "possible": "6"}, …] for the breakdown by knowledge point.
    breakdown = models.JSONField(default=list)

    class Meta:
        verbose_name = _("result component")
        verbose_name_plural = _("result components")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "component"], name="result_component_unique"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="score_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.score}"

    @property
    def is_kept(self) -> bool:
        """Passed at an earlier sitting, and kept. Wants the attempt and the result."""
        return self.attempt.registration_id != self.result.registration_id
