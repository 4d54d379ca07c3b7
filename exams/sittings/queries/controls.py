"""The switches of a sitting, its access codes, and what the controls noted."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from exams.sittings.models import (
    AccessCode,
    Control,
    ControlChange,
    ControlEvent,
    ControlKind,
    ControlOverride,
    Registration,
    RoomControls,
    SealedUpload,
    Sitting,
    SittingControls,
    Switch,
)


def controls_of(sitting: Sitting) -> SittingControls:
    """The sitting's switches; all off where nobody has set any."""
    try:
        return sitting.controls
    except SittingControls.DoesNotExist:
        return SittingControls(sitting=sitting)


def ranges_of(registration: Registration, controls: SittingControls) -> list[str]:
    """The CIDR ranges that this candidate's device must be in: the room's own, else the sitting's."""
    own = RoomControls.objects.filter(room=registration.room_id).values_list("ip_ranges", flat=True).first()
    return (own or controls.ip_ranges).split()


def latest_code(registration: Registration) -> AccessCode | None:
    """The code that opens the start for this candidate; None before one was issued."""
    return AccessCode.objects.filter(sitting=registration.sitting_id, room=registration.room_id).first()


def codes_on_boards(sitting: Sitting) -> list[AccessCode]:
    """The present code of each room, and of those without one (last)."""
    codes: dict[int | None, AccessCode] = {}
    for code in AccessCode.objects.filter(sitting=sitting).select_related("room"):
        codes.setdefault(code.room_id, code)
    return sorted(codes.values(), key=lambda code: (code.room is None, str(code.room)))


def control_changes(sitting: Sitting) -> QuerySet[ControlChange]:
    """Who changed which switch when and why, latest first."""
    return ControlChange.objects.filter(sitting=sitting).select_related("actor__person")


@dataclass(frozen=True, slots=True)
class Noted:
    """What the controls noted of one candidate: how often, and for how long in all the page was left."""

    registration: Registration
    counts: dict[str, int]
    away_seconds: int
    overrides: list[ControlOverride]

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each kind that was noted, in words, with how often; coming back is told by the time away."""
        hidden = {ControlKind.RETURNED, ControlKind.FULL_SCREEN_ENTERED, ControlKind.SEB}
        return [
            (str(kind.label), self.counts[kind]) for kind in ControlKind if kind in self.counts and kind not in hidden
        ]


def noted_in(sitting: Sitting) -> list[Noted]:
    """Every candidate of whom something was noted or waived, by admission number; four queries at any size."""
    events = ControlEvent.objects.filter(registration__sitting=sitting)
    counts: dict[int, dict[str, int]] = {}
    for registration, kind, number in events.order_by().values_list("registration", "kind").annotate(n=Count("pk")):
        counts.setdefault(registration, {})[kind] = number
    away = _seconds_away(events)
    overrides: dict[int, list[ControlOverride]] = {}
    for one in ControlOverride.objects.filter(registration__sitting=sitting).select_related("actor__person"):
        overrides.setdefault(one.registration_id, []).append(one)
    people = Registration.objects.filter(pk__in=counts.keys() | overrides.keys())
    return [
        Noted(one, counts.get(one.pk, {}), away.get(one.pk, 0), overrides.get(one.pk, []))
        for one in people.select_related("candidate__person", "room").order_by("number")
    ]


def _seconds_away(events: QuerySet[ControlEvent]) -> dict[int, int]:
    """Registration → seconds between leaving the page and coming back, by the page's own monotonic clock."""
    left: dict[int, int] = {}
    away: dict[int, int] = {}
    both = events.filter(kind__in=(ControlKind.LEFT, ControlKind.RETURNED)).order_by("registration", "client_ms", "pk")
    for registration, kind, milliseconds in both.values_list("registration", "kind", "client_ms"):
        if kind == ControlKind.LEFT:
            left.setdefault(registration, milliseconds)
        elif registration in left:
            away[registration] = away.get(registration, 0) + milliseconds - left.pop(registration)
    return {registration: milliseconds // 1000 for registration, milliseconds in away.items()}


def told_to_candidates(controls: SittingControls) -> list[str]:
    """The names of the controls that are on, as keys of the page that tells a candidate of them."""
    switches = {Control.IP: controls.ip_switch, Control.CODE: controls.code_switch, Control.SEB: controls.seb_switch}
    on = [name.value for name, switch in switches.items() if switch != Switch.OFF]
    plain = ("one_device", "full_screen", "focus_log", "hinder_copying", "watermark")
    return on + [name for name in plain if getattr(controls, name)]


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One change of the controls, as the page tells it."""

    change: ControlChange
    lines: list[str]


def changes_in_words(sitting: Sitting) -> list[ChangeInWords]:
    """The changes of a sitting's controls, latest first, each switch by its name."""
    return [ChangeInWords(one, [_in_words(*item) for item in one.changes.items()]) for one in control_changes(sitting)]


def _in_words(name: str, values: list[object]) -> str:
    names = {field.name: str(field.verbose_name) for field in SittingControls._meta.fields}  # noqa: SLF001 -- Django's public name for it
    words = {True: gettext("on"), False: gettext("off"), "": "–"} | {one.value: str(one.label) for one in Switch}
    former, present = (words.get(value, str(value).replace("\n", ", ")) for value in values)
    label = names.get(name) or f"{names['ip_ranges']} · {name.partition(': ')[2]}"
    return f"{label}: {former} → {present}"


def sealed_uploads(sitting: Sitting) -> QuerySet[SealedUpload]:
    """Every sealed file that was handed in, taken or refused, latest first."""
    uploads = SealedUpload.objects.filter(sitting=sitting)
    return uploads.select_related("registration__candidate__person", "actor__person")
