"""What each kind of act does. Every effect runs in the transaction of its act and returns what the log is to say."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import (
    ActKind,
    Attempt,
    AttemptState,
    NoticeKind,
    Registration,
    Room,
    Sitting,
    Standing,
    Switch,
)
from exams.sittings.queries.controls import controls_of
from exams.sittings.services.announcements import announce_time
from exams.sittings.services.attempts import end_attempt, release_lease
from exams.sittings.services.controls import issue_codes
from exams.sittings.services.notices import give_notice
from exams.sittings.services.time import add_time, pause_attempts, resume_attempts

Detail = dict[str, Any]


class ActRefused(Exception):
    """The act is not done; the message says why, for the invigilator to read. Nothing was changed."""


class Wanted(Protocol):
    """What an effect reads of an order."""

    @property
    def sitting(self) -> Sitting: ...
    @property
    def room(self) -> Room | None: ...
    @property
    def registration(self) -> Registration | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def seconds(self) -> int: ...
    @property
    def text(self) -> str: ...
    def registrations(self) -> list[int]:
        """Ids of the candidates it is for."""


Effect = Callable[..., Detail]


def _open_attempts(order: Wanted) -> dict[int, int]:
    """Open attempts → their registrations, of the candidates that the order is for."""
    found = Attempt.objects.filter(registration__in=order.registrations(), state=AttemptState.OPEN)
    return dict(found.order_by("pk").values_list("pk", "registration_id"))


def _rooms(order: Wanted) -> list[int]:
    """Ids of the rooms that the order is for."""
    if order.registration is not None:
        return []
    if order.room is not None:
        return [order.room.pk]
    return list(Room.objects.filter(sitting=order.sitting).values_list("pk", flat=True))


def _reached(candidates: Iterable[int], **more: Any) -> Detail:
    return {"candidates": sorted(candidates), **more}


def _start(order: Wanted, *, actor: User, now: datetime) -> Detail:
    rooms = list(Room.objects.filter(pk__in=_rooms(order), started_at__isnull=True))
    Room.objects.filter(pk__in=[room.pk for room in rooms]).update(started_at=now)
    if not rooms:
        raise ActRefused(_("There is no room that has not been started."))
    # A code that somebody learnt beforehand opens nothing.
    if controls_of(order.sitting).code_switch != Switch.OFF:
        issue_codes(sitting=order.sitting, rooms=rooms, actor=actor, now=now)
    return _reached(order.registrations(), rooms=len(rooms))


def _code(order: Wanted, *, actor: User, now: datetime) -> Detail:
    if controls_of(order.sitting).code_switch == Switch.OFF:
        raise ActRefused(_("No access code is asked for. Turn the control on first."))
    rooms = [order.room] if order.room else [*order.sitting.rooms.all(), None]
    return {"codes": len(issue_codes(sitting=order.sitting, rooms=rooms, actor=actor, now=now))}


def _admit(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    registration = _only(order)
    if registration.standing == Standing.ABSENT:
        raise ActRefused(_("This candidate is marked as absent. Take the mark back first."))
    if not Registration.objects.filter(pk=registration.pk, admitted_at__isnull=True).update(admitted_at=now):
        raise ActRefused(_("This candidate has been admitted already."))
    return _reached([registration.pk])


def _pause(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    attempts = _open_attempts(order)
    paused = pause_attempts(attempts=attempts, now=now)
    rooms = Room.objects.filter(pk__in=_rooms(order), paused_at__isnull=True).update(paused_at=now)
    if not paused and not rooms:
        raise ActRefused(_("Nobody is writing there whose clock could be stopped."))
    return _reached([attempts[pk] for pk in paused], rooms=rooms)


def _resume(order: Wanted, *, actor: User, now: datetime) -> Detail:
    attempts = _open_attempts(order)
    is_for_one = order.registration is not None
    resumed = resume_attempts(attempts=attempts, reason=order.reason, actor=actor, now=now, and_breaks=is_for_one)
    rooms = Room.objects.filter(pk__in=_rooms(order), paused_at__isnull=False).update(paused_at=None)
    if not resumed and not rooms:
        raise ActRefused(_("Nobody is paused there."))
    return _reached([attempts[pk] for pk in resumed], rooms=rooms)


def _time(order: Wanted, *, actor: User, now: datetime) -> Detail:
    attempts = _open_attempts(order)
    if not attempts:
        raise ActRefused(_("Nobody is writing there."))
    rows = Attempt.objects.filter(pk__in=attempts)
    add_time(attempts=rows, seconds=order.seconds, reason=order.reason, actor=actor, now=now)
    reached = list(attempts.values())
    give_notice(registrations=reached, kind=NoticeKind.TIME, text=order.reason, seconds=order.seconds, now=now)
    announce_time(sitting=order.sitting, places=reached, seconds=order.seconds, now=now)
    return _reached(reached, seconds=order.seconds)


def _message(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    reached = order.registrations()
    if not reached:
        raise ActRefused(_("Nobody is registered there."))
    give_notice(registrations=reached, kind=NoticeKind.MESSAGE, text=order.text.strip(), now=now)
    return _reached(reached, text=order.text.strip())


def _absent(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    registration = _only(order)
    if registration.attempts.exists():
        raise ActRefused(_("This candidate has begun and cannot be absent."))
    return _mark(registration, Standing.ABSENT)


def _misconduct(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    return _mark(_only(order), Standing.MISCONDUCT)


def _unmark(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    registration = _only(order)
    if not registration.standing:
        raise ActRefused(_("There is no mark to take back."))
    Registration.objects.filter(pk=registration.pk).update(standing="")
    return _reached([registration.pk], taken_back=registration.standing)


def _mark(registration: Registration, standing: Standing) -> Detail:
    if registration.standing:
        raise ActRefused(_("This candidate is marked already. Take the mark back first."))
    Registration.objects.filter(pk=registration.pk).update(standing=standing)
    return _reached([registration.pk])


def _transfer(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    attempts = _open_attempts(order)
    for pk in attempts:
        release_lease(attempt_id=pk, now=now)
    if not attempts:
        raise ActRefused(_("This candidate is not writing."))
    return _reached(attempts.values())


def _end(order: Wanted, *, actor: User, now: datetime) -> Detail:  # noqa: ARG001 -- an effect's signature
    attempts = _open_attempts(order)
    for pk in attempts:
        end_attempt(attempt_id=pk, now=now)
    if not attempts:
        raise ActRefused(_("This candidate is not writing."))
    return _reached(attempts.values())


def _only(order: Wanted) -> Registration:
    """The one candidate of the order (nobody gives it to many: acts.FOR_ONE), locked and as the database has them now."""
    return Registration.objects.select_for_update(of=("self",)).get(pk__in=order.registrations())


EFFECTS: dict[ActKind, Effect] = {
    ActKind.START: _start,
    ActKind.CODE: _code,
    ActKind.ADMIT: _admit,
    ActKind.PAUSE: _pause,
    ActKind.RESUME: _resume,
    ActKind.TIME: _time,
    ActKind.MESSAGE: _message,
    ActKind.ABSENT: _absent,
    ActKind.MISCONDUCT: _misconduct,
    ActKind.UNMARK: _unmark,
    ActKind.TRANSFER: _transfer,
    ActKind.END: _end,
}
