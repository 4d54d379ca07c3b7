"""Marks per slot and the result made of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models import Attempt


class Mark(models.Model):
    """Credit given for one slot of an attempt, exact: `credit_num`/`credit_den` of `marks`. Append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks")
    slot = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    credit_num = models.PositiveIntegerField()
    credit_den = models.PositiveIntegerField(default=1)
    marks = models.DecimalField(max_digits=5, decimal_places=2)
    # Null: given by the scorer.
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering: ClassVar = ["attempt", "slot", "round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "slot", "round"], name="mark_unique_in_round"),
            models.CheckConstraint(
                condition=Q(credit_den__gte=1, credit_num__lte=models.F("credit_den")), name="mark_credit_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}: {self.credit_num}/{self.credit_den}"


class MarkRecall(models.Model):
    """A person's mark that stands no more, because the answer it was given for was replaced by a later one; append-only.

    The answer waits for a mark of a later round.
    """

    mark = models.OneToOneField(Mark, on_delete=models.CASCADE, related_name="recall")
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("recalled mark")
        verbose_name_plural = _("recalled marks")
        ordering: ClassVar = ["mark"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="mark_recall_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.mark}"
