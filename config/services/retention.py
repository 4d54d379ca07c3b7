"""The retention clock: what the register says is over goes, in small transactions that can be broken off at any time."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import STANDING_STATES, DataExport, ExportState, IdempotentRequest
from accounts.privacy import Record, records
from accounts.services.tokens import ANSWERS_KEPT
from certificates.models import Certificate
from config.queries import ended_registrations
from config.services.exports import forget_exports
from config.services.personal_rows import Rows, remove_rows
from exams.sittings.models import Attempt, Registration

BATCH = 200
# Electronic exam records are kept for so long after the result.
EXAM_RECORD_MONTHS = 60
TASKS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock found in a table: how many rows are over. `deleted`: how many of them are gone."""

    table: str
    category: str
    before: str
    due: int
    deleted: int


def delete_expired(*, now: datetime, dry_run: bool) -> list[Due]:
    """Everything whose time is over; what there is none of is left out. Run again it finds nothing more."""
    found = [*_aged(now, dry_run=dry_run), *_exam_records(now, dry_run=dry_run), *_short_lived(now, dry_run=dry_run)]
    return [one for one in found if one.due]


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months ago; the last of the month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _aged(now: datetime, *, dry_run: bool) -> Iterator[Due]:
    """Rows with a moment of their own from which the category's months count."""
    for record in records():
        if not record.since or not record.category.months:
            continue
        before = months_before(now, record.category.months)
        rows = _over(record, before)
        due = rows.count()
        deleted = 0 if dry_run else _delete_in_batches(rows)
        yield Due(record.model, record.category.code, before.isoformat(), due, deleted)


def _over(record: Record, before: datetime) -> Rows:
    rows: Rows = apps.get_model(record.model)._base_manager.filter(**{f"{record.since}__lt": before}).order_by("pk")
    if record.model == "accounts.ErasureRequest":
        rows = rows.exclude(state__in=STANDING_STATES)
    elif record.exam and record.category.code != "documents":
        # An application goes with its place where one was given.
        rows = rows.filter(**{f"{record.exam}__isnull": True})
    return rows


def _delete_in_batches(rows: Rows) -> int:
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            remove_rows(rows.model._base_manager.filter(pk__in=keys))
        deleted += len(keys)
    return deleted


# Exam records


def _exam_records(now: datetime, *, dry_run: bool) -> list[Due]:
    """Whole places, one transaction each: everything of a candidate in a sitting goes together.

    What a certificate stands on stays as long as the certificate: the place, the attempt without its answers and the
    result without anything that led to it.
    """
    before = months_before(now, EXAM_RECORD_MONTHS)
    places = _places_over(before)
    counted = {record.model: 0 for record in _parts()}
    for place in places.iterator(chunk_size=BATCH) if dry_run else ():
        for record, rows in _rows_of_place(place):
            counted[record.model] += rows.count()
    done = dict.fromkeys(counted, 0)
    while not dry_run and (batch := list(_places_over(before)[:BATCH])):
        for place in batch:
            with transaction.atomic():
                for record, rows in _rows_of_place(place):
                    done[record.model] += _delete(rows)
                _empty_attempts(place)
    numbers = counted if dry_run else done
    categories = {record.model: record.category.code for record in _parts()}
    return [Due(model, categories[model], before.isoformat(), number, done[model]) for model, number in numbers.items()]


def _parts() -> list[Record]:
    return [record for record in records() if record.exam]


def _places_over(before: datetime) -> QuerySet[Registration]:
    """Those of which something is left that must go."""
    bears = Q(results__certificates__isnull=False)
    full = Q(attempts__head_position__gt=0) | Q(attempts__snapshot__isnull=False)
    over = ended_registrations(before=before)
    return over.filter(pk__in=over.exclude(bears).values("pk")).order_by("pk") | over.filter(
        pk__in=over.filter(bears & full).values("pk")
    ).order_by("pk")


def _rows_of_place(place: Registration) -> Iterator[tuple[Record, Rows]]:
    """(table, its rows of this place), in an order in which nothing is deleted that something still points to."""
    bears = Certificate.objects.filter(result__registration=place).exists()
    for record in _parts():
        if not (bears and record.bears_certificate):
            yield record, apps.get_model(record.model)._base_manager.filter(**{record.exam: place.pk})


def _delete(rows: Rows) -> int:
    """A table's rows and files; without Django's walk along the links, which `_rows_of_place` has in order.

    A link that was forgotten is refused by the database at the end of the transaction.
    """
    if rows.model._meta.label in _WITH_FILES:
        count = rows.count()
        remove_rows(rows)
        return count
    keys = list(rows.values_list("pk", flat=True))
    return int(rows.model._base_manager.filter(pk__in=keys)._raw_delete(rows.db) or 0) if keys else 0


_WITH_FILES = frozenset({"sittings.ApplicationDocument"})


def _empty_attempts(place: Registration) -> None:
    Attempt.objects.filter(registration=place).update(
        answers={}, flags={}, heads={}, head_position=0, head_hash="", lease_token=""
    )


# What lives shortly


def _short_lived(now: datetime, *, dry_run: bool) -> Iterator[Due]:
    """Copies of data, answers to other systems, sessions that have run out, results of tasks."""
    copies = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=now)
    due = copies.count()
    yield Due("accounts.DataExport.file", "requests", now.isoformat(), due, 0 if dry_run else forget_exports(now=now))
    ended = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    old: dict[str, tuple[Rows, datetime]] = {
        "accounts.IdempotentRequest": (
            IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT),
            now - ANSWERS_KEPT,
        ),
        "usersessions.UserSession": (_ended_sessions(now), now),
        "sessions.Session": (Session.objects.filter(expire_date__lt=now), now),
        "django_tasks_database.DBTaskResult": (
            DBTaskResult.objects.filter(status__in=ended, finished_at__lt=now - TASKS_KEPT),
            now - TASKS_KEPT,
        ),
    }
    for table, (rows, before) in old.items():
        due = rows.count()
        deleted = 0 if dry_run else _delete_in_batches(rows.order_by("pk"))
        category = "other_systems" if table == "accounts.IdempotentRequest" else "sign_in"
        yield Due(table, category, before.isoformat(), due, deleted)


def _ended_sessions(now: datetime) -> Rows:
    alive = Session.objects.filter(expire_date__gte=now)
    sessions: Rows = apps.get_model("usersessions.UserSession")._base_manager.all()
    return sessions.exclude(session_key__in=alive.values("session_key"))
