"""Names, numbers, portraits and invitations; each act on a person is named in the site history with its actor."""

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as NumberError
from wagtail.log_actions import log

from accounts.appearance import Appearance
from accounts.models import NoticeKind, Person, User
from accounts.photos import check_portrait
from accounts.roles import Role
from accounts.rules import may_reveal_id_number
from accounts.services.identity_keys import current_fingerprint, decrypt, encrypt
from accounts.services.notices import News, notify

MAX_NAME = 60
MAX_DOCUMENT_NUMBER = 40
# Controls, line ends and the marks that turn the direction of what follows have no place in a name.
_UNPRINTED = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class PhoneTakenError(Exception):
    """Another account has this phone number."""


class IdDocument(TextChoices):
    """What an ID number is checked as; only the number is kept."""

    RESIDENT = "resident", _("Resident identity card")
    OTHER = "other", _("Passport or another document")


# People whom the office registers


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is to get an account. They choose their password themselves, by a mail to this address."""

    full_name: str
    email: str
    # Empty: one is made.
    username: str = ""
    # In E.164 form.
    phone: str = ""


@transaction.atomic
def invite_people(*, invitations: Sequence[Invitation], actor: User, now: datetime) -> list[User]:
    """Make an account without a usable password, a person and the role of a trainee for each; all of them or none.

    In a handful of statements for any number, and one line of the site history for each. Who has an address is told by
    mail how to sign in; no link in it is a key, so that a mail that is read by another opens nothing.
    """
    users = User.objects.bulk_create(
        [
            User(
                username=one.username or f"u{secrets.token_hex(6)}",
                email=one.email,
                phone=one.phone or None,
                password=make_password(None),
                date_joined=now,
            )
            for one in invitations
        ],
        batch_size=500,
    )
    people = zip(users, invitations, strict=True)
    Person.objects.bulk_create(
        [Person(user=user, full_name=clean_full_name(one.full_name)) for user, one in people], batch_size=500
    )
    trainee = Group.objects.get(name=Role.TRAINEE.value)
    membership = User.groups.through
    membership.objects.bulk_create([membership(user=user, group=trainee) for user in users], batch_size=500)
    for user in users:
        log(instance=user, action="accounts.invite", user=actor, timestamp=now)
    news = [
        News(user.pk, "account", reverse("account_reset_password"), {"username": user.username, "email": user.email})
        for user in users
        if user.email
    ]
    notify(kind=NoticeKind.ACCOUNT, template="accounts/notices/invited.txt", news=news, now=now)
    return users


# Names and phone numbers


def clean_full_name(text: str) -> str:
    """The name as it will be printed: NFC, trimmed, any script, interpuncts as typed; raises ValidationError."""
    name = unicodedata.normalize("NFC", text).strip()
    if not any(unicodedata.category(character).startswith("L") for character in name):
        raise ValidationError(_("Please give the full name as on your ID document."), code="empty")
    if any(
        character in _UNPRINTED or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in name
    ):
        raise ValidationError(_("The name contains invisible control characters. Please type it anew."), code="control")
    MaxLengthValidator(MAX_NAME)(name)
    return name


@transaction.atomic
def name_person(*, user: User, full_name: str, actor: User, now: datetime) -> Person:
    """Give the person behind a login a name, or another one; the first name makes the person."""
    name = clean_full_name(full_name)
    person, is_new = Person.objects.get_or_create(user=user, defaults={"full_name": name})
    before = "" if is_new else person.full_name
    if before == name:
        return person
    person.full_name = name
    person.save(update_fields=["full_name", "updated_at"])
    log(instance=person, action="accounts.name", user=actor, timestamp=now, data={"before": before, "after": name})
    return person


@transaction.atomic
def set_phone(*, user: User, phone: str, actor: User, now: datetime) -> None:
    """Store a number in E.164 form, unverified; raises PhoneTakenError."""
    if User.objects.filter(phone=phone).exclude(pk=user.pk).exists():
        raise PhoneTakenError
    user.phone = phone
    user.phone_verified = False
    user.save(update_fields=["phone", "phone_verified"])
    log(instance=user, action="accounts.phone", user=actor, timestamp=now)


# Appearance


def choose_appearance(*, user: User, appearance: Appearance) -> None:
    """Keep the look on the account; no act on a person, so the site history does not name it."""
    user.theme, user.text_size = appearance.theme.value, appearance.size.value
    user.save(update_fields=["theme", "text_size"])


# Portraits


def set_photo(*, person: Person, data: bytes, actor: User, now: datetime) -> tuple[str, ...]:
    """Normalise an upload and make it the portrait; raises PhotoRefused and then keeps the old one.

    Returns advice in sentences: what would make the portrait better.
    """
    checked = check_portrait(data)
    jpeg = checked.jpeg
    before = person.photo.name
    storage = person.photo.storage
    person.photo.save(f"{secrets.token_urlsafe(16)}.jpg", ContentFile(jpeg), save=False)
    person.photo_sha256 = hashlib.sha256(jpeg).hexdigest()
    try:
        with transaction.atomic():
            person.save(update_fields=["photo", "photo_sha256", "updated_at"])
            log(instance=person, action="accounts.portrait", user=actor, timestamp=now)
    except BaseException:
        storage.delete(person.photo.name)
        raise
    if before:
        transaction.on_commit(lambda: storage.delete(before))
    return checked.advice


# ID numbers


def clean_id_number(*, document: IdDocument, text: str) -> str:
    """The number without spaces and in plain capitals, checked where it can be; raises ValidationError."""
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if document == IdDocument.RESIDENT:
        return _resident_number(number)
    if not number or not number.isprintable():
        raise ValidationError(_("Please type the number of the document."), code="empty")
    MaxLengthValidator(MAX_DOCUMENT_NUMBER)(number)
    return number


def _resident_number(number: str) -> str:
    """Length, check digit and birth date; not the county, whose code may be older or newer than the birth."""
    number = ric.compact(number)
    try:
        is_valid = len(number) == 18 and number[:17].isdecimal() and number[17] == ric.calc_check_digit(number)  # noqa: PLR2004 -- GB 11643
        if is_valid:
            ric.get_birth_date(number)
    except NumberError:
        is_valid = False
    if not is_valid:
        message = _("This is not a valid resident identity number: please compare its 18 characters with your card.")
        raise ValidationError(message, code="resident")
    return number


@transaction.atomic
def set_id_number(*, person: Person, document: IdDocument, number: str, actor: User, now: datetime) -> None:
    """Store a number encrypted, with the tail that may be shown; raises ValidationError."""
    number = clean_id_number(document=document, text=number)
    person.id_number_encrypted = encrypt(number)
    person.id_number_key = current_fingerprint()
    # At most a third is ever shown.
    shown = min(4, len(number) // 3)
    person.id_number_tail = number[len(number) - shown :]
    person.save(update_fields=["id_number_encrypted", "id_number_key", "id_number_tail", "updated_at"])
    log(instance=person, action="accounts.id_number", user=actor, timestamp=now)


def reveal_id_number(*, person: Person, actor: User, reason: str, now: datetime) -> str:
    """The whole number, for whom it may be shown and with the reason on record; empty where none was given."""
    if not may_reveal_id_number(actor, person):
        raise PermissionDenied
    log(instance=person, action="accounts.reveal_id_number", user=actor, timestamp=now, data={"reason": reason})
    return decrypt(bytes(person.id_number_encrypted))
