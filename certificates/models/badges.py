"""What open badges need: their key, and the published bits that say which of them still count."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.records import Certificate


class StatusList(models.Model):
    """A published list of bits, one for each of some hundred thousand badges: set once the badge no longer counts."""

    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")

    def __str__(self) -> str:
        return f"{self.pk}"


class BadgeStatus(models.Model):
    """The place of a certificate's badge in a status list, drawn by lot and for ever."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="badge_status")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("badge status")
        verbose_name_plural = _("badge statuses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status_list", "position"], name="badge_status_has_its_place"),
            models.CheckConstraint(condition=Q(position__lt=131_072), name="badge_status_in_its_list"),
        ]

    def __str__(self) -> str:
        return f"{self.status_list_id}/{self.position}"


class BadgeKey(models.Model):
    """An Ed25519 key that signs badges, by its public part. The private part is a file, never here."""

    # The part of the key's address behind the #.
    name = models.SlugField(_("name"), max_length=40, unique=True)
    # As other programs read it: z, then base 58 of kind and key.
    public_multibase = models.CharField(_("public key"), max_length=80, unique=True)
    # A file name in SIGNING_KEY_FOLDER.
    location = models.CharField(max_length=120)
    active_from = models.DateTimeField(_("active from"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("badge key")
        verbose_name_plural = _("badge keys")
        ordering: ClassVar = ["-active_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(models.Value(1), condition=Q(retired_at__isnull=True), name="one_active_badge_key"),
        ]

    def __str__(self) -> str:
        return self.name
