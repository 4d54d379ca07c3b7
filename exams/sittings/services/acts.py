"""What an invigilator does, each act logged with its reason; what reaches a whole room waits for a second person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import ActKind, InvigilationAct, PendingAct, Registration, Room, Sitting
from exams.sittings.services.effects import EFFECTS, ActRefused
from exams.sittings.writer import exclusive_write

REQUEST_LIVES = timedelta(minutes=10)
# Of these only one candidate is the object; of the first a room or the sitting.
FOR_ONE = frozenset(
    {
        ActKind.ADMIT,
        ActKind.ABSENT,
        ActKind.MISCONDUCT,
        ActKind.UNMARK,
        ActKind.TRANSFER,
        ActKind.END,
    }
)
FOR_MANY = frozenset({ActKind.START, ActKind.CODE})
# Nobody loses anything by it, and a room that waits for it cannot wait for a second person.
BY_ONE_PERSON = frozenset({ActKind.CODE})


@dataclass(frozen=True, slots=True)
class Order:
    """An act as somebody wants it. With neither `room` nor `registration` it is for the whole sitting."""

    kind: ActKind
    sitting: Sitting
    reason: str
    room: Room | None = None
    registration: Registration | None = None
    seconds: int = 0
    text: str = ""

    @property
    def is_wide(self) -> bool:
        return self.registration is None

    def registrations(self) -> list[int]:
        """Ids of the candidates it is for, in one order."""
        if self.registration is not None:
            return [self.registration.pk]
        found = Registration.objects.filter(sitting=self.sitting)
        if self.room is not None:
            found = found.filter(room=self.room)
        return list(found.order_by("pk").values_list("pk", flat=True))


def order_act(*, order: Order, actor: User, now: datetime) -> InvigilationAct | PendingAct:
    """Do it, or, where it reaches a whole room and the sitting asks for two persons, keep it until another confirms it.

    Raises ActRefused, whose message says why; nothing was changed then.
    """
    _check(order)
    is_one_persons = not order.is_wide or order.kind in BY_ONE_PERSON
    if is_one_persons or not Sitting.objects.values_list("two_person_acts", flat=True).get(pk=order.sitting.pk):
        return _perform(order, actor=actor, now=now, pending=None)
    return PendingAct.objects.create(
        sitting=order.sitting,
        room=order.room,
        kind=order.kind,
        seconds=order.seconds,
        text=order.text.strip()[:500],
        reason=order.reason.strip()[:200],
        requested_by=actor,
        requested_at=now,
        expires_at=now + REQUEST_LIVES,
    )


def confirm_act(*, pending: PendingAct, actor: User, now: datetime) -> InvigilationAct:
    """The second person says yes: it is done now. Raises ActRefused for the person who asked, too late, or twice."""
    if actor.pk == pending.requested_by_id:
        raise ActRefused(_("Somebody else has to confirm what you asked for."))
    if now >= pending.expires_at:
        raise ActRefused(_("This request is older than ten minutes. Nothing was changed; please ask again."))
    order = Order(
        kind=ActKind(pending.kind),
        sitting=pending.sitting,
        room=pending.room,
        reason=pending.reason,
        seconds=pending.seconds,
        text=pending.text,
    )
    return _perform(order, actor=actor, now=now, pending=pending)


def withdraw_act(*, pending: PendingAct, actor: User, now: datetime) -> InvigilationAct:
    """Let a request fall, by the person who asked or by another; it cannot be confirmed any more."""
    order = Order(kind=ActKind.WITHDRAW, sitting=pending.sitting, room=pending.room, reason=pending.reason)
    return _perform(order, actor=actor, now=now, pending=pending)


def _check(order: Order) -> None:
    if not order.reason.strip():
        raise ActRefused(_("Please give the reason."))
    if (order.kind in FOR_ONE and order.is_wide) or (order.kind in FOR_MANY and not order.is_wide):
        raise ActRefused(_("This cannot be done like that."))
    if order.kind == ActKind.TIME and order.seconds <= 0:
        raise ActRefused(_("Please give the time to add and the reason."))
    if order.kind == ActKind.MESSAGE and not order.text.strip():
        raise ActRefused(_("Please write the message."))


def _perform(order: Order, *, actor: User, now: datetime, pending: PendingAct | None) -> InvigilationAct:
    """The effect and its line in the log, in one transaction."""
    with exclusive_write():
        if pending is not None:
            _check_unsettled(pending)
        detail: dict[str, Any] = {}
        if order.kind != ActKind.WITHDRAW:
            effect = EFFECTS[order.kind]
            detail = effect(order, actor=actor, now=now)
        return InvigilationAct.objects.create(
            sitting=order.sitting,
            room=order.room,
            registration=order.registration,
            kind=order.kind,
            reason=order.reason.strip()[:200],
            detail=detail,
            actor=actor,
            pending=pending,
            at=now,
        )


def _check_unsettled(pending: PendingAct) -> None:
    """Of two who settle a request at the same moment the second waits here for what the first one does."""
    PendingAct.objects.select_for_update(no_key=True).get(pk=pending.pk)
    if InvigilationAct.objects.filter(pending=pending).exists():
        raise ActRefused(_("This request has been settled already."))
