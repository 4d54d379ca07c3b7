"""What became of a candidate's approved breaks; append-only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.attempts import Attempt


class BreakStep(models.TextChoices):
    """A break begins once and ends in one of the other ways."""

    BEGAN = "began", _("Break begun")
    ENDED = "ended", _("Back from the break")
    USED_UP = "used_up", _("Break over, its time was used up")
    PAUSED = "paused", _("Break ended by a pause of the exam")
    RESUMED = "resumed", _("Break ended by an invigilator")
    CLOSED = "closed", _("Break ended with the exam")


class BreakEvent(models.Model):
    """One step of a break; what it moved the deadline by is a time adjustment of its own."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="break_events")
    step = models.CharField(_("step"), max_length=8, choices=BreakStep)
    # Of the beginning: when the clock goes on at the latest.
    until = models.DateTimeField(_("on a break until"), null=True)
    # Nobody where the clock ended it.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("break event")
        verbose_name_plural = _("break events")
        ordering: ClassVar = ["attempt", "at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(step=BreakStep.BEGAN, until__isnull=False)
                | (~models.Q(step=BreakStep.BEGAN) & models.Q(until__isnull=True)),
                name="break_begins_with_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} · {self.at:%F %T}"
