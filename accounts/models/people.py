"""Who somebody is: the login (`User`) and the person behind it (`Person`)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.appearance import Appearance, TextSize, Theme


def private_storage() -> Storage:
    """Where files live that only a checked view may hand out."""
    return storages["private"]


class User(AbstractUser):
    """A login. Phone numbers are stored in E.164 form (+8613800000000)."""

    phone = models.CharField(_("phone number"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("phone number verified"), default=False)
    # How pages look to this person on every device; empty until chosen.
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, blank=True, editable=False)
    text_size = models.CharField(_("text size"), max_length=8, choices=TextSize, blank=True, editable=False)
    # Kept by services.notices: every page shows it, and none pays a query for it.
    unread_notices = models.PositiveIntegerField(_("number of unread notices"), default=0, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]  # the stubs hide it
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(theme="", text_size="")
                | models.Q(theme__in=Theme.values, text_size__in=TextSize.values),
                name="appearance_is_chosen_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The person's name where known, else the login name."""
        person = getattr(self, "person", None)
        return person.full_name if person is not None and person.full_name else self.get_username()

    @property
    def appearance(self) -> Appearance | None:
        """The look this person chose; None before any choice."""
        return Appearance.of(self.theme, self.text_size) if self.theme else None


class Person(models.Model):
    """The person behind a login: name as on the certificate, ID document, portrait."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="person", verbose_name=_("user"))
    full_name = models.CharField(_("full name"), max_length=60)
    # Fernet ciphertext; services.reveal_id_number is the one reader. Empty where none was given.
    id_number_encrypted = models.BinaryField(_("ID number, encrypted"), default=bytes, blank=True, editable=False)
    # Fingerprint of the key it is under (services.identity_keys); empty: from before keys were told apart.
    id_number_key = models.CharField(max_length=16, blank=True, editable=False)
    id_number_tail = models.CharField(_("last four of the ID number"), max_length=4, blank=True, editable=False)
    photo = models.FileField(_("portrait"), storage=private_storage, upload_to="portraits/", blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(full_name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def masked_id_number(self) -> str:
        """`**************1234`, or an empty string where no number is known."""
        return "*" * 14 + self.id_number_tail if self.id_number_tail else ""
