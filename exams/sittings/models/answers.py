"""The append-only, hash-chained log of what candidates did."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.attempts import Attempt


class EventKind(models.TextChoices):
    """What an event in the answer log says."""

    ANSWER = "answer", _("Answer")
    FLAG = "flag", _("Flag")
    # Scratch paper, by slot (0: for the whole paper). Kept so that it follows to another device; never marked.
    NOTE = "note", _("Scratch note")


class Disposition(models.TextChoices):
    """What became of an event on arrival; only `counted` events reach the current answers."""

    COUNTED = "counted", _("Counted")
    LATE = "late", _("Arrived after the deadline, kept")
    SUPERSEDED = "superseded", _("From a device that was taken over, kept")


class AnswerEvent(models.Model):
    """One acknowledged act of a candidate. Append-only (a database trigger refuses UPDATE), hash-chained."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    # Place in the chain, from 1 without gaps, given by the server.
    position = models.PositiveIntegerField()
    client_id = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=EventKind)
    slot = models.PositiveSmallIntegerField()
    # Canonical JSON, exactly the text that was hashed.
    payload = models.TextField()
    # Milliseconds since the attempt's start by the client's monotonic clock.
    client_ms = models.BigIntegerField()
    received_at = models.DateTimeField()
    disposition = models.CharField(max_length=12, choices=Disposition)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        ordering: ClassVar = ["attempt", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "position"], name="event_position_unique"),
            models.UniqueConstraint(fields=["attempt", "client_id", "seq"], name="event_client_seq_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"
