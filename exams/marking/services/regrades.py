"""Putting a key right after the exam: proposed by one person, applied by another, and taken back the same way.

Applying moves the correction into a state that marking follows from that moment; then every registration is marked
anew in a transaction of its own (docs/adr/0016). Stopped anywhere, the work goes on behind the last one that is done.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.item_types import Response, get_item_type
from exams.bank.models import ItemVersion
from exams.marking.models import CorrectionKind, KeyCorrection, KeyCorrectionState, Mark, MarkChange, MarkRecall
from exams.marking.queries import lock_registration
from exams.marking.queries.impact import components_to_settle, impact_of, scripts_of
from exams.marking.queries.regrades import (
    SlotChange,
    changes_under,
    in_chunks,
    registrations_under,
    rival_corrections,
)
from exams.marking.rules import may_apply_corrections, may_propose_correction, may_withdraw_correction
from exams.marking.scoring import Correction, corrected_bodies
from exams.marking.services.settling import settle_again
from exams.sittings.models import Sitting
from exams.sittings.writer import exclusive_write

AT_A_TIME = 50
# Nobody works on what gave no sign of life for so long.
PATIENCE = timedelta(minutes=2)
_WITH_KEYS = (CorrectionKind.REPLACE, CorrectionKind.ALSO)


class RegradeRefused(Exception):
    """Nothing was changed; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PreviewOutdated(RegradeRefused):
    """Marks, results or certificates are not any more what the preview showed."""


def propose_correction(
    *,
    version: ItemVersion,
    sitting: Sitting | None,
    kind: str,
    keys: Sequence[Response],
    reason: str,
    actor: User,
    now: datetime,
) -> KeyCorrection:
    """Say what is wrong and what shall hold; no mark changes. Raises PermissionDenied, RegradeRefused."""
    if not may_propose_correction(actor, version.item.bank):
        raise PermissionDenied
    if not reason.strip():
        raise RegradeRefused(_("Please say what is wrong with the question: candidates will read it."))
    keys = list(keys) if kind in _WITH_KEYS else []
    if kind in _WITH_KEYS:
        _check_keys(version, Correction(0, kind, tuple(keys)))
    with exclusive_write():
        # Whoever proposes another one meanwhile waits for this.
        ItemVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
        if rival_corrections(version, sitting).exists():
            raise RegradeRefused(
                _("Another correction of this question is open or in force; it has to be taken back first.")
            )
        return KeyCorrection.objects.create(
            version=version,
            sitting=sitting,
            kind=kind,
            keys=keys,
            reason=reason.strip(),
            proposed_by=actor,
            proposed_at=now,
        )


def _check_keys(version: ItemVersion, correction: Correction) -> None:
    item_type = get_item_type(version.item.item_type)
    body = item_type.parse(version.body)
    if not correction.keys or any(key is None for key in correction.keys):
        raise RegradeRefused(_("Please answer the question as it should be answered."))
    if not corrected_bodies(item_type, body, correction):
        raise RegradeRefused(_("This cannot be the key of such a question. It can be made void, or give full marks."))
    if correction.kind == CorrectionKind.REPLACE and item_type.right_response(body) in correction.keys:
        raise RegradeRefused(_("That is the key already."))


def withdraw_correction(*, correction: KeyCorrection, reason: str, actor: User, now: datetime) -> KeyCorrection:
    """Drop what was only proposed. Raises PermissionDenied, RegradeRefused."""
    if not may_withdraw_correction(actor, correction):
        raise PermissionDenied
    if not reason.strip():
        raise RegradeRefused(_("Please give the reason."))
    ended = {"ended_by": actor, "ended_at": now, "end_reason": reason.strip()}
    return _step(correction, KeyCorrectionState.PROPOSED, KeyCorrectionState.WITHDRAWN, **ended)


def apply_correction(*, correction: KeyCorrection, digest: str, actor: User, now: datetime) -> KeyCorrection:
    """Put it in force as it was previewed; the marks follow by `work_on_correction`.

    Raises PermissionDenied, PreviewOutdated where the preview of that digest is not the present one, RegradeRefused.
    """
    if not may_apply_corrections(actor):
        raise PermissionDenied
    if correction.proposed_by_id == actor.pk:
        raise RegradeRefused(_("Another person than the one who proposed it applies a correction."))
    _check_preview(correction, digest, is_revert=False)
    done = {"applied_by": actor, "applied_at": now, "digest": digest, "beat_at": now}
    return _step(correction, KeyCorrectionState.PROPOSED, KeyCorrectionState.APPLYING, **done)


def revert_correction(
    *, correction: KeyCorrection, digest: str, reason: str, actor: User, now: datetime
) -> KeyCorrection:
    """Take it back: every answer gets the mark again that it would have without. Raises as apply_correction does."""
    if not may_apply_corrections(actor):
        raise PermissionDenied
    if not reason.strip():
        raise RegradeRefused(_("Please give the reason: candidates will read it."))
    _check_preview(correction, digest, is_revert=True)
    ended = {"ended_by": actor, "ended_at": now, "end_reason": reason.strip(), "beat_at": now, "progress": 0}
    return _step(correction, KeyCorrectionState.IN_FORCE, KeyCorrectionState.REVERTING, **ended)


def _check_preview(correction: KeyCorrection, digest: str, *, is_revert: bool) -> None:
    impact = impact_of(correction, is_revert=is_revert)
    if impact.leaves_nothing:
        raise RegradeRefused(_("No question that counts would be left on a paper; give full marks instead."))
    if impact.digest != digest:
        raise PreviewOutdated(
            _("Marks or certificates have changed since the preview. Nothing was applied; this is how it looks now.")
        )


def _step(correction: KeyCorrection, before: str, after: str, **fields: Any) -> KeyCorrection:
    with exclusive_write():
        if not KeyCorrection.objects.filter(pk=correction.pk, state=before).update(state=after, **fields):
            raise RegradeRefused(_("Somebody else was faster: the correction is in another state now."))
    correction.refresh_from_db()
    return correction


def take_up_stalled(*, correction: KeyCorrection, now: datetime) -> bool:
    """Whether the caller is the one who sees to it that stalled work goes on."""
    at_work = Q(state__in=[KeyCorrectionState.APPLYING, KeyCorrectionState.REVERTING])
    silent = Q(beat_at=None) | Q(beat_at__lte=now - PATIENCE)
    return KeyCorrection.objects.filter(at_work, silent, pk=correction.pk).update(beat_at=now) == 1


def work_on_correction(*, correction: KeyCorrection, now: datetime, limit: int = AT_A_TIME) -> bool:
    """Mark some registrations anew, each whole or not at all; whether there is more to do."""
    correction.refresh_from_db()
    if correction.state not in (KeyCorrectionState.APPLYING, KeyCorrectionState.REVERTING):
        return False
    ids = list(registrations_under(correction, after=correction.progress)[:limit])
    KeyCorrection.objects.filter(pk=correction.pk, state=correction.state).update(beat_at=now)
    for registration in ids:
        _regrade(correction, registration, now=now)
    return bool(ids) or not _finish(correction, now=now)


def _finish(correction: KeyCorrection, *, now: datetime) -> bool:
    """The last step, once a look at everything finds nothing; what was being marked as it began is found here."""
    is_revert = correction.state == KeyCorrectionState.REVERTING
    for ids in in_chunks(registrations_under(correction)):
        left = sorted({one.attempt.registration_id for one in changes_under(correction, ids, is_revert=is_revert)})
        for registration in left:
            _regrade(correction, registration, now=now)
        if left:
            return False
    done = KeyCorrectionState.REVERTED if is_revert else KeyCorrectionState.IN_FORCE
    KeyCorrection.objects.filter(pk=correction.pk, state=correction.state).update(state=done)
    correction.refresh_from_db()
    return True


def _regrade(correction: KeyCorrection, registration_id: int, *, now: datetime) -> None:
    """All scripts of a registration in one transaction: marks, recalls, result, and how far the work has come."""
    is_revert = correction.state == KeyCorrectionState.REVERTING
    with exclusive_write():
        lock_registration(registration_id)
        own = KeyCorrection.objects.filter(pk=correction.pk, state=correction.state)
        if not own.exists():
            return
        changes = changes_under(correction, [registration_id], is_revert=is_revert)
        if changes:
            reason = correction.end_reason if is_revert else correction.reason
            scripts = components_to_settle(scripts_of([registration_id])[registration_id], changes)
            _write(correction, changes, now=now, reason=reason)
            settle_again([one.attempt for one in scripts.values()], now=now, reason=reason)
        own.filter(progress__lt=registration_id).update(progress=registration_id)


def _write(correction: KeyCorrection, changes: Sequence[SlotChange], *, now: datetime, reason: str) -> None:
    is_revert = correction.state == KeyCorrectionState.REVERTING
    recalled = [one.former.id for one in changes if one.after is None and one.former is not None]
    MarkRecall.objects.bulk_create([MarkRecall(mark_id=mark, reason=reason, at=now) for mark in recalled])
    for one in changes:
        if one.after is None:
            continue  # A person marks it.
        mark = Mark.objects.create(
            attempt=one.attempt,
            slot=one.slot,
            round=one.round,
            credit_num=one.after.credit.numerator,
            credit_den=one.after.credit.denominator,
            marks=one.after.marks,
            at=now,
        )
        former = one.former.id if one.former else None
        MarkChange.objects.create(mark=mark, former_id=former, correction=correction, is_revert=is_revert)
