"""What proves an exam afterwards: keys, signed roots over the answer log, sealed answer files."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.attempts import Attempt
from exams.sittings.models.sittings import Registration, Sitting


class KeyPurpose(models.TextChoices):
    """What a key of the exam office is for."""

    ARCHIVE = "archive", _("Signs archives and chain roots")
    SEALING = "sealing", _("Opens sealed answer files")


class ExamKey(models.Model):
    """The public part of a key; the private one is a file. A retired key goes on being recognised."""

    purpose = models.CharField(_("purpose"), max_length=8, choices=KeyPurpose)
    name = models.CharField(_("name"), max_length=40, unique=True)
    # Base64: 32 bytes of Ed25519, or an uncompressed point of P-256.
    public_key = models.CharField(_("public key"), max_length=120)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("exam key")
        verbose_name_plural = _("exam keys")
        ordering: ClassVar = ["-active_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at__isnull=True), name="one_active_key_per_purpose"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChainRoot(models.Model):
    """A signed Merkle root over the heads that moved since the root before, which it names; append-only.

    Through the root before it, each root stands for every head there ever was.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    merkle_root = models.CharField(max_length=64)
    # [[attempt, head position, head hash], …] by attempt: the leaves.
    heads = models.JSONField()
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=88)
    key = models.ForeignKey(ExamKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("chain root")
        verbose_name_plural = _("chain roots")
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class SealedUpload(models.Model):
    """An invigilator's upload of a sealed answer file, taken or refused; append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="sealed_uploads")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="sealed_uploads")
    # Null where the file was refused.
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="sealed_uploads", null=True)
    sha256 = models.CharField(max_length=64)
    # How many events were counted, late, superseded, known before, unreadable.
    outcome = models.JSONField(default=dict)
    refusal = models.CharField(_("refusal"), max_length=300, blank=True)
    # The receipt that the attempt had before, where counted answers made a new one.
    former_receipt = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed upload")
        verbose_name_plural = _("sealed uploads")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(refusal="", attempt__isnull=False) | (~Q(refusal="") & Q(attempt__isnull=True)),
                name="sealed_upload_taken_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
