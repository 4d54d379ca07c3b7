"""A candidate's own log: every saved act of a closed attempt with its chain, and in words. Never a question's text."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings.models import AnswerEvent, Attempt, EventKind


def own_log(attempt: Attempt) -> dict[str, Any]:
    """All that the candidate needs to prove their answers again: snapshot, events with hashes, receipt."""
    snapshot = attempt.snapshot
    events = AnswerEvent.objects.filter(attempt=attempt).order_by("position")
    return {
        "format": "exam-answer-log/1",
        "attempt": attempt.pk,
        "receipt_number": str(attempt),
        "exam": attempt.registration.sitting.exam.title,
        "sitting": attempt.registration.sitting.name,
        "admission_number": attempt.registration.number,
        "started_at": attempt.started_at.isoformat(),
        "closed_at": attempt.closed_at.isoformat() if attempt.closed_at else "",
        "state": attempt.state,
        "snapshot": {
            "paper_digest": snapshot.paper_digest,
            "seed": snapshot.seed,
            "layout": snapshot.layout,
            "sha256": snapshot.sha256,
        },
        "answers": attempt.answers,
        "events": [_event(event) for event in events],
        "head": attempt.head_hash,
        "receipt": attempt.receipt,
    }


def _event(event: AnswerEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "client_id": event.client_id,
        "seq": event.seq,
        "kind": event.kind,
        "slot": event.slot,
        "payload": event.payload,
        "client_ms": event.client_ms,
        "received_at": event.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "disposition": event.disposition,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def log_in_words(attempt: Attempt) -> str:
    """The same for reading: one line an act, answers by the letters that the candidate saw."""
    log = own_log(attempt)
    places = {entry["slot"]: (number, entry) for number, entry in enumerate(attempt.snapshot.layout, start=1)}
    lines = [
        _("Log of saved answers"),
        f"{_('Exam')}: {log['exam']} · {log['sitting']}",
        f"{_('Admission number')}: {log['admission_number']}",
        f"{_('Receipt number')}: {log['receipt_number']}",
        f"{_('Started')}: {_time(attempt.started_at)}",
        f"{_('Handed in at')}: {_time(attempt.closed_at)} ({attempt.get_state_display()})",
        f"{_('Digest')}: {attempt.receipt}",
        "",
        _("Saved acts (time received, question, what, whether it counts, beginning of the hash):"),
    ]
    for event in AnswerEvent.objects.filter(attempt=attempt).order_by("position"):
        number, entry = places.get(event.slot, (0, {}))
        what = _("Question %(number)s") % {"number": number} if number else _("Whole paper")
        said = _said(event.kind, orjson.loads(event.payload), entry)
        counts = event.get_disposition_display()
        lines.append(f"{event.position}. {_time(event.received_at)} · {what} · {said} · {counts} · {event.hash[:12]}")
    lines += ["", _("The file in JSON holds the whole chain; with it every hash can be computed again."), ""]
    return "\n".join(lines)


def _time(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else "—"


def _said(kind: str, value: Any, entry: Mapping[str, Any]) -> str:
    if kind == EventKind.FLAG:
        return _("flagged") if value else _("flag removed")
    if kind == EventKind.NOTE:
        return _("scratch note: %(text)s") % {"text": value or "—"}
    return _("answer: %(answer)s") % {"answer": in_letters(value, entry.get("options", []))}


def in_letters(value: Any, options: list[str]) -> str:
    """A response without a word of the question: options by the letter at which this candidate saw them."""
    if value is None:
        return _("blank")
    if isinstance(value, bool):
        return _("true") if value else _("false")
    if isinstance(value, list):
        return ", ".join(in_letters(one, options) if one not in (None, "") else "—" for one in value)
    if value in options:
        return chr(ord("A") + options.index(value))
    return str(value)
