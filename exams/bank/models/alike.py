"""What finds alike items, and what people decided about a pair."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models.items import Item


class ItemSketch(models.Model):
    """One number of the sketch of an item's newest wording (exams.bank.similarity): alike items share several."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="sketch")
    number = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("item sketch")
        verbose_name_plural = _("item sketches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="sketch_number_unique_in_item")
        ]

    def __str__(self) -> str:
        return f"{self.number:x}"


class NoDuplicate(models.Model):
    """Somebody looked at two items and found that both have their place; `first` has the smaller id."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    first = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pair that is no duplicate")
        verbose_name_plural = _("pairs that are no duplicates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="no_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="no_duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
