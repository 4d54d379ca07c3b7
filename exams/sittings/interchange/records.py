"""The records of an archive: sitting, roster, papers, attempts, and what this app's controls and officers noted."""

from typing import Any

from exams.bank.models import ItemVersion
from exams.papers.queries import frozen_paper
from exams.sittings.models import (
    AccessCode,
    Attempt,
    ControlChange,
    ControlEvent,
    ControlOverride,
    Registration,
    SealedUpload,
    Sitting,
)
from exams.sittings.queries.controls import controls_of


def sitting_record(sitting: Sitting) -> dict[str, Any]:
    """The exam as a rule, its window, its parts, and the switches as they stood at last."""
    exam, controls = sitting.exam, controls_of(sitting)
    fields = (one.name for one in controls._meta.fields)  # noqa: SLF001 -- Django's public name for it
    return {
        "id": sitting.pk,
        "name": sitting.name,
        "opens_at": sitting.opens_at,
        "closes_at": sitting.closes_at,
        "exam": {
            "code": exam.code,
            "title": exam.title,
            "rules": exam.rules,
            "attempts_allowed": exam.attempts_allowed,
            "grace_seconds": exam.grace_seconds,
            "outage_allowance_minutes": exam.outage_allowance_minutes,
            "late_policy": exam.late_policy,
            "late_allowance_minutes": exam.late_allowance_minutes,
        },
        "components": list(exam.components.order_by("kind").values("kind", "minutes", "pass_mark", "paper__digest")),
        "controls": {
            name: getattr(controls, name) for name in fields if name not in {"id", "sitting", "seb_quit_password"}
        },
    }


def roster(sitting: Sitting) -> list[dict[str, Any]]:
    """Who had a place, where, and when they gave the pledge; no document number."""
    people = Registration.objects.filter(sitting=sitting).select_related("candidate__person", "room")
    return [
        {
            "number": one.number,
            "username": one.candidate.username,
            "name": one.candidate.display_name,
            "room": one.room.name if one.room else "",
            "seat": one.seat,
            "language": one.language,
            "pledged_at": one.pledged_at,
        }
        for one in people.order_by("number")
    ]


def paper_record(paper_id: int) -> dict[str, Any]:
    """A paper as published, each item in the version that was shown, keys included: an archive is confidential."""
    paper = frozen_paper(paper_id)
    names = ("pk", "item__key", "item__bank__code", "number", "body_sha256")
    versions = ItemVersion.objects.filter(pk__in=[item.version_id for item in paper.items]).values_list(*names)
    known = {
        pk: {"item": key, "bank": bank, "version": number, "sha256": sha} for pk, key, bank, number, sha in versions
    }
    return {
        "id": paper.id,
        "title": paper.title,
        "digest": paper.digest,
        "multiple_policy": paper.multiple_policy,
        "items": [
            {"slot": item.slot, "marks": item.marks, "type": item.item_type, "body": item.body} | known[item.version_id]
            for item in paper.items
        ],
    }


def attempt_record(attempt: Attempt) -> dict[str, Any]:
    """One attempt: its times, what was shown, what counts, its head and receipt, time given, flags."""
    snapshot = attempt.snapshot
    return {
        "id": attempt.pk,
        "registration": attempt.registration.number,
        "component": attempt.component.kind,
        "number": attempt.number,
        "state": attempt.state,
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "grace_seconds": attempt.grace_seconds,
        "closed_at": attempt.closed_at,
        "receipt": attempt.receipt,
        "answers": attempt.answers,
        "flags": sorted(attempt.flags),
        "head_position": attempt.head_position,
        "head_hash": attempt.head_hash,
        "snapshot": {
            "paper": snapshot.paper_digest,
            "seed": snapshot.seed,
            "layout": snapshot.layout,
            "sha256": snapshot.sha256,
        },
        "time_given": [
            {
                "kind": one.kind,
                "seconds": one.seconds,
                "reason": one.reason,
                "by": one.actor.username if one.actor else "",
                "at": one.at,
            }
            for one in _in_order(attempt.time_adjustments)
        ],
        "integrity_flags": [
            {"kind": one.kind, "detail": one.detail, "at": one.at} for one in _in_order(attempt.integrity_flags)
        ],
        "devices_taken_over": [one.retired_at for one in _in_order(attempt.retired_leases)],
    }


def _in_order(rows: Any) -> list[Any]:
    """Rows that were read beforehand, in the order in which they were written."""
    return sorted(rows.all(), key=lambda row: row.pk)


def control_records(sitting: Sitting) -> list[dict[str, Any]]:
    """Switches changed, codes issued, candidates let pass, each with who, when and why."""
    changes = ControlChange.objects.filter(sitting=sitting).order_by("pk")
    codes = AccessCode.objects.filter(sitting=sitting).order_by("pk")
    passes = ControlOverride.objects.filter(registration__sitting=sitting).order_by("pk")
    return [
        *({"act": "change", **row} for row in changes.values("changes", "reason", "actor__username", "at")),
        *({"act": "code", **row} for row in codes.values("room__name", "code", "issued_by__username", "issued_at")),
        *(
            {"act": "override", **row}
            for row in passes.values("registration__number", "control", "reason", "actor__username", "at")
        ),
    ]


def control_event_records(sitting: Sitting) -> list[dict[str, Any]]:
    """What the controls noted."""
    events = ControlEvent.objects.filter(registration__sitting=sitting).order_by("pk")
    return [{**row} for row in events.values("registration__number", "attempt_id", "kind", "client_ms", "at")]


def sealed_upload_records(sitting: Sitting) -> list[dict[str, Any]]:
    """Sealed files handed in, taken or refused."""
    uploads = SealedUpload.objects.filter(sitting=sitting).order_by("pk")
    names = ("registration__number", "attempt_id", "sha256", "outcome", "refusal", "former_receipt", "actor__username")
    return list(uploads.values(*names, "at"))
