"""The incident book: entries and additions, append-only; and the record that prints it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.sittings.models import ActKind, Incident, IncidentKind, Registration, Room, Sitting
from exams.sittings.queries import incident_book, room_records
from exams.sittings.rendering.record import record_pdf
from exams.sittings.services import (
    IncidentRefused,
    Order,
    Report,
    add_to_incident,
    mark_with_evidence,
    order_act,
    record_incident,
    submit_attempt,
)
from tests.certificates.samples import text_of
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=10)


@pytest.fixture
def room():
    return make_room()


@pytest.fixture
def invigilator():
    return make_user("invigilator", full_name="周正")


def report(**fields):
    return Report(**{"kind": IncidentKind.NETWORK, "what": "停电", "happened_at": NOW, **fields})


def test_an_addition_is_a_new_entry_at_the_first(room, invigilator):
    entry = record_incident(
        sitting=room.sitting, report=report(candidates=(room.registration,)), actor=invigilator, now=SOON
    )
    more = add_to_incident(incident=entry, what="跳闸", actor=invigilator, now=SOON)
    again = add_to_incident(incident=more, what="已修复", actor=invigilator, now=SOON)
    (listed,) = incident_book(room.sitting)
    assert (listed, list(listed.candidates.all())) == (entry, [room.registration])
    assert list(listed.additions.all()) == [more, again]


@pytest.mark.parametrize(
    "wrong",
    [{"what": "  "}, {"happened_at": SOON + timedelta(seconds=1)}, {"picture": b"<svg/>"}, {"picture": b"\x89PNG"}],
)
def test_a_bad_entry_is_not_written(room, invigilator, wrong):
    with pytest.raises(IncidentRefused):
        record_incident(sitting=room.sitting, report=report(**wrong), actor=invigilator, now=SOON)
    assert Incident.objects.count() == 0


def test_an_addition_says_something(room, invigilator):
    entry = record_incident(sitting=room.sitting, report=report(), actor=invigilator, now=SOON)
    with pytest.raises(IncidentRefused):
        add_to_incident(incident=entry, what=" ", actor=invigilator, now=SOON)
    assert list(Incident.objects.all()) == [entry]


def test_rooms_and_candidates_are_of_this_sitting(room, invigilator):
    other = make_room()
    foreign = Room.objects.create(sitting=other.sitting, name="101")
    for fields in ({"room": foreign}, {"candidates": (other.registration,)}):
        with pytest.raises(IncidentRefused):
            record_incident(sitting=room.sitting, report=report(**fields), actor=invigilator, now=SOON)
    assert Incident.objects.count() == 0


def test_the_book_cannot_be_rewritten(room, invigilator):
    entry = record_incident(
        sitting=room.sitting, report=report(candidates=(room.registration,)), actor=invigilator, now=SOON
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=entry.pk).update(what="无事")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.candidates.through.objects.update(registration=make_room().registration)


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_the_board_cost_the_same_at_any_size(client_of, invigilator, size, django_assert_num_queries):
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    room.start(timezone.now())
    for serial in range(size):
        other = make_registration(room.sitting, make_user(f"more-{serial}", full_name="买买提"))
        entry = record_incident(
            sitting=room.sitting, report=report(candidates=(other,)), actor=invigilator, now=timezone.now()
        )
        add_to_incident(incident=entry, what="补充", actor=invigilator, now=timezone.now())
        order = Order(
            kind=ActKind.MESSAGE, sitting=room.sitting, registration=room.registration, reason="按计划", text="静"
        )
        order_act(order=order, actor=invigilator, now=timezone.now())
    client = client_of("exam_officer")
    board = f"/admin/exam-day/{room.sitting.pk}/"
    counts = {board: 17, f"{board}candidates/{room.registration.pk}/": 26, f"{board}incidents/": 13}
    for path in counts:
        client.get(path)
    for path, count in counts.items():
        with django_assert_num_queries(count):
            assert client.get(path).status_code == 200


# The record


def test_the_record_of_a_room(room, invigilator):
    Sitting.objects.update(two_person_acts=False)
    hall = Room.objects.create(sitting=room.sitting, name="101")
    Registration.objects.update(room=hall, seat="01")
    attempt = room.start()
    absent = make_registration(room.sitting, make_user("absent", full_name="缺席者"), room=hall, seat="02")
    make_registration(room.sitting, make_user("silent", full_name="未到者"), room=hall, seat="03")
    make_registration(room.sitting, make_user("elsewhere", full_name="别处"))
    mark_with_evidence(registration=absent, kind=ActKind.ABSENT, reason="未到", actor=invigilator, now=SOON)
    mark_with_evidence(
        registration=room.registration, kind=ActKind.MISCONDUCT, reason="夹带\U0001f4f1", actor=invigilator, now=SOON
    )
    order = Order(kind=ActKind.TIME, sitting=room.sitting, room=hall, reason="停电", seconds=300)
    order_act(order=order, actor=invigilator, now=SOON)
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)

    (record,) = room_records(room.sitting, room=hall, now=SOON)
    assert (record.expected, record.present, record.handed_in) == (3, 1, 1)
    assert (record.began_at, record.ended_at) == (NOW, SOON)
    assert [one.name for one in record.absent] == ["缺席者"]
    assert [one.name for one in record.missing] == ["未到者"]
    assert [one.name for one in record.misconduct] == ["欧阳·买买提"]
    assert [(one.what, one.whom, one.detail) for one in record.acts] == [
        ("记为缺考", "缺席者", ""),
        ("记为违纪", "欧阳·买买提", ""),
        ("补时", "", "5 分钟"),
    ]
    assert [one.room for one in room_records(room.sitting, room=None, now=SOON)] == ["101", ""]

    text = text_of(record_pdf([record]))
    # A sign that no font has is set as 〓.
    for words in ("考场记录表", "101", "缺席者", "未到者", "夹带〓", "监考员一（签字）", "周正"):
        assert words in text
