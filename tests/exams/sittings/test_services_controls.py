"""Each control: off, flag, refuse; turned off mid-exam; overridden; logged."""

from datetime import timedelta

import pytest

from exams.sittings.models import (
    AccessCode,
    Control,
    ControlChange,
    ControlEvent,
    ControlKind,
    IntegrityFlag,
    Registration,
    Room,
    RoomControls,
    SittingControls,
)
from exams.sittings.queries.controls import controls_of, noted_in
from exams.sittings.services import controls as controls_service
from exams.sittings.services.controls import (
    ControlsRefused,
    Shown,
    admit,
    change_controls,
    is_inside,
    issue_codes,
    note_flags,
    override_control,
    record_control_events,
)
from tests.factories.accounts import UserFactory
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room()


@pytest.fixture
def officer():
    return UserFactory()


def change(room, officer, *, reason="考务会议决定", ranges=None, now=NOW, **values):
    return change_controls(
        sitting=room.sitting, values=values, room_ranges=ranges or {}, reason=reason, actor=officer, now=now
    )


def judged(room, *, address="10.1.2.3", code="", seb=None, resuming=False, now=NOW, registration=None):
    fresh = Registration.objects.get(pk=(registration or room.registration).pk)
    return admit(registration=fresh, shown=Shown(address, code, seb), now=now, resuming=resuming)


def test_without_switches_everybody_comes_in_unflagged(room):
    admission = judged(room, address="")
    assert (admission.refusal, admission.flags) == ("", [])


def test_a_change_is_logged_with_what_it_was_and_why(room, officer):
    change(room, officer, ip_switch="flag", ip_ranges="10.0.0.0/8", seb_quit_password="secret-1")
    logged = change(room, officer, reason="网络故障", ip_switch="off", now=NOW + timedelta(minutes=5))
    assert logged.changes == {"ip_switch": ["flag", "off"]}
    assert (logged.reason, logged.actor) == ("网络故障", officer)
    first = ControlChange.objects.last()
    assert first.changes["seb_quit_password"] == ["…", "…"]
    assert change(room, officer, ip_switch="off") is None
    assert ControlChange.objects.count() == 2


def test_without_a_reason_nothing_changes(room, officer):
    with pytest.raises(ControlsRefused):
        change(room, officer, reason="  ", ip_switch="block")
    assert not SittingControls.objects.exists()
    with pytest.raises(ControlsRefused):
        override_control(registration=room.registration, control=Control.IP, reason="", actor=officer, now=NOW)


def test_the_log_and_the_events_cannot_be_rewritten(room, officer):
    change(room, officer, ip_switch="flag")
    with pytest.raises(Exception, match="append-only"):
        ControlChange.objects.update(reason="别的")


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.0.0.1", True),
        ("::ffff:10.0.0.1", True),
        ("2001:db8::7", True),
        ("11.0.0.1", False),
        ("", False),
        ("10.0.0.1, 1.2.3.4", False),
    ],
)
def test_addresses_are_judged_by_range(address, inside):
    assert is_inside(address, ["10.0.0.0/8", "2001:db8::/32"]) is inside


def test_outside_the_range_one_is_let_in_and_flagged_or_refused_by_the_switch(room, officer):
    change(room, officer, ip_switch="flag", ip_ranges="10.0.0.0/8")
    assert judged(room).flags == []
    outside = judged(room, address="11.0.0.1")
    assert (outside.refusal, outside.flags) == ("", [("control_ip", {"address": "11.0.0.1"})])
    change(room, officer, ip_switch="block")
    assert "11.0.0.1" in judged(room, address="11.0.0.1").refusal
    # Who is in already is never put out.
    again = judged(room, address="11.0.0.1", resuming=True)
    assert (again.refusal, again.flags) == ("", [("control_ip", {"address": "11.0.0.1", "resumed": True})])
    change(room, officer, ip_switch="off")
    assert judged(room, address="11.0.0.1").flags == []


def test_an_empty_list_shuts_nobody_out(room, officer):
    change(room, officer, ip_switch="block")
    assert judged(room, address="11.0.0.1").refusal == ""


def test_a_room_may_have_addresses_of_its_own(room, officer):
    place = Room.objects.create(sitting=room.sitting, name="301")
    Registration.objects.filter(pk=room.registration.pk).update(room=place)
    logged = change(room, officer, ip_switch="flag", ip_ranges="10.0.0.0/8", ranges={place: "192.168.3.0/24"})
    assert logged.changes["ip_ranges: 301"] == ["", "192.168.3.0/24"]
    assert judged(room, address="192.168.3.9").flags == []
    assert judged(room, address="10.0.0.1").flags == [("control_ip", {"address": "10.0.0.1"})]
    change(room, officer, ranges={place: ""})
    assert RoomControls.objects.get().ip_ranges == ""
    assert judged(room, address="10.0.0.1").flags == []


def test_the_code_of_the_room_opens_the_start(room, officer):
    place = Room.objects.create(sitting=room.sitting, name="301")
    seated = make_registration(room.sitting, make_user("seated"), room=place)
    change(room, officer, code_switch="block")
    own, other = AccessCode.objects.get(room=None), AccessCode.objects.get(room=place)
    assert judged(room, code=f" {own.code.lower()} ").flags == []
    assert judged(room, code=own.code, registration=seated).refusal
    assert judged(room, code=other.code, registration=seated).flags == []
    assert judged(room).refusal
    issue_codes(sitting=room.sitting, rooms=[place], actor=officer, now=NOW + timedelta(minutes=1))
    former = judged(room, code=other.code.lower(), registration=seated)
    assert (former.refusal, former.flags) == (
        "此入场码已失效：考场已更换新码，请输入新的入场码。",
        [("control_code", {"code": "former"})],
    )
    assert ControlEvent.objects.filter(registration=seated).count() == 1
    assert judged(room, code=own.code).refusal == ""
    assert judged(room, resuming=True).flags == []


def test_wrong_codes_are_counted_and_after_five_nothing_is_compared(room, officer):
    change(room, officer, code_switch="block")
    right = AccessCode.objects.get().code
    for second in range(5):
        assert judged(room, code="WRONG!", now=NOW + timedelta(seconds=second)).flags == [
            ("control_code", {"code": "wrong"})
        ]
    assert judged(room, code=right, now=NOW + timedelta(seconds=9)).flags == [
        ("control_code", {"code": "too many tries"})
    ]
    assert ControlEvent.objects.filter(kind=ControlKind.CODE_WRONG).count() == 5
    assert judged(room, code=right, now=NOW + timedelta(minutes=6)).refusal == ""


def test_a_room_that_has_no_code_shuts_nobody_out(room, officer):
    change(room, officer, code_switch="block")
    added = make_registration(
        room.sitting, make_user("late"), room=Room.objects.create(sitting=room.sitting, name="302")
    )
    admission = judged(room, registration=added)
    assert (admission.refusal, admission.flags) == ("", [])


def test_with_the_flagging_switch_a_missing_code_lets_in(room, officer):
    change(room, officer, code_switch="flag")
    admission = judged(room)
    assert (admission.refusal, admission.flags) == ("", [("control_code", {"code": "none"})])


@pytest.mark.parametrize(("seb", "shown"), [(None, "no key"), (False, "wrong key")])
def test_without_the_right_browser_one_is_flagged_or_refused(room, officer, seb, shown):
    change(room, officer, seb_switch="flag")
    assert judged(room, seb=True).flags == []
    assert judged(room, seb=seb).flags == [("control_seb", {"shown": shown})]
    assert judged(room, seb=seb).refusal == ""
    change(room, officer, seb_switch="block")
    assert judged(room, seb=seb).refusal
    assert judged(room, seb=seb, resuming=True).refusal == ""


def test_an_override_lets_one_candidate_pass_one_control(room, officer):
    change(room, officer, seb_switch="block", ip_switch="block", ip_ranges="10.0.0.0/8")
    override_control(
        registration=room.registration, control=Control.SEB, reason="密钥不符，已核对本人", actor=officer, now=NOW
    )
    assert judged(room).flags == []
    assert judged(room, address="11.0.0.1").refusal
    other = make_registration(room.sitting, make_user("another"))
    assert judged(room, registration=other).refusal
    [noted] = noted_in(room.sitting)
    assert [(one.control, one.reason, one.actor) for one in noted.overrides] == [
        ("seb", "密钥不符，已核对本人", officer)
    ]


def test_what_was_flagged_is_kept_once(room):
    attempt = room.start()
    for _time in range(3):
        note_flags(attempt=attempt, flags=[("control_ip", {"address": "11.0.0.1"})], now=NOW)
    note_flags(attempt=attempt, flags=[("control_ip", {"address": "11.0.0.2"})], now=NOW)
    assert IntegrityFlag.objects.filter(attempt=attempt).count() == 2


def test_events_are_kept_by_the_switches_and_told_as_counts(room, officer):
    attempt = room.start()
    change(room, officer, focus_log=True, hinder_copying=True)
    events = [
        (ControlKind.LEFT, 1000),
        (ControlKind.RETURNED, 5500),
        (ControlKind.LEFT, 60_000),
        (ControlKind.RETURNED, 62_500),
        (ControlKind.COPY, 63_000),
        (ControlKind.FULL_SCREEN_LEFT, 64_000),
    ]
    attempt.registration.sitting.refresh_from_db()
    assert record_control_events(attempt=attempt, events=events, now=NOW) == 5
    change(room, officer, focus_log=False)
    attempt.registration.sitting.refresh_from_db()
    assert record_control_events(attempt=attempt, events=events[:2], now=NOW) == 0
    [noted] = noted_in(room.sitting)
    assert noted.counts == {"left": 2, "returned": 2, "copy": 1}
    assert (noted.away_seconds, [number for _words, number in noted.lines]) == (7, [2, 1])


def test_leaving_the_full_screen_is_kept_where_it_is_asked_for(room, officer):
    attempt = room.start()
    change(room, officer, full_screen=True)
    attempt.registration.sitting.refresh_from_db()
    seen = [ControlKind.FULL_SCREEN_LEFT, ControlKind.LEFT, ControlKind.FULL_SCREEN_ENTERED]
    assert record_control_events(attempt=attempt, events=[(kind, 1000) for kind in seen], now=NOW) == 2
    assert set(ControlEvent.objects.values_list("kind", flat=True)) == {"full_left", "full_entered"}


def test_a_flood_of_events_ends_somewhere(room, officer, monkeypatch):
    attempt = room.start()
    change(room, officer, focus_log=True)
    attempt.registration.sitting.refresh_from_db()
    monkeypatch.setattr(controls_service, "MOST_KEPT", 2)
    assert record_control_events(attempt=attempt, events=[(ControlKind.LEFT, 1)] * 2, now=NOW) == 2
    assert record_control_events(attempt=attempt, events=[(ControlKind.LEFT, 1)], now=NOW) == 0


@pytest.mark.parametrize("size", [1, 3])
def test_the_counts_take_the_same_queries_at_any_size(room, officer, size, django_assert_num_queries):
    for number in range(size):
        registration = make_registration(room.sitting, make_user(f"c{number}"))
        ControlEvent.objects.create(registration=registration, kind=ControlKind.LEFT, at=NOW)
    with django_assert_num_queries(4):
        assert len(noted_in(room.sitting)) == size


def test_a_sitting_without_a_row_has_everything_off(room):
    controls = controls_of(room.sitting)
    assert (controls.ip_switch, controls.focus_log, controls.pk) == ("off", False, None)
