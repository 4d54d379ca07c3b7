"""Batches: certificates for a class at once. A row is a claim with a state, so that work can stop at any line."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from certificates.models.records import Award, Certificate
from exams.sittings.models import Sitting


class BatchState(models.TextChoices):
    """Nothing is made before a batch runs; a retry sets an ended one running again."""

    CHECKED = "checked", _("Checked, not started")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class BatchSource(models.TextChoices):
    """Where the candidates of a batch come from."""

    DUE = "due", _("Everybody who is due")
    SITTING = "sitting", _("The candidates of a sitting")
    LIST = "list", _("A list")


class RowState(models.TextChoices):
    """What has become of a candidate in a batch."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being issued")
    ISSUED = "issued", _("Issued, not printed yet")
    DONE = "done", _("Issued and printed")
    REFUSED = "refused", _("Not issued")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class BatchAct(models.TextChoices):
    """What people did with a batch, and its end."""

    CHECKED = "checked", _("Checked")
    STARTED = "started", _("Started")
    CANCELLED = "cancelled", _("Cancelled")
    RETRIED = "retried", _("Tried again")
    FINISHED = "finished", _("Finished")
    ZIP = "zip", _("Files downloaded")
    PRINT = "print", _("Print file downloaded")
    LIST = "list", _("List downloaded")


class Batch(models.Model):
    """One award for many people: checked first, issued and printed by the task worker once it is started."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="batches", verbose_name=_("award"))
    source = models.CharField(_("candidates"), max_length=10, choices=BatchSource)
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sitting")
    )
    # The room of the sitting, or the name of the list's file.
    detail = models.CharField(_("detail"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.CHECKED)
    # Null: the command, on the operator's behalf.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    created_at = models.DateTimeField(_("checked"))
    # Whose act the certificates are.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # The last sign of life of whoever works on it.
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["checked", "running", "done", "cancelled"]), name="batch_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "done"]) | Q(started_at__isnull=False),
                name="batch_runs_once_started",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [str(self.award), self.origin]))

    @property
    def origin(self) -> str:
        """Whose batch it is, in words: the sitting and its room, the file, or everybody who is due."""
        first = self.sitting.name if self.sitting else str(self.get_source_display())
        return " · ".join(filter(None, [first, self.detail]))


class BatchRow(models.Model):
    """One candidate of a batch. Who works on it holds its claim; a claim that has gone stale is taken over."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField(_("line"))
    # Login name or admission number, as it was given.
    reference = models.CharField(_("candidate"), max_length=150)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("full name"), max_length=150, blank=True)
    group = models.CharField(_("class or centre"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RowState, default=RowState.WAITING)
    # Sentences for the officer.
    reasons = models.JSONField(_("reasons"), default=list)
    # Characters of the name that the fonts cannot set, each with its code point.
    unset = models.TextField(blank=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="batch_rows")
    # Issued by this batch; otherwise held before it.
    is_new = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("batch row")
        verbose_name_plural = _("batch rows")
        ordering: ClassVar = ["batch", "place"]
        indexes: ClassVar = [models.Index(fields=["batch", "state", "place"], name="batch_row_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "place"], name="one_batch_row_per_place"),
            models.UniqueConstraint(
                fields=["batch", "person"], condition=Q(person__isnull=False), name="one_batch_row_per_person"
            ),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="batch_row_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "done"]) | Q(certificate__isnull=False),
                name="batch_row_issued_has_certificate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.reference}: {self.get_state_display()}"


class BatchEvent(models.Model):
    """What was done with a batch, by whom; downloads too. Append-only."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(_("act"), max_length=10, choices=BatchAct)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("batch event")
        verbose_name_plural = _("batch events")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_act_display())
