"""Timed runs of a component: the hot row, what was shown, its devices, its time."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.papers.models import Paper
from exams.sittings.models.exams import ExamComponent
from exams.sittings.models.sittings import Registration


class AttemptState(models.TextChoices):
    """`open` until the candidate hands in or the server closes it at the deadline."""

    OPEN = "open", _("In progress")
    SUBMITTED = "submitted", _("Handed in")
    EXPIRED = "expired", _("Closed at the deadline")
    ENDED = "ended", _("Ended by an invigilator")


class Attempt(models.Model):
    """One timed run of a component. The hot row: every save reads and moves its head."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="attempts")
    component = models.ForeignKey(ExamComponent, on_delete=models.PROTECT, related_name="attempts")
    # Pinned at the start: the component may be given another paper later, this attempt not.
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"), default=1)
    state = models.CharField(_("state"), max_length=16, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField(_("started"))
    # Stored, never derived: adjustments move it, later edits of the exam do not.
    deadline = models.DateTimeField(_("deadline"))
    grace_seconds = models.PositiveSmallIntegerField(default=30)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    receipt = models.CharField(_("receipt digest"), max_length=64, blank=True)

    lease_token = models.CharField(max_length=43)
    lease_taken_at = models.DateTimeField()
    # Projection of the counted events, rebuilt by verify_answers: {"3": {"choice": "b"}}; slots are the paper's.
    answers = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    # Head of the hash chain and the highest sequence number seen of each client.
    head_position = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    heads = models.JSONField(default=dict)
    last_saved_at = models.DateTimeField(null=True, blank=True)
    # While it is set, the clock stands still at that moment; resuming moves the deadline by the span.
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    # Set while the candidate is on an approved break: the clock goes on then at the latest, whoever has come back.
    break_until = models.DateTimeField(_("on a break until"), null=True, blank=True)
    # Number of the newest notice to this candidate: the clock's reply carries it, so that no further read is needed.
    notices = models.PositiveIntegerField(default=0)
    # When the browser last asked for the clock, some seconds behind (services/outages.py).
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["-started_at"]
        indexes: ClassVar = [models.Index(fields=["state", "deadline"], name="attempt_state_deadline")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "component", "number"], name="attempt_number_unique"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state=AttemptState.OPEN), name="one_open_attempt_per_registration"
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN, closed_at__isnull=True, receipt="")
                | (~Q(state=AttemptState.OPEN) & Q(closed_at__isnull=False) & ~Q(receipt="")),
                name="attempt_closed_has_receipt",
            ),
            models.CheckConstraint(condition=Q(deadline__gt=F("started_at")), name="attempt_deadline_after_start"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state=AttemptState.OPEN), name="attempt_paused_is_open"
            ),
            models.CheckConstraint(
                condition=Q(break_until__isnull=True) | Q(paused_at__isnull=False, break_until__gt=F("paused_at")),
                name="attempt_break_is_a_pause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration.number}-{self.number}"


class PaperSnapshot(models.Model):
    """What this candidate was shown: order of items and options, drawn once from a stored seed."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="snapshot")
    paper_digest = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    # [{"slot": 7, "options": ["c", "a", "b", "d"]}, …] in the order shown.
    layout = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("paper snapshot")
        verbose_name_plural = _("paper snapshots")

    def __str__(self) -> str:
        return self.sha256[:12]


class RetiredLease(models.Model):
    """A lease that was taken over: its queue may still be flushed, and is stored as superseded."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="retired_leases")
    token = models.CharField(max_length=43)
    retired_at = models.DateTimeField()

    class Meta:
        verbose_name = _("retired lease")
        verbose_name_plural = _("retired leases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "token"], name="retired_lease_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.retired_at:%F %T}"


class AdjustmentKind(models.TextChoices):
    """Why the deadline of an attempt moved."""

    GIVEN = "given", _("Time given")
    PAUSE = "pause", _("Time of a pause")
    BREAK = "break", _("Time of an approved break")
    OUTAGE = "outage", _("Time given back after an outage")


class TimeAdjustment(models.Model):
    """Time given to one attempt, with its reason; append-only. The deadline is the start, the limit and these."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="time_adjustments")
    kind = models.CharField(_("kind"), max_length=8, choices=AdjustmentKind, default=AdjustmentKind.GIVEN)
    seconds = models.PositiveIntegerField(_("seconds"))
    reason = models.CharField(_("reason"), max_length=200)
    # Nobody where the exam's own policy gave it.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("time adjustment")
        verbose_name_plural = _("time adjustments")
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(seconds__gt=0) & ~Q(reason=""), name="adjustment_has_time_and_reason"),
        ]

    def __str__(self) -> str:
        return f"+{self.seconds} s"


class FlagKind(models.TextChoices):
    """What was out of the ordinary, in words for whoever looks at it."""

    SEQ_CONFLICT = "seq_conflict", _("the same event came with another content; the first one stands")
    LATE_EVENTS = "late_events", _("answers came too late; kept, not counted")
    LATE_COUNTED = "late_counted", _("answers that came after the closing were counted; the receipt is a new one")
    SUPERSEDED_EVENTS = "superseded_events", _("a device that was taken over sent answers; kept, not counted")
    SAVED_IN_GRACE = "saved_in_grace", _("answers were saved within the seconds of grace")
    SAVED_IN_BREAK = "saved_in_break", _("answers were made during an arranged break")
    SEALED_FILE = "sealed_file", _("a sealed answer file was handed in")
    UNREPORTED_OUTAGE = "unreported_outage", _("an outage of which the page could not say how long it was")
    CONTROL_IP = "control_ip", _("not from an allowed network address")
    CONTROL_CODE = "control_code", _("began without the room's access code")
    CONTROL_SEB = "control_seb", _("did not prove Safe Exam Browser")
    DEVICE_CHANGED = "device_changed", _("went on with another device")


class IntegrityFlag(models.Model):
    """Something about an attempt that a person should look at; it never decides by itself."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="integrity_flags")
    kind = models.CharField(_("kind"), max_length=32, choices=FlagKind)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("integrity flag")
        verbose_name_plural = _("integrity flags")
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return self.kind
