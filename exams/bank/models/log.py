"""The log of every act in the banks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models.items import Bank, Item, ItemVersion


class BankAct(models.TextChoices):
    """What the log of the banks records."""

    CREATED = "created", _("Item written")
    NEW_VERSION = "new_version", _("New version written")
    REVISED = "revised", _("Draft changed")
    SUBMITTED = "submit", _("Submitted for review")
    RETURNED = "reject", _("Returned to the writer")
    APPROVED = "approve", _("Approved")
    SUSPENDED = "suspend", _("Suspended")
    RETIRED = "retire", _("Retired")
    ASSIGNED = "assigned", _("Reviewer named")
    COMMENTED = "commented", _("Comment made")
    COMMENT_SETTLED = "settled", _("Comment settled")
    VIEWED = "viewed", _("Key seen")
    IMPORTED = "imported", _("Items imported")
    EXPORTED = "exported", _("Items exported")
    MEDIA_ADDED = "media_added", _("Picture added")
    BULK_EDITED = "bulk_edited", _("Several items changed")
    TAGGED = "tagged", _("Tags changed")
    MOVED = "moved", _("Item moved to another bank")
    COPIED = "copied", _("Item copied")
    DUPLICATE_DISMISSED = "not_duplicate", _("Found to be no duplicate")
    BANK_OPENED = "bank_opened", _("Bank opened")
    ACCESS_CHANGED = "access", _("Access changed")
    FOR_PRACTICE = "practice", _("Given to practice")
    RECALIBRATED = "recalibrated", _("Measured difficulty accepted")


class BankEvent(models.Model):
    """One act in the bank: who, when, what. Append-only, in the database too; it never holds what an item says."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bank_events", verbose_name=_("who")
    )
    act = models.CharField(_("act"), max_length=16, choices=BankAct)
    # Empty for an act across banks.
    bank = models.ForeignKey(
        Bank, on_delete=models.PROTECT, related_name="events", verbose_name=_("bank"), null=True, blank=True
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="events", verbose_name=_("item"), null=True, blank=True
    )
    version = models.ForeignKey(
        ItemVersion,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("version"),
        null=True,
        blank=True,
    )
    # Names, numbers and digests; never a stem, an option, a key or the words of a comment.
    details = models.JSONField(_("details"), default=dict, blank=True)
    # The day of a look at a key: one look per person, item and day is enough.
    seen_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("bank event")
        verbose_name_plural = _("bank events")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "item", "seen_on"], name="key_seen_once_a_day"),
            models.CheckConstraint(
                condition=Q(act=BankAct.VIEWED, seen_on__isnull=False, item__isnull=False)
                | (~Q(act=BankAct.VIEWED) & Q(seen_on__isnull=True)),
                name="key_seen_on_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="bank_event_newest"),
            models.Index(fields=["bank", "-at"], name="bank_event_of_bank"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.act}"
