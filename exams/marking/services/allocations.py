"""The exam office's part of marking: schemes, shares, check answers, conflicts of interest."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.models import ItemVersion
from exams.marking.models import (
    Allocation,
    Claim,
    Conflict,
    MarkingScheme,
    MarkingTask,
    TaskKind,
    TaskState,
)
from exams.marking.queries.desk import scheme_of
from exams.marking.queries.office import agreed_answers
from exams.marking.rules import may_mark
from exams.sittings.models import ExamComponent, Room, Sitting
from exams.sittings.writer import exclusive_write


class AllocationRefused(Exception):
    """Nothing was changed; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Share:
    """What an allocation names; None and "" stand for any."""

    version: ItemVersion | None = None
    sitting: Sitting | None = None
    room: Room | None = None
    centre: str = ""
    language: str = ""
    quota: int | None = None
    is_adjudication: bool = False


def set_scheme(
    *,
    component: ExamComponent,
    version: ItemVersion | None,
    is_double: bool,
    tolerance: Decimal,
    check_percent: int,
    actor: User,
    now: datetime,
) -> MarkingScheme:
    """How the answers of a part, or to one of its items, are marked; answers that nobody has begun follow at once."""
    if tolerance < 0:
        raise AllocationRefused(_("The tolerance cannot be negative."))
    with exclusive_write():
        terms = {"is_double": is_double, "tolerance": tolerance, "check_percent": check_percent}
        scheme, _is_new = MarkingScheme.objects.update_or_create(component=component, version=version, defaults=terms)
        schemes = list(MarkingScheme.objects.filter(component=component))
        untouched = MarkingTask.objects.filter(
            component=component, kind=TaskKind.LIVE, state=TaskState.WAITING, given=0, claims__isnull=True
        )
        for version_id in set(untouched.values_list("version", flat=True).order_by()):
            wanted = 2 if scheme_of(schemes, version_id).is_double else 1
            pks = untouched.filter(version=version_id).exclude(wanted=wanted).values("pk")
            MarkingTask.objects.filter(pk__in=list(pks.values_list("pk", flat=True))).update(wanted=wanted)
        said = {"tolerance": f"{tolerance:f}", "is_double": is_double, "check_percent": check_percent}
        log(instance=component, action="marking.scheme", user=actor, timestamp=now, data=said)
    return scheme


def allocate(
    *, component: ExamComponent, marker: User, share: Share, due_at: datetime, actor: User, now: datetime
) -> Allocation:
    """Give a marker a share of a part, with a deadline."""
    if not may_mark(marker):
        raise AllocationRefused(_("%(name)s may not mark.") % {"name": marker})
    if due_at <= now:
        raise AllocationRefused(_("The deadline lies in the past."))
    if share.sitting and share.sitting.exam_id != component.exam_id:
        raise AllocationRefused(_("That sitting is of another exam."))
    if share.room and (
        share.room.sitting.exam_id != component.exam_id or share.room.sitting != (share.sitting or share.room.sitting)
    ):
        raise AllocationRefused(_("That room is of another sitting."))
    with transaction.atomic():
        allocation = Allocation.objects.create(
            component=component,
            marker=marker,
            version=share.version,
            sitting=share.sitting,
            room=share.room,
            centre=share.centre,
            language=share.language,
            quota=share.quota,
            is_adjudication=share.is_adjudication,
            due_at=due_at,
            created_by=actor,
            created_at=now,
        )
        log(
            instance=component, action="marking.allocate", user=actor, timestamp=now, data={"allocation": allocation.pk}
        )
    return allocation


def withdraw_allocation(*, allocation: Allocation, reason: str, actor: User, now: datetime) -> Allocation:
    """Take a share back; what the marker holds of it goes back to the pile, what they judged stands."""
    if not reason:
        raise AllocationRefused(_("Please give a reason."))
    with exclusive_write():
        allocation = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
        if allocation.withdrawn_at is not None:
            raise AllocationRefused(_("This allocation was withdrawn already."))
        allocation.withdrawn_at, allocation.reason = now, reason
        allocation.save(update_fields=["withdrawn_at", "reason"])
        Claim.objects.filter(allocation=allocation).delete()
        data = {"allocation": allocation.pk, "reason": reason}
        log(instance=allocation.component, action="marking.withdraw", user=actor, timestamp=now, data=data)
    return allocation


def reassign_allocation(
    *, allocation: Allocation, to: User, due_at: datetime, reason: str, actor: User, now: datetime
) -> Allocation:
    """Give what is left of a share to another marker."""
    if to.pk == allocation.marker_id:
        raise AllocationRefused(_("That marker has this share already."))
    with exclusive_write():
        former = withdraw_allocation(allocation=allocation, reason=reason, actor=actor, now=now)
        done = former.judgements.aggregate(done=Count("pk"))["done"]
        if former.quota is not None and done >= former.quota:
            raise AllocationRefused(_("Nothing is left of this share."))
        share = Share(
            version=former.version,
            sitting=former.sitting,
            room=former.room,
            centre=former.centre,
            language=former.language,
            quota=None if former.quota is None else former.quota - done,
            is_adjudication=former.is_adjudication,
        )
        fresh = allocate(component=former.component, marker=to, share=share, due_at=due_at, actor=actor, now=now)
        former.successor = fresh
        former.save(update_fields=["successor"])
    return fresh


def declare_conflict(
    *, marker: User, candidate: User | None = None, centre: str = "", reason: str, actor: User, now: datetime
) -> Conflict:
    """From now on the marker gets no answer of this candidate, or of this centre; what they hold of it goes back."""
    if (candidate is None) == (not centre):
        raise AllocationRefused(_("Please name a candidate or a centre."))
    if not reason:
        raise AllocationRefused(_("Please give a reason."))
    held = Claim.objects.filter(marker=marker)
    if candidate:
        held = held.filter(task__script__attempt__registration__candidate=candidate)
    else:
        held = held.filter(task__script__attempt__registration__room__address=centre)
    with exclusive_write():
        try:
            with transaction.atomic():
                conflict = Conflict.objects.create(
                    marker=marker, candidate=candidate, centre=centre, reason=reason, declared_by=actor, declared_at=now
                )
        except IntegrityError as known:
            raise AllocationRefused(_("This conflict of interest is declared already.")) from known
        held.delete()
        log(instance=marker, action="marking.conflict", user=actor, timestamp=now, data={"conflict": conflict.pk})
    return conflict


def end_conflict(*, conflict: Conflict, actor: User, now: datetime) -> None:
    """The conflict of interest holds no more."""
    with transaction.atomic():
        if not Conflict.objects.filter(pk=conflict.pk, ended_at__isnull=True).update(ended_at=now):
            raise AllocationRefused(_("This conflict of interest has ended already."))
        log(
            instance=conflict.marker,
            action="marking.end_conflict",
            user=actor,
            timestamp=now,
            data={"conflict": conflict.pk},
        )


def make_checks(*, component: ExamComponent, version: ItemVersion, count: int, actor: User, now: datetime) -> int:
    """Make check answers of up to `count` answers whose mark two markers agreed on, or an adjudicator decided.

    Returns how many were made. Their mark is the reference; the office needs to read none of them.
    """
    with exclusive_write():
        answers = agreed_answers(component, version)[:count]
        MarkingTask.objects.bulk_create(
            MarkingTask(
                script_id=task.script_id,
                component_id=task.component_id,
                version_id=task.version_id,
                slot=task.slot,
                marks=task.marks,
                kind=TaskKind.CHECK,
                reference_num=num,
                reference_den=den,
                created_at=now,
            )
            for task, num, den in answers
        )
        log(instance=component, action="marking.checks", user=actor, timestamp=now, data={"made": len(answers)})
    return len(answers)


def retire_checks(*, component: ExamComponent, version: ItemVersion, actor: User, now: datetime) -> int:
    """Show no more check answers of an item; returns how many there were."""
    with exclusive_write():
        checks = MarkingTask.objects.filter(
            component=component, version=version, kind=TaskKind.CHECK, state=TaskState.WAITING
        )
        Claim.objects.filter(task__in=checks).delete()
        count = checks.update(state=TaskState.DONE)
        log(instance=component, action="marking.checks", user=actor, timestamp=now, data={"retired": count})
    return count
