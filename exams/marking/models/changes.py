"""Why a slot got a mark of a later round."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.marking.models.appeals import Appeal
from exams.marking.models.marks import Mark
from exams.marking.models.regrades import KeyCorrection


class MarkChange(models.Model):
    """A mark that a key correction, its end, or an upheld appeal gave in the place of another; append-only."""

    mark = models.OneToOneField(Mark, on_delete=models.CASCADE, related_name="change")
    # The mark that stood; null where the answer had waited for one.
    former = models.ForeignKey(Mark, on_delete=models.CASCADE, null=True, related_name="+")
    correction = models.ForeignKey(KeyCorrection, on_delete=models.PROTECT, null=True, related_name="changes")
    # It was given because the correction was taken back.
    is_revert = models.BooleanField(default=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, null=True, related_name="changes")

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        ordering: ClassVar = ["mark"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(correction__isnull=False, appeal__isnull=True)
                | Q(correction__isnull=True, appeal__isnull=False, is_revert=False),
                name="a_mark_changes_for_one_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark}"
