"""Seating: rooms made ready, everybody without a seat given one, one person moved by hand."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import Registration, Room, SeatingRun, Sitting
from exams.sittings.queries import forms_of, rooms_of
from exams.sittings.rules import can_manage_sittings
from exams.sittings.seating import Allocation, Hall, Taken, Waiting, allocate
from exams.sittings.services.accommodations import approved_accommodation
from exams.sittings.services.announcements import announce_timetable
from exams.sittings.services.systems import PlaceChange, tell_of_places
from exams.sittings.writer import exclusive_write

BY_HAND = "by hand"


class SeatRefused(Exception):
    """Nothing was changed; the message says why."""


def add_rooms(
    *, sitting: Sitting, names: Iterable[str], capacity: int, seats_per_row: int, is_separate: bool, actor: User
) -> list[Room]:
    """Rooms of one size, by name; a name that is there already is left as it is."""
    _check_officer(actor)
    with exclusive_write():
        return [
            Room.objects.get_or_create(
                sitting=sitting,
                name=name,
                defaults={"capacity": capacity, "seats_per_row": seats_per_row, "is_separate": is_separate},
            )[0]
            for name in names
        ]


def change_room(*, room: Room, changed: Collection[str], actor: User, now: datetime) -> None:
    """Keep a room as it was changed; who sits there is told of another name or address."""
    _check_officer(actor)
    with exclusive_write():
        room.save()
        if {"name", "address"} & set(changed):
            places = list(room.registrations.values_list("pk", flat=True))
            announce_timetable(sitting=room.sitting, places=places, now=now)


def seat_candidates(*, sitting: Sitting, seed: str, actor: User, now: datetime) -> SeatingRun:
    """Give everybody without a seat one; who has a seat keeps it. The same seed does the same again."""
    _check_officer(actor)
    with exclusive_write():
        # One run at a time.
        Sitting.objects.select_for_update().get(pk=sitting.pk)
        rooms = {room.pk: room for room in rooms_of(sitting)}
        places = list(
            Registration.objects.filter(sitting=sitting)
            .select_related("accommodation", "room")
            .prefetch_related("attempts")
            .order_by("number")
        )
        found = _allocation(places, list(rooms.values()), forms=forms_of(sitting), seed=seed)
        by_number = {place.number: place for place in places}
        changed = []
        for one in found.placed:
            place = by_number[one.key]
            place.room, place.seat, place.form = rooms[one.hall], seat_label(one.seat), one.form
            changed.append(place)
        Registration.objects.bulk_update(changed, ["room", "seat", "form"], batch_size=200)
        announce_timetable(sitting=sitting, places=[place.pk for place in changed], now=now)
        tell_of_places(places=changed, sitting=sitting, change=PlaceChange.SEATED, now=now)
        return _note(sitting, seed, changed, found.unplaced, actor=actor, now=now)


def _allocation(places: list[Registration], rooms: list[Room], *, forms: int, seed: str) -> Allocation:
    seated = [place for place in places if place.room_id and place.seat]
    return allocate(
        [_waiting(place) for place in places if not (place.room_id and place.seat)],
        [Hall(room.pk, room.capacity, room.seats_per_row, room.is_separate) for room in rooms],
        [Taken(place.room_id, seat_number(place.seat), place.form) for place in seated if place.room_id],
        forms=forms,
        seed=seed,
    )


def _waiting(place: Registration) -> Waiting:
    accommodation = approved_accommodation(place)
    return Waiting(
        key=place.number,
        needs_separate=accommodation is not None and accommodation.separate_room,
        hall=place.room_id,
        # Who has begun has a paper already.
        form=place.form if place.attempts.all() else None,
    )


def give_seat(*, registration: Registration, room: Room, seat: int, actor: User, now: datetime) -> SeatingRun:
    """Move one person by hand to a free seat; raises SeatRefused."""
    _check_officer(actor)
    if room.sitting_id != registration.sitting_id:
        raise SeatRefused(_("This room belongs to another sitting."))
    if not 1 <= seat <= room.capacity:
        raise SeatRefused(_("The room has the seats 1 to %(last)d.") % {"last": room.capacity})
    with exclusive_write():
        Sitting.objects.select_for_update().get(pk=registration.sitting_id)
        others = Registration.objects.filter(room=room).exclude(pk=registration.pk).exclude(seat="")
        if any(seat_number(taken) == seat for taken in others.values_list("seat", flat=True)):
            raise SeatRefused(_("This seat is taken. Nothing was changed."))
        registration.room, registration.seat = room, seat_label(seat)
        registration.save(update_fields=["room", "seat"])
        announce_timetable(sitting=registration.sitting, places=[registration.pk], now=now)
        tell_of_places(places=[registration], sitting=registration.sitting, change=PlaceChange.SEATED, now=now)
        return _note(registration.sitting, BY_HAND, [registration], (), actor=actor, now=now)


def seat_label(seat: int) -> str:
    """`07`."""
    return f"{seat:02}"


def seat_number(label: str) -> int | None:
    """The number of a seat; None where somebody has called it otherwise."""
    return int(label) if label.isascii() and label.isdecimal() else None


def _note(
    sitting: Sitting, seed: str, places: Iterable[Registration], unplaced: Iterable[str], *, actor: User, now: datetime
) -> SeatingRun:
    return SeatingRun.objects.create(
        sitting=sitting,
        seed=seed[:40],
        placed={place.number: [place.room.name if place.room else "", place.seat, place.form] for place in places},
        unplaced=list(unplaced),
        actor=actor,
        at=now,
    )


def _check_officer(actor: User) -> None:
    if not can_manage_sittings(actor):
        raise PermissionDenied
