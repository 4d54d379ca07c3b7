"""What is refused on the day and before it, word for word, and that nothing was changed by it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from exams.sittings.models import (
    Accommodation,
    ActKind,
    Attempt,
    BreakEvent,
    InvigilationAct,
    PaperSnapshot,
    PreparedPaper,
    Registration,
    Room,
    Sitting,
    TimeAdjustment,
)
from exams.sittings.queries import RosterRow
from exams.sittings.seating import Hall, Taken, Waiting, allocate
from exams.sittings.services import (
    AccommodationRefused,
    Order,
    Terms,
    begin_break,
    end_break,
    order_act,
    register_roster,
    request_accommodation,
    withdraw_accommodation,
)
from exams.sittings.services.attempts import end_attempt
from exams.sittings.services.breaks import end_break_that_is_over
from exams.sittings.services.drawing import prepare_paper
from exams.sittings.services.effects import ActRefused
from exams.sittings.services.registrations import RegistrationRefused, give_pledge, register_candidate
from exams.sittings.services.withdrawals import WithdrawalRefused, withdraw_registration
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def room():
    return make_room(minutes=60)


@pytest.fixture
def officer():
    user = make_user("officer")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="sittings", codename="delete_registration")
    )
    return user


def act(room, kind, actor, **fields):
    order = Order(kind=kind, sitting=room.sitting, registration=room.registration, reason="停电", **fields)
    return order_act(order=order, actor=actor, now=SOON)


@pytest.mark.parametrize(
    ("before", "kind", "words"),
    [
        ([ActKind.ABSENT], ActKind.ADMIT, "该考生已记缺考，请先撤销标记。"),
        ([ActKind.ADMIT], ActKind.ADMIT, "该考生已准许入场。"),
        ([], ActKind.TIME, "没有正在作答的考生。"),
        ([], ActKind.UNMARK, "没有可撤销的标记。"),
        ([ActKind.MISCONDUCT], ActKind.ABSENT, "该考生已有标记，请先撤销。"),
        ([], ActKind.TRANSFER, "该考生没有正在作答。"),
        ([], ActKind.END, "该考生没有正在作答。"),
    ],
)
def test_an_act_that_finds_nothing_to_do_is_refused(room, officer, before, kind, words):
    for one in before:
        act(room, one, officer)
    with pytest.raises(ActRefused) as refused:
        act(room, kind, officer, seconds=60)
    assert str(refused.value) == words
    assert (InvigilationAct.objects.count(), TimeAdjustment.objects.count()) == (len(before), 0)


def arrange_break(room):
    Accommodation.objects.create(registration=room.registration, state="approved", break_minutes=15, asked_at=NOW)
    attempt = room.start()
    return begin_break(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)


def test_who_comes_back_after_the_break_finds_it_used_up(room):
    attempt = arrange_break(room)
    until = attempt.break_until
    assert end_break_that_is_over(attempt.pk, now=until - timedelta(seconds=1)) == 0
    assert end_break(attempt_id=attempt.pk, actor=room.candidate, now=until + timedelta(minutes=3)) is False
    after = Attempt.objects.get()
    assert (after.paused_at, after.deadline) == (None, NOW + timedelta(minutes=75))
    assert list(BreakEvent.objects.order_by("pk").values_list("step", "at")) == [("began", SOON), ("used_up", until)]


def test_a_break_that_ends_at_once_gives_no_time(room):
    attempt = arrange_break(room)
    assert end_break(attempt_id=attempt.pk, actor=room.candidate, now=SOON) is True
    assert (Attempt.objects.get().deadline, TimeAdjustment.objects.count()) == (NOW + timedelta(minutes=60), 0)


def test_an_attempt_that_is_ended_during_a_break_ends_the_break(room):
    attempt = arrange_break(room)
    assert end_attempt(attempt_id=attempt.pk, now=SOON + timedelta(minutes=1)) is True
    after = Attempt.objects.get()
    assert (after.state, after.break_until, after.paused_at) == ("ended", None, None)
    assert list(BreakEvent.objects.order_by("pk").values_list("step", flat=True)) == ["began", "closed"]


def test_places_are_not_given_by_oneself_where_registration_is_closed_or_over(room):
    guest = make_user("guest")
    for open_registration, now in ((False, NOW), (True, room.sitting.closes_at)):
        Sitting.objects.update(open_registration=open_registration)
        sitting = Sitting.objects.select_related("exam").get()
        with pytest.raises(RegistrationRefused):
            register_candidate(sitting=sitting, candidate=guest, actor=guest, now=now)
    assert Registration.objects.count() == 1


def test_a_seat_that_is_taken_is_not_given_again(room, officer):
    hall = Room.objects.create(sitting=room.sitting, name="301")
    Registration.objects.update(room=hall, seat="07")
    with pytest.raises(IntegrityError):
        register_candidate(
            sitting=room.sitting, candidate=make_user("guest"), actor=officer, now=NOW, room="301", seat="07"
        )
    assert Registration.objects.count() == 1


def test_the_pledge_is_the_candidate_s_and_the_first_counts(room, officer):
    Registration.objects.update(pledged_at=None)
    place = Registration.objects.select_related("sitting__exam").get()
    with pytest.raises(RegistrationRefused):
        give_pledge(registration=place, actor=officer, now=NOW)
    assert Registration.objects.get().pledged_at is None
    for now in (NOW, SOON):
        give_pledge(
            registration=Registration.objects.select_related("sitting__exam").get(), actor=room.candidate, now=now
        )
    assert Registration.objects.get().pledged_at == NOW


def withdraw(room, actor, *, reason="病假"):
    place = Registration.objects.select_related("sitting__exam").get(pk=room.registration.pk)
    before = place.sitting.opens_at - timedelta(days=1)
    withdraw_registration(registration=place, reason=reason, actor=actor, now=before)


def test_a_place_stays_without_the_right_or_a_reason_and_where_somebody_has_arrived_or_begun(room, officer):
    with pytest.raises(PermissionDenied):
        withdraw(room, room.candidate)
    with pytest.raises(WithdrawalRefused):
        withdraw(room, officer, reason=" ")
    room.start()
    with pytest.raises(WithdrawalRefused):
        withdraw(room, officer)
    Registration.objects.update(arrived_at=NOW)
    with pytest.raises(WithdrawalRefused):
        withdraw(room, officer)
    assert Registration.objects.count() == 1


def test_a_place_is_taken_back_once(room, officer):
    place = Registration.objects.select_related("sitting__exam").get()
    now = place.sitting.opens_at - timedelta(days=1)
    withdraw_registration(registration=place, reason="病假", actor=officer, now=now)
    again = Registration(pk=room.registration.pk, sitting=place.sitting, candidate=room.candidate, number=place.number)
    with pytest.raises(WithdrawalRefused):
        withdraw_registration(registration=again, reason="病假", actor=officer, now=now)
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "fault"),
    [({"head_hash": "0" * 64}, "head"), ({"receipt": "0" * 64}, "receipt"), ({"answers": {"1": "a"}}, "projection")],
)
def test_a_changed_row_is_named(room, changed, fault):
    attempt = room.start()
    end_attempt(attempt_id=attempt.pk, now=SOON)
    assert verify_attempts(Attempt.objects.all()).broken == []
    Attempt.objects.update(**changed)
    assert verify_attempts(Attempt.objects.all()).broken[0]["fault"] == fault


def test_a_paper_that_was_changed_after_it_was_shown_is_named(room):
    attempt = room.start()
    shown = attempt.snapshot
    shown.delete()
    PaperSnapshot.objects.create(
        attempt=attempt,
        paper_digest=shown.paper_digest,
        seed=shown.seed,
        layout=shown.layout[::-1],
        sha256=shown.sha256,
    )
    assert verify_attempts(Attempt.objects.all()).broken == [{"attempt": attempt.pk, "fault": "snapshot"}]


def test_for_who_has_nothing_left_to_sit_nothing_is_drawn(room):
    attempt = room.start()
    end_attempt(attempt_id=attempt.pk, now=SOON)
    assert prepare_paper(registration=Registration.objects.get(), now=SOON) is False
    assert PreparedPaper.objects.count() == 0


def test_a_list_is_not_registered_without_the_right(room):
    with pytest.raises(PermissionDenied):
        register_roster(sitting=room.sitting, rows=[RosterRow(2, "guest")], actor=room.candidate, now=NOW)
    assert Registration.objects.count() == 1


def test_what_is_asked_for_without_minutes_or_taken_back_without_a_reason_or_twice_changes_nothing(room):
    place, own = room.registration, {"actor": room.candidate, "now": NOW - timedelta(days=1)}
    with pytest.raises(AccommodationRefused):
        request_accommodation(registration=place, terms=Terms(break_count=2), reason="孕期", **own)
    assert Accommodation.objects.count() == 0
    asked = request_accommodation(registration=place, terms=Terms(break_minutes=10), reason="孕期", **own)
    with pytest.raises(AccommodationRefused):
        withdraw_accommodation(accommodation=asked, reason=" ", **own)
    assert Accommodation.objects.get().state == "requested"
    withdraw_accommodation(accommodation=asked, reason="不需要了", **own)
    with pytest.raises(AccommodationRefused):
        withdraw_accommodation(accommodation=asked, reason="不需要了", **own)
    assert list(asked.events.order_by("pk").values_list("state", flat=True)) == ["requested", "withdrawn"]


def test_a_seat_in_no_hall_or_of_no_number_takes_nobody_s_room():
    taken = [Taken(9, 1), Taken(1, 7), Taken(1, 1), Taken(1, 1)]
    found = allocate([Waiting("a"), Waiting("b")], [Hall(1, 2, 2)], taken, forms=1, seed="s")
    assert ([one.seat for one in found.placed], len(found.unplaced)) == ([2], 1)
