"""The printed report of an analysis: a file that the task worker makes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import private_storage
from courses.models.worker_files import MadeByWorker
from exams.analysis.models.findings import ExamAnalysis


class PrintState(models.TextChoices):
    """What happens to a printed report."""

    WAITING = "waiting", pgettext_lazy("printed report", "Waiting to be made")
    MAKING = "making", pgettext_lazy("printed report", "Being made")
    READY = "ready", pgettext_lazy("printed report", "Ready")
    FAILED = "failed", pgettext_lazy("printed report", "Could not be made")


class ReportPrint(MadeByWorker, models.Model):
    """An analysis as a PDF in one language. An analysis never changes, and so its file is made once."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    analysis = models.ForeignKey(ExamAnalysis, on_delete=models.PROTECT, related_name="prints")
    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(_("state"), max_length=8, choices=PrintState, default=PrintState.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    # When the latest maker began; with it a maker knows at the end whether another has begun since.
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    fault = models.TextField(_("what went wrong"), blank=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to="analysis_reports/", blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("printed report")
        verbose_name_plural = _("printed reports")
        ordering: ClassVar = ["analysis", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["analysis", "language"], name="one_print_of_an_analysis"),
            models.CheckConstraint(condition=Q(state__in=PrintState.values), name="print_state_known"),
            models.CheckConstraint(
                condition=(Q(state="ready") & ~Q(file="") & Q(made_at__isnull=False))
                | (~Q(state="ready") & Q(file="", made_at__isnull=True)),
                name="print_ready_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(state="making", begun_at__isnull=True), name="print_making_has_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.analysis} · {self.get_state_display()}"
