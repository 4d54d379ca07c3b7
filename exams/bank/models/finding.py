"""What finds items: the newest version of each with its texts as search compares them, tags, and filters people keep."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.bank.models.items import Bank, Item, ItemVersion

LONGEST_TAG = 40
LONGEST_QUERY = 1000


class ItemSearchEntry(models.Model):
    """The newest version of an item, and everything it says, folded by courses.tokeniser.

    A database trigger points it to each new version; the services fill in the rest. Nothing of it is in Wagtail's search.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="entry")
    version = models.OneToOneField(ItemVersion, on_delete=models.CASCADE, related_name="entry")
    # Stem, options, key, explanation, the item's key and its point.
    text = models.TextField(blank=True)
    has_picture = models.BooleanField(_("has a picture"), default=False)
    # How many remarks the lint makes, but for those that need the syllabus.
    remarks = models.PositiveSmallIntegerField(_("remarks"), default=0)

    class Meta:
        verbose_name = _("item search entry")
        verbose_name_plural = _("item search entries")

    def __str__(self) -> str:
        return self.text[:40]


class Tag(models.Model):
    """A word that people of a bank put on items; it belongs to the item and not to what its versions say."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="tags", verbose_name=_("bank"))
    name = models.CharField(_("name"), max_length=LONGEST_TAG)
    items = models.ManyToManyField(Item, related_name="tags", verbose_name=_("items"), blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank", "name"], name="tag_once_in_bank"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """What one person often looks for in a list, under a name of their own; nobody else sees it."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", verbose_name=_("user")
    )
    # Empty for the list of all banks.
    bank = models.ForeignKey(
        Bank, on_delete=models.CASCADE, related_name="saved_filters", verbose_name=_("bank"), null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=LONGEST_TAG)
    # The list's address after its question mark.
    query = models.CharField(_("filters"), max_length=LONGEST_QUERY)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "bank", "name"], name="saved_filter_once_in_bank"),
            models.UniqueConstraint(
                fields=["user", "name"], condition=models.Q(bank=None), name="saved_filter_once_for_all_banks"
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(query=""), name="saved_filter_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name
