"""Which logs the audit log chains, and how a row of each reads as an act. A new log gets a line in SOURCES."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.chain import Act
from accounts.models import AccountEvent
from certificates.models import BatchEvent, CertificateEvent
from exams.bank.models import BankEvent
from exams.marking.models import AppealEvent, KeyCorrection, Moderation, OutcomeRuling, Release
from exams.sittings.models import (
    AccommodationEvent,
    ApplicationEvent,
    ControlChange,
    ControlOverride,
    InvigilationAct,
)

# Of a log's own details only these, and only codes and numbers, go into the chain: nobody's words, name or data.
_KEPT_DETAILS = frozenset(
    {"act", "conflict", "count", "digest", "form", "format", "made", "number", "retired", "role", "seconds", "seed"}
    | {"sha256", "type", "version"}
)
_LONGEST_CODE = 64
# What every reader of JSON keeps exactly.
_LARGEST_NUMBER = 2**53


@dataclass(frozen=True, slots=True)
class Source:
    """A log: its name stays for ever, since it is in the chain. A row whose time is empty is no act yet."""

    name: str
    model: type[Model]
    # A field that holds the act's code, or, with `is_constant`, the code itself.
    act: str
    is_constant: bool = False
    actor: str = "actor_id"
    at: str = "at"
    # What the act was done to, and the field that names it; "" with `content_type_id` in the row.
    object_type: str = ""
    object_id: str = "pk"
    details: str = ""
    # A field without which a row is no act.
    needs: str = ""

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = QuerySet(self.model)
        return rows.filter(**{f"{self.needs}__isnull": False}) if self.needs else rows

    def fields(self) -> list[str]:
        wanted = ["pk", self.actor, self.at, self.object_id]
        wanted += [] if self.is_constant else [self.act]
        wanted += [self.details] if self.details else []
        wanted += [] if self.object_type else ["content_type_id"]
        return list(dict.fromkeys(wanted))

    def read(self, row: Mapping[str, Any]) -> Act:
        code = self.act if self.is_constant else row[self.act]
        is_wagtail = not self.object_type
        return Act(
            at=row[self.at],
            actor_id=row[self.actor],
            act=(code if is_wagtail else f"{self.name}.{code}")[:80],
            object_type=_label_of(row["content_type_id"]) if is_wagtail else self.object_type,
            object_id=str(row[self.object_id] or "")[:64],
            details=chained_details(row[self.details]) if self.details else {},
            source=self.name,
            source_id=row["pk"],
        )


def _label_of(content_type_id: int | None) -> str:
    if content_type_id is None:
        return ""
    kind = ContentType.objects.get_for_id(content_type_id)
    return f"{kind.app_label}.{kind.model}"


def chained_details(details: Any) -> dict[str, Any]:
    """Of what a log says with an act, what is in the chain too; all else can be forgotten and the chain still holds."""
    if not isinstance(details, dict):
        return {}
    return {
        key: value
        for key, value in details.items()
        if key in _KEPT_DETAILS
        and (
            (isinstance(value, int) and abs(value) <= _LARGEST_NUMBER)
            or (isinstance(value, str) and len(value) <= _LONGEST_CODE)
        )
    }


SITTING, CORRECTION = "sittings.sitting", "marking.keycorrection"

SOURCES: tuple[Source, ...] = (
    Source("wagtail", ModelLogEntry, "action", actor="user_id", at="timestamp", object_id="object_id", details="data"),
    Source("pages", PageLogEntry, "action", actor="user_id", at="timestamp", object_id="page_id"),
    # Guesses at accounts that are not there could fill a chain that nothing ever leaves.
    Source(
        "account",
        AccountEvent,
        "act",
        object_type="accounts.user",
        object_id="account_id",
        details="details",
        needs="account_id",
    ),
    Source("bank", BankEvent, "act", object_type="bank.item", object_id="item_id", details="details"),
    Source(
        "certificate",
        CertificateEvent,
        "kind",
        object_type="certificates.certificate",
        object_id="certificate_id",
    ),
    Source("batch", BatchEvent, "act", object_type="certificates.batch", object_id="batch_id", details="details"),
    Source("invigilation", InvigilationAct, "kind", object_type=SITTING, object_id="sitting_id", details="detail"),
    Source("control", ControlChange, "changed", is_constant=True, object_type=SITTING, object_id="sitting_id"),
    Source(
        "override",
        ControlOverride,
        "control",
        object_type="sittings.registration",
        object_id="registration_id",
    ),
    Source(
        "application",
        ApplicationEvent,
        "state",
        object_type="sittings.application",
        object_id="application_id",
    ),
    Source(
        "accommodation",
        AccommodationEvent,
        "state",
        object_type="sittings.accommodation",
        object_id="accommodation_id",
    ),
    Source("moderation", Moderation, "made", is_constant=True, object_type=SITTING, object_id="sitting_id"),
    Source(
        "ruling",
        OutcomeRuling,
        "outcome",
        object_type="sittings.registration",
        object_id="registration_id",
    ),
    Source("appeal", AppealEvent, "kind", object_type="marking.appeal", object_id="appeal_id"),
    Source(
        "release_prepared",
        Release,
        "done",
        is_constant=True,
        actor="prepared_by_id",
        at="prepared_at",
        object_type="marking.release",
    ),
    Source(
        "release_approved",
        Release,
        "done",
        is_constant=True,
        actor="approved_by_id",
        at="approved_at",
        object_type="marking.release",
    ),
    Source(
        "correction_proposed",
        KeyCorrection,
        "kind",
        actor="proposed_by_id",
        at="proposed_at",
        object_type=CORRECTION,
    ),
    Source(
        "correction_applied",
        KeyCorrection,
        "kind",
        actor="applied_by_id",
        at="applied_at",
        object_type=CORRECTION,
    ),
    Source(
        "correction_ended",
        KeyCorrection,
        "kind",
        actor="ended_by_id",
        at="ended_at",
        object_type=CORRECTION,
    ),
)
