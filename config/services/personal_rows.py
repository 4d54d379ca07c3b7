"""The rows of a person in the tables of the register: found, removed, emptied."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import FileField, Model, QuerySet
from wagtail.models import ModelLogEntry

from accounts.models import Person, User
from accounts.privacy import Record
from certificates.models import BatchRow, Certificate
from config.services.audit_sources import chained_details

Rows = QuerySet[Any]
# Numbers of rows in one query.
_AT_ONCE = 1000


def pseudonym_of(user: User) -> str:
    """`E00000012`: the same for ever, and nothing of the person in it."""
    return f"E{user.pk:08d}"


def rows_of(record: Record, user: User) -> Rows:
    """What a table holds of a person, oldest first."""
    rows: Rows = apps.get_model(record.model)._base_manager.order_by("pk")
    return rows.filter(**{record.person or "pk": user.pk})


def forget_in_history(model: type[Model], rows: Rows, user: User, *, everything: bool) -> None:
    """The site history calls a row by its words, a name among them; from now on by the pseudonym.

    `everything`: what was noted with the act goes too, as for names that were changed, but for the codes and numbers
    that the audit log holds against it.
    """
    of_model = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model, for_concrete_model=False)
    )
    keys = [str(pk) for pk in rows.values_list("pk", flat=True)] if of_model.exists() else []
    for start in range(0, len(keys), _AT_ONCE):
        about = of_model.filter(object_id__in=keys[start : start + _AT_ONCE])
        about.update(label=pseudonym_of(user))
        for entry in about if everything else ():
            ModelLogEntry.objects.filter(pk=entry.pk).update(data=chained_details(entry.data))


def remove_rows(rows: Rows) -> int:
    """Delete rows and, once that is committed, their files; how many rows."""
    fields = [field.name for field in rows.model._meta.concrete_fields if isinstance(field, FileField)]
    files = [getattr(row, name) for row in (rows if fields else ()) for name in fields if getattr(row, name)]
    if rows.model._meta.label == "usersessions.UserSession":
        Session.objects.filter(session_key__in=rows.values_list("session_key", flat=True)).delete()
    count, _by_model = rows.order_by().delete()
    delete_files(files)
    return count


def delete_files(files: Iterable[Any]) -> None:
    """When the transaction is committed: a file without a row is lost, a row without its file is wrong."""
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))


def blank_rows(model: str, rows: Rows, user: User, *, keeps_faces: bool, now: datetime) -> None:
    """Take everything that tells who somebody is out of rows that stay."""
    if model == "certificates.Certificate" and keeps_faces:
        return
    _BLANKS[model](rows, user, now)


def _blank_user(rows: QuerySet[User], user: User, now: datetime) -> None:  # noqa: ARG001 -- each is called alike
    rows.update(
        username=pseudonym_of(user).lower(),
        first_name="",
        last_name="",
        email="",
        phone=None,
        phone_verified=False,
        password=make_password(None),
        last_login=None,
        theme="",
        text_size="",
        unread_notices=0,
        is_active=False,
    )


def _blank_person(rows: QuerySet[Person], user: User, now: datetime) -> None:  # noqa: ARG001 -- each is called alike
    delete_files([person.photo for person in rows if person.photo])
    rows.update(
        full_name=pseudonym_of(user),
        id_number_encrypted=b"",
        id_number_key="",
        id_number_tail="",
        photo="",
        photo_sha256="",
    )


def _withhold_faces(rows: QuerySet[Certificate], user: User, now: datetime) -> None:
    """Name and portrait go from the record and from the printed files that we keep; number, code and digest stay.

    Whoever has the paper can still have it verified: by its code, its number, and the digest of the file.
    """
    for certificate in rows.filter(withheld_at=None):
        delete_files([certificate.photo] if certificate.photo else [])
        payload = {**certificate.payload, "name": pseudonym_of(user), "photo_sha256": ""}
        rows.filter(pk=certificate.pk).update(payload=payload, photo="", shows_full_name=False, withheld_at=now)
        transaction.on_commit(partial(_delete_prints, certificate.payload_sha256))


def _delete_prints(payload_sha256: str) -> None:
    storage = storages["private"]
    if not storage.exists("certificate_files"):
        return
    for name in storage.listdir("certificate_files")[1]:
        if name.startswith(payload_sha256):
            storage.delete(f"certificate_files/{name}")


def _blank_batch_rows(rows: QuerySet[BatchRow], user: User, now: datetime) -> None:  # noqa: ARG001 -- each is called alike
    rows.update(reference=pseudonym_of(user), name=pseudonym_of(user), unset="", reasons=[])


def _blank_history(rows: QuerySet[ModelLogEntry], user: User, now: datetime) -> None:
    """Nothing is to be done: who acted is a link to the account, what they acted on is somebody else's."""


_BLANKS: dict[str, Callable[[Any, User, datetime], None]] = {
    "accounts.User": _blank_user,
    "accounts.Person": _blank_person,
    "certificates.Certificate": _withhold_faces,
    "certificates.BatchRow": _blank_batch_rows,
    "wagtailcore.ModelLogEntry": _blank_history,
}
