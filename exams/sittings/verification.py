"""Proving an answer log: the chain, the projection and the receipt, recomputed from the rows, and the signed roots."""

from dataclasses import dataclass, field
from typing import Any

from exams.sittings.chain import Link, leaf_hash, link_hash, merkle_levels, root_hash
from exams.sittings.layout import snapshot_digest
from exams.sittings.models import AnswerEvent, Attempt, AttemptState, ChainRoot
from exams.sittings.services.answers import rebuild_projection
from exams.sittings.services.attempts import receipt_digest
from exams.sittings.signing import is_signed


@dataclass
class Verification:
    """What was looked at, and every fault found: {"attempt": 7, "fault": "chain", "position": 12}."""

    attempts: int = 0
    events: int = 0
    broken: list[dict[str, Any]] = field(default_factory=list)
    roots: int = 0


def verify_attempts(attempts: Any) -> Verification:
    """Check every attempt of a queryset; reads only."""
    found = Verification()
    for attempt in attempts.select_related("snapshot").iterator(chunk_size=200):
        found.attempts += 1
        found.events += attempt.head_position
        faults = _faults(attempt)
        found.broken += [{"attempt": attempt.pk, **fault} for fault in faults]
    return found


def verify_roots(attempts: Any) -> Verification:
    """Check every signed root, and that the logs of these attempts still say what the roots say of them; reads only.

    A root's own fault has no attempt: {"root": 3, "fault": "signature"}.
    """
    found = Verification()
    wanted = set(attempts.values_list("pk", flat=True))
    previous = ""
    for number, root in enumerate(ChainRoot.objects.select_related("key").order_by("number").iterator(), start=1):
        found.roots += 1
        fault = _root_fault(root, number=number, previous=previous)
        if fault:
            found.broken.append({"root": root.number, "fault": fault})
        found.broken += [
            {"attempt": attempt, "fault": "root", "root": root.number, "position": position}
            for attempt, position, head in root.heads
            if attempt in wanted
            and not AnswerEvent.objects.filter(attempt=attempt, position=position, hash=head).exists()
        ]
        previous = root.hash
    return found


def _root_fault(root: ChainRoot, *, number: int, previous: str) -> str:
    """What is wrong with a root by itself; empty where nothing is."""
    merkle_root = merkle_levels([leaf_hash(*head) for head in root.heads])[-1][0]
    whole = root_hash(
        number=root.number, at=root.at, previous=root.previous, merkle_root=merkle_root, heads=len(root.heads)
    )
    if (root.number, root.previous) != (number, previous):
        return "order"
    if (root.merkle_root, root.hash) != (merkle_root, whole):
        return "digest"
    return "" if is_signed(root.key, whole.encode(), root.signature) else "signature"


def _faults(attempt: Attempt) -> list[dict[str, Any]]:
    faults: list[dict[str, Any]] = []
    previous, position = "", 0
    for event in AnswerEvent.objects.filter(attempt=attempt).order_by("position").iterator(chunk_size=500):
        position += 1
        if event.position != position or event.prev_hash != previous or event.hash != _hash(event, previous):
            faults.append({"fault": "chain", "position": event.position})
            break
        previous = event.hash
    if not faults and (attempt.head_position, attempt.head_hash) != (position, previous):
        faults.append({"fault": "head", "position": position})
    answers, flags = rebuild_projection(attempt.pk)
    if (attempt.answers, sorted(attempt.flags)) != (answers, sorted(flags)):
        faults.append({"fault": "projection"})
    snapshot = attempt.snapshot
    shown = snapshot_digest(paper_digest=snapshot.paper_digest, seed=snapshot.seed, layout=snapshot.layout)
    if snapshot.sha256 != shown:
        faults.append({"fault": "snapshot"})
    if attempt.state != AttemptState.OPEN and not faults and not _receipt_holds(attempt):
        faults.append({"fault": "receipt"})
    return faults


def _hash(event: AnswerEvent, previous: str) -> str:
    return link_hash(
        previous,
        Link(
            attempt_id=event.attempt_id,
            position=event.position,
            client_id=event.client_id,
            seq=event.seq,
            kind=event.kind,
            slot=event.slot,
            payload=event.payload,
            client_ms=event.client_ms,
            received_at=event.received_at,
            disposition=event.disposition,
        ),
    )


def _receipt_holds(attempt: Attempt) -> bool:
    """The receipt covers the log as it stood at closing; events kept after that move only the head."""
    if attempt.receipt == receipt_digest(attempt):
        return True
    for event in AnswerEvent.objects.filter(attempt=attempt).exclude(disposition="counted").order_by("position"):
        attempt.head_position, attempt.head_hash = event.position - 1, event.prev_hash
        if attempt.receipt == receipt_digest(attempt):
            return True
    return False
