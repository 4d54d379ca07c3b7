"""Papers drawn for candidates before the start."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.exams import ExamComponent
from exams.sittings.models.sittings import Registration


class PreparedPaper(models.Model):
    """The order in which a candidate's next attempt will show the paper, drawn ahead; becomes its snapshot at the start.

    Good only while `basis` is what the component would be drawn from now: another paper or another rule of shuffling
    makes it stale, and a start then draws anew.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="prepared_papers")
    component = models.ForeignKey(ExamComponent, on_delete=models.CASCADE, related_name="prepared_papers")
    # Number of the attempt that it is for.
    number = models.PositiveSmallIntegerField(_("attempt"))
    # Digest of the paper's id and the shuffling rules; see services.drawing.
    basis = models.CharField(max_length=64)
    paper_digest = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    layout = models.JSONField()
    sha256 = models.CharField(max_length=64)
    prepared_at = models.DateTimeField(_("prepared"))

    class Meta:
        verbose_name = _("prepared paper")
        verbose_name_plural = _("prepared papers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration", "component", "number"], name="one_prepared_paper_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
