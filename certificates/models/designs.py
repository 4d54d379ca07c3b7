"""Designs of certificates, their versions and the pictures in them; a version never changes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import private_storage


class Design(models.Model):
    """How certificates look; what it looks like now is its latest version."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class DesignVersion(models.Model):
    """A design as it was saved once: certificates name it by its digest and are printed by it for ever."""

    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="versions", verbose_name=_("design"))
    number = models.PositiveIntegerField(_("version"))
    # certificates.rendering.design.DesignSpec as JSON.
    spec = models.JSONField()
    sha256 = models.CharField(max_length=64, db_index=True)
    # Null: came with the platform.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("officer")
    )
    made_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("design version")
        verbose_name_plural = _("design versions")
        ordering: ClassVar = ["design", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["design", "number"], name="design_version_once")]

    def __str__(self) -> str:
        return f"{self.design} {self.number}"


class DesignPicture(models.Model):
    """A seal or a hand, encoded anew by us and named by its digest."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(storage=private_storage, upload_to="certificate_designs/")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("picture of a design")
        verbose_name_plural = _("pictures of designs")
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.sha256
