"""Outages: measured by the server, shortened by the browser's own word, given back up to the exam's allowance."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from exams.sittings.models import ActKind, Attempt, IntegrityFlag, Notice, Outage, TimeAdjustment
from exams.sittings.services import (
    Contact,
    IncomingEvent,
    Order,
    close_overdue_attempts,
    order_act,
    record_events,
)
from exams.sittings.services.answers import SaveStatus, read_clock
from exams.sittings.services.attempts import end_attempt
from exams.sittings.services.outages import Gap, forget_contacts, give_back, note_contact, write_contacts
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db

ALIVE = Contact(0)
OPENED = Contact(None)


@pytest.fixture
def room():
    return make_room(minutes=60)


@pytest.fixture
def attempt(room):
    return room.start()


def poll(attempt, contact, **after):
    return read_clock(
        attempt_id=attempt.pk, lease_token=attempt.lease_token, now=NOW + timedelta(**after), contact=contact
    )


def save(attempt, contact, *, client_ms, **after):
    return record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(1, "answer", 1, "a", client_ms)],
        now=NOW + timedelta(**after),
        contact=contact,
    )


def away(seconds):
    return Contact(seconds * 1000)


def test_the_time_of_an_outage_is_given_back_and_both_sides_are_told(attempt):
    poll(attempt, OPENED, minutes=1)
    ack = poll(attempt, away(300), minutes=6)
    assert (ack.remaining_ms, ack.notices) == (59 * 60_000, 1)
    outage = Outage.objects.get()
    assert (outage.lost_seconds, outage.reported_seconds, outage.adjustment.seconds) == (300, 300, 300)
    assert (outage.began_at, outage.ended_at) == (NOW + timedelta(minutes=1), NOW + timedelta(minutes=6))
    given = TimeAdjustment.objects.get()
    assert (given.kind, given.actor) == ("outage", None)
    assert given.reason == "17:01:00 至 17:06:00 断线，补时 5 分钟。"
    assert Notice.objects.get().text == given.reason
    assert IntegrityFlag.objects.count() == 0


def test_a_page_that_only_slept_gets_nothing(attempt):
    poll(attempt, OPENED, minutes=1)
    assert poll(attempt, ALIVE, minutes=6).remaining_ms == 54 * 60_000
    assert Outage.objects.count() == 0


def test_the_browser_s_word_shortens_the_silence_and_never_lengthens_it(attempt):
    poll(attempt, OPENED, minutes=1)
    poll(attempt, away(60), minutes=6)
    poll(attempt, away(3600), minutes=7)
    assert list(Outage.objects.values_list("lost_seconds", flat=True)) == [60, 60]


def test_a_browser_that_was_opened_anew_cannot_say_and_is_flagged(attempt):
    poll(attempt, OPENED, minutes=1)
    poll(attempt, OPENED, minutes=4)
    flag = IntegrityFlag.objects.get()
    assert (flag.kind, flag.detail) == ("unreported_outage", {"lost_seconds": 180, "given_seconds": 180})


def test_a_slow_network_is_no_outage(attempt):
    poll(attempt, OPENED, minutes=1)
    poll(attempt, away(29), minutes=1, seconds=29)
    assert Outage.objects.count() == 0


def test_the_allowance_is_for_all_outages_together(room, attempt):
    room.exam.outage_allowance_minutes = 4
    room.exam.save()
    poll(attempt, OPENED, minutes=0)
    poll(attempt, away(180), minutes=3)
    poll(attempt, away(180), minutes=6)
    ack = poll(attempt, away(180), minutes=9)
    assert ack.remaining_ms == (51 + 4) * 60_000
    assert list(Outage.objects.values_list("lost_seconds", "adjustment__seconds")) == [
        (180, 180),
        (180, 60),
        (180, None),
    ]
    assert Notice.objects.last().text == "17:06:00 至 17:09:00 断线；断线补时已用完。"


def test_an_answer_that_ends_the_outage_counts_with_the_time_given_back(attempt):
    poll(attempt, OPENED, minutes=58)
    ack = save(attempt, away(130), client_ms=3_599_000, minutes=60, seconds=10)
    assert (ack.acked, ack.late, ack.remaining_ms, ack.notices) == ([1], [], 120_000, 1)
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=62, seconds=10)


def test_a_pause_within_the_silence_is_not_given_twice(room, attempt):
    invigilator = make_user("invigilator")
    poll(attempt, OPENED, minutes=1)
    for kind, minute in ((ActKind.PAUSE, 3), (ActKind.RESUME, 8)):
        order = Order(kind=kind, sitting=room.sitting, registration=room.registration, reason="停电")
        order_act(order=order, actor=invigilator, now=NOW + timedelta(minutes=minute))
    poll(attempt, away(9 * 60), minutes=10)
    assert Outage.objects.get().lost_seconds == 4 * 60
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=69)


def test_a_pause_that_goes_on_is_no_part_of_the_outage(room, attempt):
    poll(attempt, OPENED, minutes=1)
    order = Order(kind=ActKind.PAUSE, sitting=room.sitting, registration=room.registration, reason="停电")
    order_act(order=order, actor=make_user("invigilator"), now=NOW + timedelta(minutes=3))
    poll(attempt, away(9 * 60), minutes=10)
    assert Outage.objects.get().lost_seconds == 2 * 60


def test_only_the_device_that_writes_ends_an_outage(attempt):
    poll(attempt, OPENED, minutes=1)
    Attempt.objects.update(lease_token="y" * 43)
    attempt.retired_leases.create(token=attempt.lease_token, retired_at=NOW)
    poll(attempt, away(300), minutes=6)
    assert Outage.objects.count() == 0


def test_polls_are_written_for_all_at_once_every_ten_seconds(attempt, django_assert_num_queries):
    poll(attempt, OPENED, seconds=1)
    with django_assert_num_queries(1):
        poll(attempt, ALIVE, seconds=5)
    assert Attempt.objects.get().last_seen_at == NOW + timedelta(seconds=1)
    poll(attempt, ALIVE, seconds=12)
    assert Attempt.objects.get().last_seen_at == NOW + timedelta(seconds=12)


def test_signs_of_life_that_could_not_be_written_go_with_the_next(attempt):
    note_contact(attempt.pk, now=NOW + timedelta(seconds=1))

    def fail(*_):
        note_contact(attempt.pk, now=NOW + timedelta(seconds=3))
        raise OperationalError("held")

    with connection.execute_wrapper(fail):
        write_contacts(now=NOW + timedelta(seconds=2))
    assert Attempt.objects.get().last_seen_at is None
    write_contacts(now=NOW + timedelta(seconds=12))
    assert Attempt.objects.get().last_seen_at == NOW + timedelta(seconds=3)


def test_another_process_takes_up_the_measure_from_the_row(attempt):
    poll(attempt, OPENED, minutes=1)
    forget_contacts()
    poll(attempt, away(120), minutes=3)
    assert Outage.objects.get().lost_seconds == 120


def test_saves_are_signs_of_life(attempt):
    poll(attempt, OPENED, minutes=1)
    save(attempt, None, client_ms=1000, minutes=1, seconds=20)
    forget_contacts()
    poll(attempt, away(40), minutes=1, seconds=45)
    assert Outage.objects.count() == 0


def close(attempt, **after):
    close_overdue_attempts(now=NOW + timedelta(**after))
    attempt.refresh_from_db()
    return attempt.state, attempt.deadline - NOW


def test_an_outage_over_the_deadline_keeps_the_attempt_open_and_is_fair_to_the_second(attempt):
    poll(attempt, OPENED, minutes=50)
    assert close(attempt, minutes=61) == ("open", timedelta(minutes=71))
    ack = poll(attempt, away(17 * 60), minutes=67)
    assert (ack.state, ack.remaining_ms) == ("open", 10 * 60_000)
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=60 + 17)


def test_who_never_comes_back_is_closed_when_the_allowance_is_used_up(attempt):
    poll(attempt, OPENED, minutes=50)
    states = [close(attempt, minutes=minute) for minute in range(61, 108)]
    assert states[-1] == ("expired", timedelta(minutes=105))
    assert attempt.closed_at == NOW + timedelta(minutes=106)
    assert sum(TimeAdjustment.objects.values_list("seconds", flat=True)) == 45 * 60


def test_without_an_allowance_the_deadline_stands(room, attempt):
    room.exam.outage_allowance_minutes = 0
    room.exam.save()
    poll(attempt, OPENED, minutes=50)
    assert close(attempt, minutes=61) == ("expired", timedelta(minutes=60))


def test_a_browser_that_is_there_is_closed_at_its_deadline(attempt):
    poll(attempt, OPENED, minutes=60, seconds=10)
    assert close(attempt, minutes=60, seconds=35) == ("expired", timedelta(minutes=60))


def test_who_comes_back_after_the_deadline_before_anybody_looked_has_the_time_of_the_outage(attempt):
    poll(attempt, OPENED, minutes=50)
    ack = poll(attempt, away(17 * 60), minutes=67)
    assert (ack.status, ack.state, ack.remaining_ms) == (SaveStatus.SAVED, "open", 10 * 60_000)
    assert close(attempt, minutes=67) == ("open", timedelta(minutes=77))


def test_and_their_answers_count(attempt):
    poll(attempt, OPENED, minutes=50)
    ack = save(attempt, away(17 * 60), client_ms=66 * 60_000, minutes=67)
    assert (ack.status, ack.acked, ack.late, ack.remaining_ms) == (SaveStatus.SAVED, [1], [], 10 * 60_000)
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.state) == ({"1": "a"}, "open")


@pytest.mark.parametrize("act", [poll, lambda *asked, **after: save(*asked, client_ms=1000, **after)])
def test_a_page_that_slept_over_the_deadline_is_closed(attempt, act):
    poll(attempt, OPENED, minutes=50)
    ack = act(attempt, ALIVE, minutes=67)
    assert (ack.status, ack.state) == (SaveStatus.CLOSED, "expired")
    assert close(attempt, minutes=67) == ("expired", timedelta(minutes=60))


def test_the_clock_of_an_attempt_that_an_outage_keeps_open_says_so(attempt):
    poll(attempt, OPENED, minutes=50)
    ack = poll(attempt, None, minutes=61)
    assert (ack.status, ack.state, ack.remaining_ms) == (SaveStatus.SAVED, "open", 10 * 60_000)


def test_an_outage_that_a_failed_save_ended_is_given_back_with_the_next(attempt):
    poll(attempt, OPENED, minutes=1)
    with pytest.raises(TypeError):
        save(attempt, away(300), client_ms=2**70, minutes=6)
    assert Outage.objects.count() == 0
    ack = save(attempt, away(304), client_ms=1000, minutes=6, seconds=4)
    assert (ack.acked, ack.remaining_ms) == ([1], 59 * 60_000)
    assert Outage.objects.get().lost_seconds == 304


def test_a_closed_attempt_gets_no_time_back(attempt):
    end_attempt(attempt_id=attempt.pk, now=NOW + timedelta(minutes=5))
    assert give_back(attempt.pk, Gap(NOW, NOW + timedelta(minutes=4), None)) is None
    assert (Outage.objects.count(), TimeAdjustment.objects.count()) == (0, 0)
