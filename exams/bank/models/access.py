"""Who may do what in a restricted bank."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.bank.models.items import Bank


class AccessLevel(models.TextChoices):
    """What somebody on the list of a restricted bank may do there, as far as their role allows it; all may read."""

    READ = "read", pgettext_lazy("access", "Read")
    WRITE = "write", pgettext_lazy("access", "Write")
    REVIEW = "review", pgettext_lazy("access", "Review")


class BankAccess(models.Model):
    """A line of a bank's list: one person or one group, and what they may do in it."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="access", verbose_name=_("bank"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="bank_access",
        verbose_name=_("user"),
        null=True,
        blank=True,
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="bank_access", verbose_name=_("group"), null=True, blank=True
    )
    level = models.CharField(_("may"), max_length=8, choices=AccessLevel, default=AccessLevel.READ)

    class Meta:
        verbose_name = _("bank access")
        verbose_name_plural = _("bank access")
        ordering: ClassVar = ["bank", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, group__isnull=False) | Q(user__isnull=False, group__isnull=True),
                name="bank_access_of_a_user_or_a_group",
            ),
            models.UniqueConstraint(fields=["bank", "user", "level"], name="bank_access_once_per_user"),
            models.UniqueConstraint(fields=["bank", "group", "level"], name="bank_access_once_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.get_level_display()}"
