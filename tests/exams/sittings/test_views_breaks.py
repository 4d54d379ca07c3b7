"""The page of an arranged break: nothing of the paper on it, and plain forms do everything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Accommodation, Attempt, BreakEvent
from tests.factories.sittings import make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


def arrange(room, **terms):
    terms = {"break_minutes": 15, "break_count": 2, **terms}
    Accommodation.objects.create(registration=room.registration, state="approved", asked_at=timezone.now(), **terms)


@pytest.fixture
def started(client, room):
    """Starts the candidate's attempt in the client; returns it."""

    def start():
        client.force_login(room.candidate)
        client.post(f"/exams/{room.registration.number}/start/")
        return Attempt.objects.get()

    return start


def test_from_the_runner_into_the_break_and_back(client, room, started):
    arrange(room)
    attempt = started()
    paper, rest = f"/attempts/{attempt.pk}/", f"/attempts/{attempt.pk}/break/"
    shown = client.get(paper).content.decode()
    assert (f'action="{rest}" data-break' in shown, "尚余 15 分钟，2 次" in shown) == (True, True)
    asked = client.get(rest).content.decode()
    assert ("共 15 分钟，最多 2 次" in asked, "15 分钟，2 次" in asked, "开始休息" in asked) == (True, True, True)

    assert client.post(rest).headers["Location"] == rest
    page = client.get(rest).content.decode()
    assert ("正在休息" in page, "data-items" in page) == (True, False)
    for path in (paper, f"{paper}review/"):
        assert client.get(path).headers["Location"] == rest
    assert client.post(f"{paper}submit/").headers["Location"] == paper

    assert client.post(f"{rest}end/").headers["Location"] == paper
    assert "data-items" in client.get(paper).content.decode()
    assert list(BreakEvent.objects.values_list("step", flat=True)) == ["began", "ended"]


def test_where_none_was_arranged_there_is_no_page_and_no_button(client, room, started):
    attempt = started()
    rest = f"/attempts/{attempt.pk}/break/"
    assert "data-break" not in client.get(f"/attempts/{attempt.pk}/").content.decode()
    assert client.get(rest).status_code == 404
    refused = client.post(rest)
    assert (refused.status_code, "您没有获准的休息" in refused.content.decode()) == (422, True)
    assert BreakEvent.objects.count() == 0


def test_used_up_is_said_and_begins_nothing(client, room, started):
    arrange(room, break_count=1)
    attempt = started()
    rest = f"/attempts/{attempt.pk}/break/"
    client.post(rest)
    client.post(f"{rest}end/")
    assert "获准的休息已用完" in client.get(rest).content.decode()
    assert client.post(rest).status_code == 422
    assert BreakEvent.objects.count() == 2


def test_from_a_device_that_does_not_hold_the_exam_nothing_begins(client, room, started):
    arrange(room)
    attempt = started()
    del client.cookies[f"lease-{attempt.pk}"]
    rest = f"/attempts/{attempt.pk}/break/"
    assert "在本设备继续" in client.get(rest).content.decode()
    assert (client.post(rest).status_code, BreakEvent.objects.count()) == (409, 0)


def test_anothers_break_does_not_exist(client, room, started):
    arrange(room)
    attempt = started()
    client.post(f"/attempts/{attempt.pk}/break/")
    client.force_login(make_user("stranger"))
    assert client.get(f"/attempts/{attempt.pk}/break/").status_code == 404
    assert client.post(f"/attempts/{attempt.pk}/break/").status_code == 404
    assert client.post(f"/attempts/{attempt.pk}/break/end/").status_code == 404
    assert list(BreakEvent.objects.values_list("step", flat=True)) == ["began"]


def test_after_the_end_both_lead_to_the_receipt(client, room, started):
    arrange(room)
    attempt = started()
    client.post(f"/attempts/{attempt.pk}/submit/")
    receipt = f"/attempts/{attempt.pk}/receipt/"
    assert client.get(f"/attempts/{attempt.pk}/break/").headers["Location"] == receipt
    assert client.post(f"/attempts/{attempt.pk}/break/").headers["Location"] == receipt


@pytest.mark.parametrize("size", [1, 3])
def test_the_record_lists_every_break(client_of, room, size):
    for number in range(size):
        who = make_user(f"rests-{number}", full_name=f"休息{number}")
        registration = make_registration(room.sitting, who)
        attempt = Attempt.objects.create(
            registration=registration,
            component=room.component,
            paper=room.component.paper,
            started_at=timezone.now(),
            deadline=timezone.now() + timedelta(hours=1),
            lease_token=f"{number}" * 43,
            lease_taken_at=timezone.now(),
        )
        for step, until in (("began", timezone.now()), ("used_up", None)):
            BreakEvent.objects.create(attempt=attempt, step=step, until=until, at=timezone.now())
    board = f"/admin/exam-day/{room.sitting.pk}/"
    client = client_of("invigilator")
    assert client.get(f"{board}record/").content.startswith(b"%PDF")
    page = client.get(f"{board}candidates/{registration.pk}/").content.decode()
    assert ("获准的休息" in page, "休息时间用完" in page) == (True, True)
