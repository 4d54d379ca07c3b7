"""One word for all that published pages show: another one after every change of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublicationStamp(models.Model):
    """One row, rewritten by the database itself whenever something changes that pages are drawn from (courses.stamp).

    A random word and no number: after a restore from a backup a number would come round again and name other pages.
    """

    ONLY = 1

    value = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("publication stamp")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_publication_stamp")]

    def __str__(self) -> str:
        return self.value
