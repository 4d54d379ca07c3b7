"""Keys that sign certificates, and the files that were handed out."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.records import Certificate


class SigningKey(models.Model):
    """A key that signs certificates, by its certificate. The private part is in a file or a token, never here."""

    name = models.CharField(_("name"), max_length=64)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    certificate = models.TextField(_("certificate"))
    # The certificates above it, nearest first.
    issuers = models.TextField(_("issuers' certificates"), blank=True)
    # A file name in SIGNING_KEY_FOLDER, or pkcs11:<label>.
    location = models.CharField(max_length=120)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering: ClassVar = ["-active_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at=None), name="one_active_signing_key_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.fingerprint[:16]}"

    def was_active(self, moment: datetime) -> bool:
        """Whether it signed certificates then; a signature of any other time is not of this platform."""
        last = self.retired_at or self.expires_at
        return self.active_from.replace(microsecond=0) <= moment <= min(last, self.expires_at)


class CertificateFile(models.Model):
    """One printing of a certificate: what makes it repeatable, and what makes the signed file recognisable; append-only."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="files")
    # Of the unsigned rendering: the same layout and fonts give the same bytes years later.
    rendering_sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=60)
    # File name of each font used → its version.
    fonts = models.JSONField()
    # Of the file handed out; the same as above where no key was active.
    sha256 = models.CharField(max_length=64, db_index=True)
    signing_key = models.ForeignKey(
        SigningKey, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate_files"
    )
    printed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificate file")
        verbose_name_plural = _("certificate files")
        ordering: ClassVar = ["-printed_at", "-pk"]

    def __str__(self) -> str:
        return self.sha256
