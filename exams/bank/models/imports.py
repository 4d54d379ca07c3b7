"""Imports that wait for their owner to confirm them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.bank.models.items import Bank


class ImportBatch(models.Model):
    """A dry run: what a file or a paste was read to, mended and chosen by one person until they confirm it."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="imports", verbose_name=_("bank"))
    # Nobody else sees it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("imported by")
    )
    created_at = models.DateTimeField(_("created"))
    format = models.CharField(_("format"), max_length=32)
    filename = models.CharField(_("file"), max_length=200, blank=True)
    # Written and read by exams.bank.interchange.batches.
    payload = models.JSONField(_("content"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename or self.format


class ImportPicture(models.Model):
    """A picture of an import, re-encoded; it joins the bank when the import is confirmed, and goes with it otherwise."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("import"))
    key = models.CharField(_("key"), max_length=24)
    data = models.BinaryField()
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    class Meta:
        verbose_name = _("imported picture")
        verbose_name_plural = _("imported pictures")
        ordering: ClassVar = ["batch", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "key"], name="imported_picture_key_unique_in_batch")
        ]

    def __str__(self) -> str:
        return self.key
