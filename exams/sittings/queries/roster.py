"""A list of candidates held against the sitting: what each row would do, or why it cannot."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.adapters import normalise_phone
from accounts.models import User
from accounts.services import Invitation, clean_full_name
from exams.sittings.models import (
    LONGEST_ROOM_NAME,
    USUAL_CAPACITY,
    PaperLanguage,
    Registration,
    Room,
    Sitting,
)
from exams.sittings.queries.resits import why_no_resit
from exams.sittings.rules import why_no_withdrawal

_CHUNK = 300
PHONE = re.compile(r"\+\d{6,15}")
LONGEST_USERNAME = 150


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of the list as it was read; `number` is the sheet's own."""

    number: int
    username: str = ""
    name: str = ""
    room: str = ""
    seat: str = ""
    email: str = ""
    language: str = ""


@dataclass(slots=True)
class CheckedRow:
    """A row with whom it means, what is wrong, and what is worth knowing."""

    row: RosterRow
    candidate: User | None = None
    # The account that would be made for them.
    invitation: Invitation | None = None
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    # They have a place in this sitting: it stays as it is, or where the list is complete moves to the seat it says.
    is_kept: bool = False
    place: Registration | None = None
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class CheckedRoster:
    """Every row, in the order of the list."""

    rows: list[CheckedRow]
    new_rooms: list[str]
    # Where the list is complete: places of people who are not on it, each with what stands against taking it back.
    missing: list[tuple[Registration, str]] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not self.wrong and not any(refusal for _place, refusal in self.missing)

    @property
    def wrong(self) -> list[CheckedRow]:
        return [one for one in self.rows if one.errors]

    @property
    def fresh(self) -> list[CheckedRow]:
        """Those who would be given a place."""
        return [one for one in self.rows if not one.errors and not one.is_kept]

    @property
    def invited(self) -> list[CheckedRow]:
        """Those of them who would be given an account as well."""
        return [one for one in self.fresh if one.invitation is not None]

    @property
    def moved(self) -> list[CheckedRow]:
        """Those who have a place and would get another room or seat."""
        return [one for one in self.rows if one.is_moved and not one.errors]

    @property
    def kept(self) -> list[CheckedRow]:
        return [one for one in self.rows if one.is_kept and not one.errors]


def check_roster(
    sitting: Sitting,
    rows: Sequence[RosterRow],
    *,
    makes_accounts: bool = False,
    is_complete: bool = False,
    now: datetime | None = None,
) -> CheckedRoster:
    """Look every row up; changes nothing. A handful of queries for each three hundred rows.

    `makes_accounts`: who is unknown is not an error, but somebody for whom an account would be made. `is_complete`: who
    has a place is moved to the room and seat that the list says, and who is not on it would lose theirs; wants `now`.
    """
    rows = [_legible(row) for row in rows]
    people = _people({row.username for row in rows} | {row.email for row in rows if row.email})
    places = {
        place.candidate_id: place
        for place in Registration.objects.filter(sitting=sitting).select_related("candidate__person", "room")
    }
    rooms = {room.name: room for room in Room.objects.filter(sitting=sitting)}
    taken = {
        (room, seat.lstrip("0") or seat)
        for room, seat in Registration.objects.filter(sitting=sitting)
        .exclude(seat="")
        .values_list("room__name", "seat")
    }
    # The cells of a list may name one person by login and by phone.
    met: Counter[int | str] = Counter()
    checked = []
    for row in rows:
        one = CheckedRow(row, people.get(row.username) or people.get(row.username.lower()))
        if makes_accounts and one.candidate is None and row.username:
            _check_invitation(one, people, met)
        else:
            _check_person(one, met)
        one.place = places.get(one.candidate.pk) if one.candidate is not None else None
        one.is_kept = one.place is not None
        if one.place is not None and is_complete and _says_another_seat(row, one.place):
            one.is_moved = True
            one.remarks.append(_("Moves there from where they sit now."))
            _check_seat(one, rooms, taken)
        elif one.is_kept:
            one.remarks.append(_("Has a place already; it stays as it is."))
        else:
            _check_seat(one, rooms, taken)
            _check_language(one)
            _check_resit(one, sitting)
        checked.append(one)
    new_rooms = sorted({row.room for row in rows if row.room and row.room not in rooms})
    return CheckedRoster(checked, new_rooms, _missing(sitting, checked, places, now) if is_complete and now else [])


def _legible(row: RosterRow) -> RosterRow:
    """The row without NUL, which PostgreSQL keeps in no text: what stood there means nobody and nothing that is known."""
    number, *texts = astuple(row)
    return RosterRow(number, *(text.replace("\0", "\N{REPLACEMENT CHARACTER}") for text in texts))


def _says_another_seat(row: RosterRow, place: Registration) -> bool:
    """A row without a room says nothing about it, one without a seat nothing about that."""
    room, seat = place.room.name if place.room else "", place.seat.lstrip("0")
    return bool(row.room) and (row.room != room or bool(row.seat and row.seat.lstrip("0") != seat))


def _missing(
    sitting: Sitting, checked: Sequence[CheckedRow], places: Mapping[int, Registration], now: datetime
) -> list[tuple[Registration, str]]:
    """Places of people who are on no row, by number; none as long as a row means nobody: it may mean one of them."""
    if any(one.candidate is None and one.invitation is None for one in checked):
        return []
    listed = {one.candidate.pk for one in checked if one.candidate is not None}
    absent = [place for candidate, place in places.items() if candidate not in listed]
    for place in absent:
        place.sitting = sitting
    return [(place, why_no_withdrawal(place, now=now)) for place in sorted(absent, key=lambda one: one.number)]


def _people(names: set[str]) -> dict[str, User]:
    """By login name, phone number (also without +86) and e-mail (in small letters)."""
    found: dict[str, User] = {}
    listed = sorted(names)
    for start in range(0, len(listed), _CHUNK):
        some = listed[start : start + _CHUNK]
        phones = [*some, *(f"+86{name}" for name in some)]
        mails = [name.lower() for name in some]
        users = User.objects.filter(Q(username__in=some) | Q(phone__in=phones) | Q(email__in=mails))
        for user in users.select_related("person"):
            phone = user.phone or ""
            for name in (user.email.lower(), phone, phone.removeprefix("+86"), user.username.lower()):
                if name:
                    found.setdefault(name, user)
            # Nobody else goes by another's login name.
            found[user.username] = user
    return found


def _check_person(one: CheckedRow, met: Counter[int | str]) -> None:
    row, candidate = one.row, one.candidate
    if not row.username:
        one.errors.append(_("The user name is missing."))
    elif candidate is None:
        one.errors.append(_("Nobody has the user name, phone number or e-mail “%(name)s”.") % {"name": row.username})
    elif not candidate.is_active:
        one.errors.append(_("The account “%(name)s” is closed.") % {"name": row.username})
    else:
        _check_once(one, met, candidate.pk)
        if row.name and row.name != candidate.display_name:
            one.errors.append(
                _("The account belongs to %(account)s, the list says %(list)s.")
                % {"account": candidate.display_name, "list": row.name}
            )


def _check_once(one: CheckedRow, met: Counter[int | str], *names: int | str) -> None:
    met.update(name for name in names if name)
    if any(met[name] > 1 for name in names if name):
        one.errors.append(_("Is on the list twice."))


def _check_invitation(one: CheckedRow, people: dict[str, User], met: Counter[int | str]) -> None:
    """Whether the row says enough for an account, and nothing that is somebody else's."""
    row = one.row
    email = (row.email or row.username if "@" in row.username else row.email).lower()
    phone = normalise_phone(row.username)
    phone = phone if PHONE.fullmatch(phone) else ""
    username = "" if phone or "@" in row.username else row.username
    try:
        name = clean_full_name(row.name)
    except ValidationError:
        name = ""
        one.errors.append(_("A new account needs the full name."))
    if not _is_valid(email, validate_email):
        one.errors.append(_("A new account needs an e-mail address, by which its owner sets a password."))
    elif email in people:
        whose = {"name": people[email].display_name}
        one.errors.append(_("The e-mail address belongs to the account of %(name)s.") % whose)
    if phone in people:
        one.errors.append(
            _("The phone number belongs to the account of %(name)s.") % {"name": people[phone].display_name}
        )
    if username and not (len(username) <= LONGEST_USERNAME and _is_valid(username, User.username_validator)):
        one.errors.append(_("“%(name)s” cannot be a user name.") % {"name": username[:40]})
    _check_once(one, met, email, phone, username.lower())
    if not one.errors:
        one.invitation = Invitation(full_name=name, email=email, username=username, phone=phone)
        one.remarks.append(_("Gets a new account and sets a password by “Forgot your password?” with %s.") % email)


def _check_resit(one: CheckedRow, sitting: Sitting) -> None:
    """By the exam's rules for sitting it again; no query where it has none."""
    if one.candidate is not None and not one.errors:
        refusal = why_no_resit(sitting=sitting, candidate_id=one.candidate.pk, at=sitting.closes_at)
        one.errors += [refusal] if refusal else []


def _is_valid(text: str, validate: Callable[[str], None]) -> bool:
    try:
        validate(text)
    except ValidationError:
        return False
    return True


def _check_seat(one: CheckedRow, rooms: dict[str, Room], taken: set[tuple[str, str]]) -> None:
    row = one.row
    if len(row.room) > LONGEST_ROOM_NAME:
        one.errors.append(_("The name of the room is too long."))
    if not row.seat:
        return
    if not row.room:
        one.errors.append(_("A seat needs its room."))
    elif not (row.seat.isascii() and row.seat.isdecimal() and 1 <= int(row.seat) <= _last_seat(rooms.get(row.room))):
        one.errors.append(_("The room has no seat “%(seat)s”.") % {"seat": row.seat[:12]})
    elif (seat := (row.room, row.seat.lstrip("0"))) in taken:
        one.errors.append(_("The seat is taken."))
    else:
        taken.add(seat)


def language_of(row: RosterRow) -> str:
    """The code of a row's language, Simplified Chinese where it names none; empty for one that nobody knows."""
    said = row.language or PaperLanguage.SIMPLIFIED
    return said if said in PaperLanguage.values else ""


def _check_language(one: CheckedRow) -> None:
    if not language_of(one.row):
        known = pgettext("between two of several", ", ").join(str(label) for label in PaperLanguage.labels)
        said = {"language": one.row.language[:20], "known": known}
        one.errors.append(_("“%(language)s” is no language of the exam. Known are: %(known)s.") % said)


def _last_seat(room: Room | None) -> int:
    return room.capacity if room else USUAL_CAPACITY
