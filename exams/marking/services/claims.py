"""Taking an answer, keeping a draft of its mark, giving it back: two markers never hold the same place of one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from exams.marking.models import (
    Allocation,
    Claim,
    Judgement,
    MarkingDraft,
    MarkingScheme,
    MarkingTask,
    TaskKind,
    Way,
)
from exams.marking.queries.desk import (
    allocated,
    check_answers,
    claimable,
    held_by,
    idle_claims,
    scheme_of,
    shares_of,
)
from exams.marking.rules import may_mark
from exams.sittings.writer import exclusive_write

# How long an answer stays with a marker who does nothing.
IDLE = timedelta(minutes=20)
# So many may be put aside for later.
MOST_HELD = 5


class ClaimRefused(Exception):
    """Nothing was taken or kept; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Pick:
    """What a marker goes through: a part, one item of it or all, in one of the ways."""

    component_id: int
    version_id: int | None = None
    way: str = Way.QUESTION


def claim_next(*, marker: User, pick: Pick, now: datetime) -> Claim | None:
    """Take the next answer of the pile, or script by script all that waits of one script; None where nothing waits.

    What the marker had begun comes first. Answers that were left idle go back to the pile before anything is taken.
    """
    if not may_mark(marker):
        raise ClaimRefused(_("You may not mark."))
    with exclusive_write():
        idle_claims(now).filter(task__component=pick.component_id).delete()
        held = held_by(marker, now).filter(task__component=pick.component_id)
        if pick.way != Way.SCRIPT and held.count() >= MOST_HELD:
            raise ClaimRefused(
                _("You have %(count)d answers in hand. Please mark or return one first.") % {"count": MOST_HELD}
            )
        check = _check_that_is_due(marker, pick) if pick.way == Way.QUESTION else None
        if check and (claim := _take(check, marker, pick, None, now)):
            return claim
        for share in shares_of(marker, pick.component_id, pick.way):
            if claim := _claim_of(share, marker, pick, now):
                return claim
        return None


def _claim_of(share: Allocation | None, marker: User, pick: Pick, now: datetime) -> Claim | None:
    """The first answer of this share that nobody else has taken by the time its row is locked."""
    tasks = claimable(marker, pick.way).filter(component=pick.component_id)
    if share:
        tasks = tasks.filter(allocated(share))
    if pick.version_id:
        tasks = tasks.filter(version=pick.version_id)
    begun = Exists(MarkingDraft.objects.filter(task=OuterRef("pk"), marker=marker))
    # By the scripts' numbers, which are drawn: not in the order in which candidates sat or handed in.
    pile = tasks.order_by(begun.desc(), "script__serial", "slot").select_for_update(of=("self",), skip_locked=True)
    while (first := pile.first()) is not None:
        claim = _take(first, marker, pick, share, now)
        if claim and pick.way == Way.SCRIPT:
            for task in tasks.filter(script=first.script_id).select_for_update(of=("self",), skip_locked=True):
                _take(task, marker, pick, share, now)
            return held_by(marker, now).filter(task__script=first.script_id).order_by("task__slot").first()
        if claim:
            return claim
    return None


def _take(task: MarkingTask, marker: User, pick: Pick, share: Allocation | None, now: datetime) -> Claim | None:
    """None where the places went while the row was waited for."""
    position = _free_position(task, marker)
    if position is None:
        return None
    return Claim.objects.create(
        task=task,
        marker=marker,
        position=position,
        way=pick.way,
        allocation=share,
        claimed_at=now,
        expires_at=now + IDLE,
    )


def _free_position(task: MarkingTask, marker: User) -> int | None:
    taken = dict(task.claims.values_list("position", "marker"))
    taken |= dict(task.judgements.values_list("position", "marker"))
    if marker.pk in taken.values():
        return None
    if task.kind == TaskKind.CHECK:
        return max(taken, default=0) + 1
    return next((place for place in range(1, task.wanted + 1) if place not in taken), None)


def _check_that_is_due(marker: User, pick: Pick) -> MarkingTask | None:
    """A check answer, about as often as the scheme says, at places that a marker cannot foresee."""
    schemes = list(MarkingScheme.objects.filter(component=pick.component_id))
    share = scheme_of(schemes, pick.version_id or 0).check_percent
    if not share:
        return None
    judged = Judgement.objects.filter(marker=marker, task__component=pick.component_id)
    last = judged.filter(task__kind=TaskKind.CHECK).aggregate(last=Coalesce(Max("pk"), 0))["last"]
    if judged.filter(pk__gt=last).count() < _distance(marker, last, 100 // share):
        return None
    if Claim.objects.filter(marker=marker, task__kind=TaskKind.CHECK, task__component=pick.component_id).exists():
        return None
    of_item = Q(version=pick.version_id) if pick.version_id else Q()
    checks = check_answers(marker, pick.component_id).filter(of_item).order_by("script__serial", "slot")
    return checks.select_for_update(of=("self",)).first()


def _distance(marker: User, last: int, mean: int) -> int:
    """How many answers lie between two checks: between half and one and a half times the mean."""
    drawn = int.from_bytes(hashlib.sha256(f"{marker.pk}:{last}".encode()).digest()[:4])
    return max(1, mean // 2 + drawn % (mean + 1))


def save_draft(*, task: MarkingTask, marker: User, fields: Mapping[str, object], now: datetime) -> MarkingDraft:
    """Keep what is filled in so far, and the answer in hand for another while."""
    with exclusive_write():
        keep_in_hand(task=task, marker=marker, now=now)
        draft, _is_new = MarkingDraft.objects.update_or_create(
            task=task, marker=marker, defaults={"fields": dict(fields), "saved_at": now}
        )
    return draft


def keep_in_hand(*, task: MarkingTask, marker: User, now: datetime) -> None:
    """The claim begins to run anew; raises ClaimRefused where the answer went back to the pile."""
    if not Claim.objects.filter(task=task, marker=marker).update(expires_at=now + IDLE):
        raise ClaimRefused(
            _("The answer was left alone too long and went back to the pile. What you had filled in is kept.")
        )


def return_answer(*, task: MarkingTask, marker: User) -> None:
    """Give an answer back unmarked; the draft stays with its marker."""
    with exclusive_write():
        Claim.objects.filter(task=task, marker=marker).delete()
