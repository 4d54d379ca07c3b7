"""Asking for an accommodation and deciding on it; what the candidate's pages say of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from exams.sittings.models import Accommodation, Attempt, Registration
from tests.factories.sittings import make_registration, make_room, make_user

pytestmark = pytest.mark.django_db

ASKED = {"factor": "1.50", "large_type": "on", "reason": "视力障碍，附证明"}


@pytest.fixture
def room(trainee):
    room = make_room(minutes=60, opens_at=timezone.now() - timedelta(hours=1))
    Registration.objects.update(candidate=trainee)
    room.candidate = trainee
    room.registration.refresh_from_db()
    return room


def pages(room):
    return (
        f"/exams/{room.registration.number}/accommodation/",
        f"/admin/exam-day/registrations/{room.registration.pk}/accommodation/",
    )


def test_asked_for_approved_and_used(client_of, room):
    own, office = pages(room)
    candidate, officer = client_of("trainee"), client_of("exam_officer")
    assert candidate.post(own, ASKED).status_code == 302
    listed = officer.get("/admin/exam_accommodations/").content.decode()
    assert "考试时间 ×1.5" in listed
    assert "视力障碍" not in listed
    assert "视力障碍，附证明" in officer.get(office).content.decode()
    assert officer.post(office, {**ASKED, "reason": "证明属实"}).status_code == 302
    assert "证明属实" in candidate.get(own).content.decode()
    candidate.post(f"/exams/{room.registration.number}/start/")
    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started_at == timedelta(minutes=90)
    assert User.objects.get(pk=room.candidate.pk).text_size == "large"
    assert 'data-size="large"' in candidate.get(f"/attempts/{attempt.pk}/").content.decode()


def test_rejected_with_a_reason_the_candidate_reads(client_of, room):
    own, office = pages(room)
    client_of("trainee").post(own, ASKED)
    officer = client_of("exam_officer")
    assert officer.post(office, {"refuse": "1", "reason": ""}).status_code == 422
    assert Accommodation.objects.get().state == "requested"
    assert officer.post(office, {"refuse": "1", "reason": "缺少证明"}).status_code == 302
    assert "缺少证明" in client_of("trainee").get(own).content.decode()


def test_while_the_candidate_writes_both_pages_say_whom_to_ask_and_offer_no_form(client_of, room):
    room.start(timezone.now())
    own, office = (
        client_of(role).get(page).content.decode()
        for role, page in zip(("trainee", "exam_officer"), pages(room), strict=True)
    )
    assert "请告知监考人员" in own
    assert "请到监考台操作" in office
    assert 'name="extra_minutes"' not in own + office
    refused = client_of("trainee").post(pages(room)[0], ASKED)
    assert (refused.status_code, Accommodation.objects.exists()) == (422, False)


def test_withdrawn(client_of, room):
    own, _office = pages(room)
    client = client_of("trainee")
    client.post(own, ASKED)
    assert client.post(f"{own}withdraw/").status_code == 302
    assert Accommodation.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"factor": "1.50", "extra_minutes": 10, "reason": "x"},
        {"factor": "9", "reason": "x"},
        {"factor": "1.00", "reason": "x"},
    ],
)
def test_bad_requests_change_nothing(client_of, room, wrong):
    for name, page in zip(("trainee", "exam_officer"), pages(room), strict=True):
        assert client_of(name).post(page, wrong).status_code == 422
    assert not Accommodation.objects.exists()


@pytest.mark.parametrize("name", ["stranger", "invigilator", "auditor"])
def test_others_neither_ask_nor_decide(client_of, room, name):
    own, office = pages(room)
    assert client_of(name).post(own, ASKED).status_code == 404
    assert client_of(name).post(f"{own}withdraw/").status_code == 404
    assert client_of(name).post(office, ASKED).status_code in {302, 403}
    assert not Accommodation.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client_of, room, size, django_assert_num_queries):
    for serial in range(size):
        place = make_registration(room.sitting, make_user(f"a{serial}", full_name="张三"))
        Accommodation.objects.create(registration=place, large_type=True, asked_at=timezone.now())
    client = client_of("exam_officer")
    client.get("/admin/exam_accommodations/")
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/admin/exam_accommodations/").content.decode()
    assert page.count("张三") >= size


LIST_QUERIES = 10
