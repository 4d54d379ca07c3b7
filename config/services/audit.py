"""The audit log: acts of all logs put into one hash chain, and the chain checked. Why so: docs/adr/0021."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.chain import Act, entry_hash
from accounts.models import AuditEntry
from config.services.audit_sources import SOURCES, Source

# In one transaction.
_AT_ONCE = 500
# An act that is older and not chained is a fault of the sealing, or somebody's doing.
SEALED_WITHIN = timedelta(minutes=10)
_SOURCES = {source.name: source for source in SOURCES}


def seal_audit_log(*, now: datetime, since: datetime | None = None) -> int:
    """Chain every act that is committed and not chained yet, the oldest first; how many. `since`: look no further back.

    Two who seal at once cannot both take a place: the one who comes second finds it taken, and leaves the rest to the next
    turn. No act waits for this.
    """
    sealed = 0
    while acts := _waiting(since):
        try:
            with transaction.atomic():
                _append(acts, now=now)
        except IntegrityError:
            return sealed
        sealed += len(acts)
    return sealed


def _waiting(since: datetime | None) -> list[Act]:
    found = [source.read(row) for source in SOURCES for row in _unsealed(source, since)[:_AT_ONCE]]
    return sorted(found, key=lambda act: (act.at, act.source, act.source_id))[:_AT_ONCE]


def _unsealed(source: Source, since: datetime | None = None) -> QuerySet[Any, dict[str, Any]]:
    """Rows that are acts and not in the chain; a row may be committed after rows with greater ids, so ids tell nothing."""
    chained = AuditEntry.objects.filter(source=source.name, source_id=OuterRef("pk"))
    acts = {f"{source.at}__isnull": False} if since is None else {f"{source.at}__gte": since}
    rows = source.rows().filter(~Exists(chained), **acts)
    return rows.order_by(source.at, "pk").values(*source.fields())


def _append(acts: list[Act], *, now: datetime) -> None:
    last = AuditEntry.objects.order_by("position").last()
    position, previous = (last.position, last.hash) if last else (0, "")
    entries = []
    for act in acts:
        position += 1
        digest = entry_hash(previous, position, act)
        entries.append(
            AuditEntry(
                position=position,
                at=act.at,
                actor_id=act.actor_id,
                act=act.act,
                object_type=act.object_type,
                object_id=act.object_id,
                details=act.details,
                source=act.source,
                source_id=act.source_id,
                sealed_at=now,
                previous=previous,
                hash=digest,
            )
        )
        previous = digest
    AuditEntry.objects.bulk_create(entries)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where something does not hold, and what."""

    position: int
    what: str


@dataclass(slots=True)
class Verified:
    """What a walk over the chain found; `head` to be kept elsewhere and given back at the next walk."""

    entries: int = 0
    head: str = ""
    faults: list[Fault] = field(default_factory=list)
    # Rows of a log that are gone, as the retention of that log allows.
    gone: int = 0
    # Acts that wait longer than SEALED_WITHIN.
    overdue: int = 0


def verify_audit_log(*, now: datetime, known_head: tuple[int, str] | None = None) -> Verified:
    """Walk the chain from its beginning, and hold each entry against the log it came from.

    Of a broken chain the first broken place is told, since all after it hangs on it; of entries that a log contradicts the
    first one. `known_head` is the place and the hash that an earlier walk ended with: it shows that the end was cut off.
    """
    found = Verified()
    previous, contradicted = "", False
    for entries in _chunks():
        for entry in entries:
            found.entries += 1
            if fault := _break_at(entry, found.entries, previous):
                found.faults.append(fault)
                return found
            previous = entry.hash
        gone, fault = _against_logs(entries)
        found.gone += gone
        if fault and not contradicted:
            contradicted = True
            found.faults.append(fault)
    found.head = f"{found.entries}:{previous}" if found.entries else ""
    if known_head and not AuditEntry.objects.filter(position=known_head[0], hash=known_head[1]).exists():
        found.faults.append(Fault(known_head[0], "the chain does not hold what was its end before"))
    found.overdue = sum(_unsealed(one).filter(**{f"{one.at}__lt": now - SEALED_WITHIN}).count() for one in SOURCES)
    return found


def _chunks() -> Iterator[list[AuditEntry]]:
    last = None
    while True:
        rows = AuditEntry.objects.order_by("position")
        chunk = list((rows if last is None else rows.filter(position__gt=last))[:_AT_ONCE])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].position


def _act_of(entry: AuditEntry) -> Act:
    return Act(
        at=entry.at,
        actor_id=entry.actor_id,
        act=entry.act,
        object_type=entry.object_type,
        object_id=entry.object_id,
        details=entry.details,
        source=entry.source,
        source_id=entry.source_id,
    )


def _break_at(entry: AuditEntry, place: int, previous: str) -> Fault | None:
    if entry.position != place:
        return Fault(place, "an entry is missing")
    if entry.previous != previous:
        return Fault(place, "the entry does not follow the one before it")
    if entry.hash != entry_hash(previous, place, _act_of(entry)):
        return Fault(place, "the entry was changed")
    return None


def _against_logs(entries: list[AuditEntry]) -> tuple[int, Fault | None]:
    """How many rows are gone from their logs, and the first entry whose log says something else today."""
    gone, contradicted = 0, []
    for name in {entry.source for entry in entries}:
        source = _SOURCES.get(name)
        ours = {entry.source_id: entry for entry in entries if entry.source == name}
        rows = source.rows().filter(pk__in=ours).values(*source.fields()) if source else []
        logged = {row["pk"]: source.read(row) for row in rows if row[source.at]} if source else {}
        gone += len(ours.keys() - logged.keys())
        contradicted += [ours[pk].position for pk, act in logged.items() if act != _act_of(ours[pk])]
    return gone, Fault(min(contradicted), "the log it came from says something else") if contradicted else None
