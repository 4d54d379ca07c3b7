"""The records of an exam day for the archive: what invigilators did, told and noted, and what the network took."""

from typing import Any

from exams.sittings.models import BreakEvent, Incident, InvigilationAct, Notice, Outage, Sitting


def act_records(sitting: Sitting) -> list[dict[str, Any]]:
    """Every act in the order done: to whom, why, with what effect, by whom, and who asked for it before."""
    acts = InvigilationAct.objects.filter(sitting=sitting).order_by("pk")
    names = ("kind", "room__name", "registration__number", "reason", "detail", "actor__username", "at")
    return list(acts.values(*names, "pending__requested_by__username"))


def incident_records(sitting: Sitting) -> list[dict[str, Any]]:
    """The incident book, additions included; a picture by its digest alone."""
    entries = Incident.objects.filter(sitting=sitting).select_related("room", "recorded_by")
    return [
        {
            "id": one.pk,
            "adds_to": one.adds_to_id,
            "kind": one.kind,
            "room": one.room.name if one.room else "",
            "candidates": sorted(candidate.number for candidate in one.candidates.all()),
            "what": one.what,
            "happened_at": one.happened_at,
            "picture_sha256": one.picture_sha256,
            "recorded_by": one.recorded_by.username,
            "recorded_at": one.recorded_at,
        }
        for one in entries.prefetch_related("candidates").order_by("pk")
    ]


def break_records(sitting: Sitting) -> list[dict[str, Any]]:
    """Every step of every arranged break; the time it gave back stands among the adjustments."""
    events = BreakEvent.objects.filter(attempt__registration__sitting=sitting).order_by("pk")
    return [{**row} for row in events.values("attempt_id", "step", "until", "actor__username", "at")]


def outage_records(sitting: Sitting) -> list[dict[str, Any]]:
    """How long each candidate was without the server, and what was given back."""
    outages = Outage.objects.filter(attempt__registration__sitting=sitting).order_by("pk")
    names = ("attempt_id", "began_at", "ended_at", "lost_seconds", "reported_seconds", "adjustment__seconds")
    return list(outages.values(*names))


def notice_records(sitting: Sitting) -> list[dict[str, Any]]:
    """What each candidate was told at the screen."""
    notices = Notice.objects.filter(registration__sitting=sitting).order_by("pk")
    return [{**row} for row in notices.values("registration__number", "number", "kind", "text", "seconds", "at")]
