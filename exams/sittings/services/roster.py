"""Registering a whole list: everybody on it or nobody."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import invite_people
from exams.sittings.models import Registration, Room, Sitting
from exams.sittings.queries import CheckedRoster, RosterRow, check_roster
from exams.sittings.queries.roster import language_of
from exams.sittings.rules import can_manage_sittings
from exams.sittings.services.announcements import announce_places, announce_timetable
from exams.sittings.services.registrations import admission_number, last_serial
from exams.sittings.services.seating import seat_label
from exams.sittings.services.systems import PlaceChange, tell_of_places
from exams.sittings.services.withdrawals import withdraw_registration
from exams.sittings.writer import exclusive_write


class RosterHasErrors(Exception):
    """Nobody was registered; `checked` says which rows are wrong."""

    def __init__(self, checked: CheckedRoster) -> None:
        super().__init__(_("Nobody was registered: please mend the rows that are marked."))
        self.checked = checked


def register_roster(
    *,
    sitting: Sitting,
    rows: Sequence[RosterRow],
    actor: User,
    now: datetime,
    makes_accounts: bool = False,
    missing: Collection[str] | None = None,
) -> CheckedRoster:
    """Check every row once more and give all of them their places in one transaction; who has one keeps it.

    `missing` makes the list a complete one: who has a place moves where it says, and the places of these numbers, which
    are exactly those of people who are not on it, are taken back. The same list again changes nothing.

    With `makes_accounts` who is unknown gets an account first, in the same transaction.

    Raises RosterHasErrors, and WithdrawalRefused for a place that something on record rests on.
    """
    if not can_manage_sittings(actor):
        raise PermissionDenied
    with exclusive_write():
        # Nobody else gets a number meanwhile.
        Sitting.objects.select_for_update().get(pk=sitting.pk)
        checked = check_roster(sitting, rows, makes_accounts=makes_accounts, is_complete=missing is not None, now=now)
        # Whoever got a place since the list was looked at was shown to nobody.
        if not checked.is_ready or {place.number for place, _refusal in checked.missing} != set(missing or ()):
            raise RosterHasErrors(checked)
        _invite(checked, actor=actor, now=now)
        Room.objects.bulk_create([Room(sitting=sitting, name=name) for name in checked.new_rooms])
        rooms = {room.name: room for room in Room.objects.filter(sitting=sitting)}
        for place, _refusal in checked.missing:
            withdraw_registration(registration=place, reason=_("Not on the complete list."), actor=actor, now=now)
        _move(checked, sitting, rooms, now=now)
        places = _give_places(checked, sitting, rooms)
        announce_places(places=places, sitting=sitting, now=now)
        tell_of_places(places=places, sitting=sitting, change=PlaceChange.GIVEN, now=now)
    return checked


def _give_places(checked: CheckedRoster, sitting: Sitting, rooms: Mapping[str, Room]) -> list[Registration]:
    """Numbered in the order of the list."""
    serial = last_serial(sitting)
    return Registration.objects.bulk_create(
        [
            Registration(
                sitting=sitting,
                candidate=one.candidate,
                number=admission_number(sitting, serial + place),
                room=rooms.get(one.row.room),
                language=language_of(one.row),
                seat=seat_label(int(one.row.seat)) if one.row.seat else "",
            )
            for place, one in enumerate(checked.fresh, 1)
        ],
        batch_size=500,
    )


def _move(checked: CheckedRoster, sitting: Sitting, rooms: Mapping[str, Room], *, now: datetime) -> None:
    """Seat those who have a place where the list says. A seat that somebody else has now counts as taken."""
    moved = [(one.place, one.row) for one in checked.moved if one.place is not None]
    if not moved:
        return
    for place, row in moved:
        place.room, place.seat = rooms[row.room], seat_label(int(row.seat)) if row.seat else ""
    places = [place for place, _row in moved]
    Registration.objects.bulk_update(places, ["room", "seat"], batch_size=200)
    announce_timetable(sitting=sitting, places=[place.pk for place in places], now=now)
    tell_of_places(places=places, sitting=sitting, change=PlaceChange.SEATED, now=now)


def _invite(checked: CheckedRoster, *, actor: User, now: datetime) -> None:
    """Make the accounts that the list asks for, and put them into its rows."""
    wanted = [one.invitation for one in checked.fresh if one.invitation is not None]
    if wanted:
        users = invite_people(invitations=wanted, actor=actor, now=now)
        for one, user in zip(checked.invited, users, strict=True):
            one.candidate = user
