"""What invigilators do on the day: acts, requests that wait for a second person, and messages to candidates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.sittings import Registration, Room, Sitting


class ActKind(models.TextChoices):
    """What an invigilator can do to one candidate, a room or a whole sitting."""

    START = "start", _("Start the room")
    CODE = "code", _("Issue a new access code")
    ADMIT = "admit", _("Admit a latecomer")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Resume")
    TIME = "time", _("Give time")
    MESSAGE = "message", _("Send a message")
    ABSENT = "absent", _("Mark as absent")
    MISCONDUCT = "misconduct", _("Mark misconduct")
    UNMARK = "unmark", _("Take the mark back")
    TRANSFER = "transfer", _("Release the device")
    END = "end", _("End the exam of this candidate")
    WITHDRAW = "withdraw", _("Withdraw a request")


class PendingAct(models.Model):
    """A room-wide act that one person has asked for; it happens when another confirms it in time.

    Append-only: that it was confirmed or withdrawn is said by the act that points at it.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="pending_acts")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="pending_acts", null=True, blank=True)
    kind = models.CharField(_("act"), max_length=12, choices=ActKind)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)
    text = models.CharField(_("message"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for an act")
        verbose_name_plural = _("requests for acts")
        ordering: ClassVar = ["requested_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="pending_act_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def minutes(self) -> int:
        """Time to give."""
        return self.seconds // 60


class InvigilationAct(models.Model):
    """One act with its reason: who did it, when, to whom. Append-only; an act is undone by another one."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="acts")
    # Where both are empty, the whole sitting.
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="acts", null=True, blank=True)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="acts", null=True, blank=True)
    kind = models.CharField(_("act"), max_length=12, choices=ActKind)
    reason = models.CharField(_("reason"), max_length=200)
    # What it did: {"seconds": 600}, {"text": "…"}; "candidates" holds the ids of the registrations it reached.
    detail = models.JSONField(default=dict)
    # The second person where two were needed is `actor`; the first is the request's.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pending = models.OneToOneField(PendingAct, on_delete=models.PROTECT, related_name="act", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("invigilator's act")
        verbose_name_plural = _("invigilators' acts")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="act_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def minutes(self) -> int:
        """Time that was given."""
        return int(self.detail.get("seconds", 0)) // 60

    @property
    def reached(self) -> int:
        """How many candidates."""
        return len(self.detail.get("candidates", []))


class NoticeKind(models.TextChoices):
    """What a notice tells the candidate."""

    MESSAGE = "message", _("Message from the invigilator")
    TIME = "time", _("Time given")
    OUTAGE = "outage", _("Time given back after an outage")


class Notice(models.Model):
    """Something a candidate is told during the exam. The runner asks for it when its attempt's counter has moved."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notices")
    # From 1 for each registration, without gaps; `Attempt.notices` is the newest.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=NoticeKind)
    text = models.CharField(max_length=500)
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("notice to a candidate")
        verbose_name_plural = _("notices to candidates")
        ordering: ClassVar = ["registration", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "number"], name="notice_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
