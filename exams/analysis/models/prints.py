"""Printed reports of exams, of classes and of items: files that the task worker makes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import private_storage
from courses.models.worker_files import MadeByWorker
from exams.bank.models import ItemVersion
from exams.sittings.models import ExamComponent, Sitting

SUBJECT = ("component", "sitting", "version")
NOTHING = models.Value(0, output_field=models.BigIntegerField())


class PrintKind(models.TextChoices):
    """What a printed report is of."""

    EXAM = "exam", pgettext_lazy("printed report", "Latest analysis of a part of an exam")
    POINTS = "points", pgettext_lazy("printed report", "Knowledge points of a class")
    CARD = "card", pgettext_lazy("printed report", "Item card")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is printed: a part of an exam, its knowledge points (of one sitting, or of all), or an item's version."""

    kind: PrintKind
    component: ExamComponent | None = None
    sitting: Sitting | None = None
    version: ItemVersion | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {"kind": self.kind, **{name: getattr(self, name) for name in SUBJECT}}


class PrintState(models.TextChoices):
    """What happens to a printed report."""

    WAITING = "waiting", pgettext_lazy("printed report", "Waiting to be made")
    MAKING = "making", pgettext_lazy("printed report", "Being made")
    READY = "ready", pgettext_lazy("printed report", "Ready")
    FAILED = "failed", pgettext_lazy("printed report", "Could not be made")


class ReportPrint(MadeByWorker, models.Model):
    """A subject's report as a PDF in one language, with the stamp of what it shows: what shows something else by now is old."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    kind = models.CharField(_("kind"), max_length=6, choices=PrintKind)
    component = models.ForeignKey(ExamComponent, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(_("state"), max_length=8, choices=PrintState, default=PrintState.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    # When the latest maker began; with it a maker knows at the end whether another has begun since.
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    fault = models.TextField(_("what went wrong"), blank=True)
    stamp = models.CharField(_("stamp of its content"), max_length=64, blank=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to="analysis_reports/", blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("printed report")
        verbose_name_plural = _("printed reports")
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind",
                "language",
                # What is not there is alike.
                *(Coalesce(name, NOTHING, output_field=models.BigIntegerField()) for name in SUBJECT),
                name="one_print_of_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(kind="exam", component__isnull=False, sitting=None, version=None)
                | Q(kind="points", component__isnull=False, version=None)
                | Q(kind="card", component=None, sitting=None, version__isnull=False),
                name="print_subject_of_its_kind",
            ),
            models.CheckConstraint(condition=Q(state__in=PrintState.values), name="print_state_known"),
            models.CheckConstraint(
                condition=(Q(state="ready", made_at__isnull=False) & ~Q(file="") & ~Q(stamp=""))
                | (~Q(state="ready") & Q(file="", stamp="", made_at__isnull=True)),
                name="print_ready_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(state="making", begun_at__isnull=True), name="print_making_has_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.component or self.version} · {self.get_kind_display()} · {self.get_state_display()}"
