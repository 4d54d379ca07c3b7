"""A copy of everything that the register names for a person: JSON for programs, PDF for people, files as they are."""

import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import FileField, ForeignKey, Model, Q
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import DataExport, ExportState, User
from accounts.privacy import Category, Record, categories, records
from accounts.services.identity_keys import UnreadableNumber, decrypt
from config.services.personal_rows import delete_files, rows_of
from courses.printing.fonts import FAMILIES, unset_characters
from courses.printing.pdf import Asset, html_to_pdf
from exams.marking.models import Result, ResultState

FORMAT = 1
KEPT_FOR = timedelta(days=7)
# The PDF shows so many entries of a table; the JSON has all.
SHOWN = 100
# Stands for a character that no font has.
GETA = "〓"
# What opens doors is said to exist and not handed out: a copy may fall into the wrong hands.
SECRETS = frozenset(
    {
        "account.EmailConfirmation.key",
        "accounts.AccessToken.digest",
        "accounts.User.password",
        "mfa.Authenticator.data",
        "sittings.Attempt.lease_token",
        "sittings.RetiredLease.token",
        "socialaccount.SocialToken.token",
        "socialaccount.SocialToken.token_secret",
        "usersessions.UserSession.session_key",
        "wagtailcore.APIToken.key_hash",
    }
)
# What is not yet known to the candidate is not told by a copy: these wait for the release of the result.
_AFTER_RELEASE = frozenset({"results", "conduct"})
_NOT_EXPORTED = frozenset({"accounts.DataExport"})


class ExportRefused(Exception):
    """No copy is made; the message says why."""


@dataclass
class Table:
    """The rows of one table, each as field → value."""

    name: str
    title: str | Promise
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.rows[:SHOWN]


@dataclass
class Part:
    """One category with its tables."""

    category: Category
    tables: list[Table] = field(default_factory=list)


def ask_export(*, user: User, now: datetime) -> DataExport:
    """Put down that a copy is wanted; raises ExportRefused while one is being made."""
    try:
        with transaction.atomic():
            return DataExport.objects.create(user=user, asked_at=now)
    except IntegrityError as error:
        raise ExportRefused(_("A copy is being made already. You will get a notice here.")) from error


def make_export(*, export: DataExport, now: datetime) -> DataExport:
    """Write the copy; made again it is left alone, and one killed half-way is simply made anew."""
    if export.state != ExportState.WAITING:
        return export
    with override("zh-hans"):
        data, digest = packed(export.user, now=now)
    storage = export.file.storage
    name = storage.save(f"exports/{secrets.token_urlsafe(16)}.zip", ContentFile(data))
    waiting = DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING)
    if not waiting.update(state=ExportState.READY, file=name, sha256=digest, made_at=now, expires_at=now + KEPT_FOR):
        storage.delete(name)
    export.refresh_from_db()
    return export


def forget_exports(*, now: datetime, everything: bool = False) -> int:
    """Delete copies whose week is over; how many."""
    ended = DataExport.objects.filter(state=ExportState.READY)
    gone = list(ended if everything else ended.filter(expires_at__lte=now))
    with transaction.atomic():
        delete_files([one.file for one in gone])
        DataExport.objects.filter(pk__in=[one.pk for one in gone]).update(state=ExportState.GONE, file="")
    return len(gone)


def packed(user: User, *, now: datetime) -> tuple[bytes, str]:
    """The ZIP and its SHA-256: `data.json`, `data.pdf`, and what was uploaded under `files/`."""
    parts, files = collect(user)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(as_json(user, parts, now=now), ensure_ascii=False, indent=1))
        archive.writestr("data.pdf", as_pdf(user, parts, now=now))
        for file in files:
            if file.storage.exists(file.name):
                with file.storage.open(file.name) as opened:
                    archive.writestr(f"files/{file.name}", opened.read())
    data = stream.getvalue()
    return data, hashlib.sha256(data).hexdigest()


def collect(user: User) -> tuple[list[Part], list[Any]]:
    """Every category with what there is of this person, and the files that rows name."""
    parts = {category.code: Part(category) for category in categories()}
    files: list[Any] = []
    for record in records():
        if record.model in _NOT_EXPORTED:
            continue
        model = apps.get_model(record.model)
        table = Table(record.model, model._meta.verbose_name or record.model)
        for row in _known_rows(record, user):
            table.rows.append({name: _value(record, row, name) for name in record.own})
            files += [file for name in record.own if (file := _file(row, name))]
        if table.rows:
            parts[record.category.code].tables.append(table)
    return list(parts.values()), files


def as_json(user: User, parts: Iterable[Part], *, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "account": user.get_username(),
        "made_at": now.isoformat(),
        "categories": [
            {
                **{name: str(getattr(part.category, name)) for name in ("code", "title", "data", "purpose")},
                "ground": str(part.category.ground.label),
                "retention": str(part.category.retention),
                "seen_by": str(part.category.seen_by),
                "tables": [
                    {"table": table.name, "title": str(table.title), "rows": table.rows} for table in part.tables
                ],
            }
            for part in parts
        ],
    }


def as_pdf(user: User, parts: Iterable[Part], *, now: datetime) -> bytes:
    """For reading; characters that no font of ours has stand as 〓, and the JSON has them."""
    context = {"name": user.display_name, "parts": list(parts), "now": now, "shown": SHOWN}
    html = str(render_to_string("config/privacy/export.html", context))
    style = render_to_string("config/privacy/export.css", {"families": FAMILIES})
    for character in unset_characters("".join(one for one in html if one >= " ")):
        html = html.replace(character, GETA)
    return html_to_pdf(html, assets={"export.css": Asset(style.encode(), "text/css")})


def _known_rows(record: Record, user: User) -> Iterator[Model]:
    rows = rows_of(record, user)
    if record.exam and record.category.code in _AFTER_RELEASE:
        known = Result.objects.filter(registration__candidate=user, state=ResultState.RELEASED)
        waiting = Result.objects.filter(registration__candidate=user, state=ResultState.PROVISIONAL)
        path = f"{record.exam}__in"
        rows = rows.filter(Q(**{path: known.values("registration")}) & ~Q(**{path: waiting.values("registration")}))
    return rows.iterator()


def _value(record: Record, row: Model, name: str) -> Any:
    stored = row._meta.get_field(name)
    value = getattr(row, stored.attname) if isinstance(stored, ForeignKey) else getattr(row, name)
    if f"{record.model}.{name}" in SECRETS:
        return _("(kept secret)") if value else ""
    if name == "id_number_encrypted":
        return _number(bytes(value))
    if isinstance(stored, FileField):
        return value.name if value else ""
    return _plain(value)


def _number(encrypted: bytes) -> str:
    try:
        return decrypt(encrypted)
    except UnreadableNumber:
        return _("(cannot be read)")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _file(row: Model, name: str) -> Any:
    value = getattr(row, name, None) if isinstance(row._meta.get_field(name), FileField) else None
    return value or None
