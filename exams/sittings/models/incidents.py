"""The incident book of an exam day, and the outages that the server measured."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import private_storage
from exams.sittings.models.attempts import Attempt, TimeAdjustment
from exams.sittings.models.sittings import Registration, Room, Sitting


class IncidentKind(models.TextChoices):
    """What sort of thing happened."""

    LATE = "late", _("Late arrival")
    IDENTITY = "identity", _("Identity in doubt")
    MISCONDUCT = "misconduct", _("Misconduct")
    EQUIPMENT = "equipment", _("Equipment")
    NETWORK = "network", _("Network or power")
    ILLNESS = "illness", _("Illness")
    EVACUATION = "evacuation", _("Alarm or evacuation")
    PAPER = "paper", _("Question about the paper")
    OTHER = "other", pgettext_lazy("incident", "Other")


class Incident(models.Model):
    """One entry of the incident book. Append-only: what is learnt later is a new entry that points at the first."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="incidents")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("room"), null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=12, choices=IncidentKind)
    candidates = models.ManyToManyField(
        Registration, related_name="incidents", verbose_name=_("candidates concerned"), blank=True
    )
    what = models.TextField(_("what happened"), max_length=2000)
    happened_at = models.DateTimeField(_("when it happened"))
    picture = models.FileField(_("picture"), storage=private_storage, upload_to="incidents/", blank=True)
    # Of the picture as it was stored, so that an exchange of the file shows.
    picture_sha256 = models.CharField(max_length=64, blank=True)
    adds_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="additions", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering: ClassVar = ["happened_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="incident_says_what_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%H:%M}"


class Outage(models.Model):
    """A time in which the server heard nothing of an open attempt, and what was given back for it. Append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="outages")
    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    # Seconds lost, pauses taken out; and what the browser said it was without the network, where it could say.
    lost_seconds = models.PositiveIntegerField()
    reported_seconds = models.PositiveIntegerField(null=True, blank=True)
    adjustment = models.OneToOneField(
        TimeAdjustment, on_delete=models.CASCADE, related_name="outage", null=True, blank=True
    )

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering: ClassVar = ["began_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(began_at__lt=F("ended_at")), name="outage_begins_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.lost_seconds} s"
