"""The board over HTTP: what it shows, what it costs, who may act, and that a refusal changes nothing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from exams.sittings.models import (
    Accommodation,
    ActKind,
    Attempt,
    Incident,
    IntegrityFlag,
    InvigilationAct,
    PendingAct,
    Registration,
    Room,
    Sitting,
)
from exams.sittings.queries import BoardState, board_of
from exams.sittings.services import Order, order_act, submit_attempt
from tests.factories.sittings import make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def invigilator(client_of):
    return client_of("invigilator")


@pytest.fixture
def board(room):
    return f"/admin/exam-day/{room.sitting.pk}/"


def line_of(room, now=None):
    return board_of(room.sitting, now=now or timezone.now()).lines[0]


def candidate_url(board, registration):
    return f"{board}candidates/{registration.pk}/"


def jpeg():
    data = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(data, "JPEG")
    data.seek(0)
    data.name = "evidence.jpg"
    return data


# Accommodations


def test_an_officer_goes_from_each_line_to_the_accommodation_and_nobody_else_reads_of_it(client_of, room, board):
    other = make_registration(room.sitting, make_user("other"))
    Accommodation.objects.create(
        registration=other, state="approved", extra_minutes=20, asked_at=timezone.now(), separate_room=False
    )
    assert [line.accommodation for line in board_of(room.sitting, now=timezone.now()).lines] == ["", "approved"]
    links = [f"/admin/exam-day/registrations/{one.pk}/accommodation/" for one in (room.registration, other)]
    officer, invigilator = client_of("exam_officer"), client_of("invigilator")
    page = officer.get(board).content.decode()
    assert all(page.count(f'href="{link}"') == 1 for link in links)
    assert page.count("便利措施已批准") == 1
    assert links[1] in officer.get(candidate_url(board, other)).content.decode()
    for address in (board, candidate_url(board, other)):
        assert "accommodation" not in invigilator.get(address).content.decode()


# States


def test_states_of_a_candidate_through_the_day(room):
    now = timezone.now()
    assert (line_of(room).state, line_of(room).needs_attention) == (BoardState.NOT_ARRIVED, True)
    Registration.objects.update(arrived_at=now)
    assert line_of(room).state == BoardState.WAITING
    attempt = room.start(now)
    assert (line_of(room).state, line_of(room).answered, line_of(room).total) == (BoardState.WORKING, 0, 4)
    Attempt.objects.update(last_seen_at=now - timedelta(minutes=3), last_saved_at=now - timedelta(minutes=2))
    line = line_of(room, now=now)
    assert (line.state, line.since, line.needs_attention) == (BoardState.OFFLINE, now - timedelta(minutes=2), True)
    Attempt.objects.update(paused_at=now)
    line = line_of(room, now=now + timedelta(minutes=5))
    assert (line.state, line.left(now + timedelta(minutes=5))) == (BoardState.PAUSED, 3600)
    Attempt.objects.update(paused_at=None)
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=now)
    assert (line_of(room).state, line_of(room).since) == (BoardState.HANDED_IN, now)
    Registration.objects.update(standing="misconduct")
    assert line_of(room).state == BoardState.MISCONDUCT


def test_the_first_look_at_the_waiting_room_on_the_day_is_the_arrival(client, room):
    client.force_login(room.candidate)
    client.get(f"/exams/{room.registration.number}/")
    arrived = Registration.objects.get().arrived_at
    client.get(f"/exams/{room.registration.number}/")
    assert arrived is not None
    assert Registration.objects.get().arrived_at == arrived
    Registration.objects.update(arrived_at=None)
    opens_at = timezone.now() + timedelta(days=3)
    Sitting.objects.update(opens_at=opens_at, closes_at=opens_at + timedelta(hours=8))
    client.get(f"/exams/{room.registration.number}/")
    assert Registration.objects.get().arrived_at is None


def test_filters(client_of, room, board):
    hall = Room.objects.create(sitting=room.sitting, name="101")
    attempt = room.start(timezone.now())
    IntegrityFlag.objects.create(attempt=attempt, kind="seq_conflict", at=timezone.now())
    calm = make_registration(room.sitting, make_user("calm", full_name="安静"), room=hall, arrived_at=timezone.now())
    client = client_of("invigilator")

    def shown(query):
        page = client.get(f"{board}lines/{query}").content.decode()
        return [one.pk in ids for one in (room.registration, calm) for ids in [ids_in(page)]]

    assert shown("") == [True, True]
    assert shown("?attention=1") == [True, False]
    assert shown(f"?room={hall.pk}") == [False, True]
    assert shown("?room=nonsense") == [True, True]


def ids_in(page):
    return {int(part.split('"')[0]) for part in page.split('id="candidate-')[1:]}


# Cost


@pytest.mark.parametrize("size", [1, 3, 300])
def test_the_moving_part_costs_the_same_queries_at_any_size(client_of, room, board, size, django_assert_num_queries):
    now = timezone.now()
    first = room.start(now)
    people = type(room.candidate).objects.bulk_create(
        type(room.candidate)(username=f"more-{serial}", password="!") for serial in range(size - 1)
    )
    places = Registration.objects.bulk_create(
        Registration(sitting=room.sitting, candidate=user, number=f"more{serial}", pledged_at=now)
        for serial, user in enumerate(people)
    )
    Attempt.objects.bulk_create(
        Attempt(
            registration=place,
            component=room.component,
            paper=room.component.paper,
            started_at=now,
            deadline=first.deadline,
            lease_token=str(place.pk),
            lease_taken_at=now,
        )
        for place in places
    )
    client = client_of("invigilator")
    page = client.get(f"{board}lines/")
    with django_assert_num_queries(13):
        page = client.get(f"{board}lines/")
    assert len(ids_in(page.content.decode())) == size


def test_nothing_is_sent_while_nothing_changed(invigilator, room, board):
    attempt = room.start(timezone.now())
    page = invigilator.get(f"{board}lines/")
    seen = page["ETag"].strip('"')
    again = invigilator.get(f"{board}lines/", {"seen": seen})
    assert (again.status_code, again.content) == (204, b"")
    Attempt.objects.filter(pk=attempt.pk).update(answers={"1": "a"})
    assert invigilator.get(f"{board}lines/", {"seen": seen}).status_code == 200


# Acts


def test_time_for_a_room_waits_for_another_and_then_happens(client_of, room, board):
    attempt = room.start(timezone.now())
    hall = Room.objects.create(sitting=room.sitting, name="101")
    Registration.objects.update(room=hall)
    data = {"kind": "time", "minutes": 5, "reason": "停电", "room": hall.pk}
    assert client_of("invigilator").post(f"{board}act/", data).status_code == 302
    pending = PendingAct.objects.get()
    own = client_of("invigilator").post(f"{board}requests/{pending.pk}/")
    assert (own.status_code, Attempt.objects.get().deadline) == (302, attempt.deadline)
    assert "停电" in client_of("exam_officer").get(board).content.decode()
    assert client_of("exam_officer").post(f"{board}requests/{pending.pk}/").status_code == 302
    assert Attempt.objects.get().deadline == attempt.deadline + timedelta(minutes=5)


def test_a_request_is_withdrawn(client_of, room, board):
    room.start(timezone.now())
    client = client_of("invigilator")
    client.post(f"{board}act/", {"kind": "pause", "reason": "火警"})
    client.post(f"{board}requests/{PendingAct.objects.get().pk}/", {"verdict": "withdraw"})
    assert InvigilationAct.objects.get().kind == ActKind.WITHDRAW
    assert Attempt.objects.get().paused_at is None


def test_without_the_second_person_it_happens_at_once(invigilator, room, board):
    Sitting.objects.update(two_person_acts=False)
    room.start(timezone.now())
    invigilator.post(f"{board}act/", {"kind": "pause", "reason": "火警"})
    assert Attempt.objects.get().paused_at is not None
    assert Room.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "time", "reason": "停电"},
        {"kind": "time", "minutes": 0, "reason": "停电"},
        {"kind": "time", "minutes": "五", "reason": "停电"},
        {"kind": "time", "minutes": 5},
        {"kind": "message", "reason": "停电"},
        {"kind": "end", "reason": "停电"},
        {"kind": "pause", "reason": "停电", "room": 999_999},
    ],
)
def test_a_bad_act_is_refused_and_changes_nothing(invigilator, room, board, data):
    attempt = room.start(timezone.now())
    assert invigilator.post(f"{board}act/", data).status_code == 422
    assert (PendingAct.objects.count(), InvigilationAct.objects.count()) == (0, 0)
    assert Attempt.objects.get(pk=attempt.pk).deadline == attempt.deadline


@pytest.mark.parametrize("kind", ["pause", "time", "message", "transfer", "end", "misconduct"])
def test_every_act_on_one_from_their_page(invigilator, room, board, kind):
    room.start(timezone.now())
    url = candidate_url(board, room.registration)
    data = {"kind": kind, "minutes": 3, "text": "请坐好", "reason": "按规定"}
    assert invigilator.post(url, data).status_code == 302
    assert InvigilationAct.objects.get().kind == kind
    page = invigilator.get(url).content.decode()
    assert "按规定" in page


def test_an_act_that_cannot_be_done_says_why(invigilator, room, board):
    url = candidate_url(board, room.registration)
    answer = invigilator.post(url, {"kind": "resume", "reason": "来电"})
    assert answer.status_code == 422
    assert "没有处于暂停的考生" in answer.content.decode()
    assert InvigilationAct.objects.count() == 0


def test_a_candidate_of_another_sitting_is_not_there(invigilator, room, board):
    other = make_room(opens_at=timezone.now() - timedelta(hours=1))
    url = candidate_url(board, other.registration)
    assert invigilator.get(url).status_code == 404
    assert invigilator.post(url, {"kind": "absent", "reason": "未到"}).status_code == 404
    assert InvigilationAct.objects.count() == 0


@pytest.mark.parametrize("who", ["auditor", "marker", "trainee", "stranger"])
def test_who_may_not_act_changes_nothing(client_of, room, board, who):
    attempt = room.start(timezone.now())
    order = Order(kind=ActKind.PAUSE, sitting=room.sitting, reason="火警")
    pending = order_act(order=order, actor=make_user("asks"), now=timezone.now())
    client = client_of(who)
    data = {"kind": "end", "minutes": 5, "text": "走", "reason": "无"}
    paths = [f"{board}act/", f"{board}requests/{pending.pk}/", candidate_url(board, room.registration)]
    paths += [f"{board}incidents/"]
    assert {client.post(path, data).status_code for path in paths} <= {302, 403}
    attempt.refresh_from_db()
    assert (attempt.state, attempt.paused_at, InvigilationAct.objects.count()) == ("open", None, 0)
    assert Incident.objects.count() == 0


def test_misconduct_with_a_picture_is_in_the_incident_book(client_of, room, board, tmp_path):
    field = Incident._meta.get_field("picture")
    storage, field.storage = field.storage, type(field.storage)(location=tmp_path)
    try:
        room.start(timezone.now())
        client = client_of("invigilator")
        data = {"kind": "misconduct", "reason": "夹带", "picture": jpeg()}
        assert client.post(candidate_url(board, room.registration), data).status_code == 302
        incident = Incident.objects.get()
        assert (incident.kind, list(incident.candidates.all())) == ("misconduct", [room.registration])
        picture = f"{board}incidents/{incident.pk}/picture/"
        answer = client.get(picture)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"
        assert client_of("trainee").get(picture).status_code == 403
    finally:
        field.storage = storage


def test_a_picture_that_is_none_marks_nobody(invigilator, room, board):
    data = {"kind": "misconduct", "reason": "夹带", "picture": BytesIO(b"<svg onload=alert(1)>")}
    answer = invigilator.post(candidate_url(board, room.registration), data)
    assert answer.status_code == 422
    assert (Incident.objects.count(), InvigilationAct.objects.count()) == (0, 0)
    assert Registration.objects.get().standing == ""


# The candidate's side


def test_notices_are_the_candidate_s_own(client, room):
    attempt = room.start(timezone.now())
    order = Order(
        kind=ActKind.MESSAGE, sitting=room.sitting, registration=room.registration, reason="按计划", text="<b>还有"
    )
    order_act(order=order, actor=make_user("invigilator"), now=timezone.now())
    client.force_login(room.candidate)
    url = f"/attempts/{attempt.pk}/notices/"
    (told,) = client.get(url).json()["notices"]
    assert (told["number"], told["kind"], told["text"]) == (1, "message", "<b>还有")
    assert client.get(f"{url}?after=1").json() == {"notices": []}
    client.cookies[f"lease-{attempt.pk}"] = Attempt.objects.get().lease_token
    assert "&lt;b&gt;还有" in client.get(f"/attempts/{attempt.pk}/").content.decode()
    client.force_login(make_user("other"))
    assert client.get(url).status_code == 404
