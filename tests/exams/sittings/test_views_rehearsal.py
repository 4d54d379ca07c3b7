"""Pages for anyone: the rehearsal and the device check store nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from exams.bank.item_types import ITEM_TYPES
from exams.sittings.queries.rehearsal import rehearsal_items

pytestmark = pytest.mark.django_db


def test_the_demonstration_paper_has_every_type_once():
    assert [one.item.item_type for one in rehearsal_items()] == list(ITEM_TYPES)


def test_the_whole_rehearsal_without_script_and_without_account(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/exams/rehearsal/?q=2").content.decode()
        client.get("/exams/rehearsal/review/")
        client.get("/exams/rehearsal/end/")
        client.get("/exams/rehearsal/items/")
    assert 'name="q" value="2"' in page
    assert client.post("/exams/rehearsal/", {"q": "2", "go": "3", "slot-2": "a"})["Location"] == "/exams/rehearsal/?q=3"
    assert client.post("/exams/rehearsal/", {"q": "2", "flag": "1"})["Location"] == "/exams/rehearsal/?q=2"
    review = client.post("/exams/rehearsal/", {"q": "2", "go": "review"})
    assert review["Location"] == "/exams/rehearsal/review/?q=2"
    assert client.post("/exams/rehearsal/end/")["Location"] == "/exams/rehearsal/end/"
    assert not Session.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "999999", "x", "<b>", ""])
def test_any_number_shows_a_question(client, number):
    assert client.get("/exams/rehearsal/", {"q": number}).status_code == 200


def test_the_items_hold_no_key(client):
    page = client.get("/exams/rehearsal/items/").content.decode()
    assert page.count('class="item"') == len(ITEM_TYPES)
    assert "correct" not in page
    assert "美誉度是褒扬程度。" not in page


def test_the_clock_of_the_device_check(client):
    before = timezone.now().timestamp() * 1000
    answer = client.get("/exams/device/clock/")
    assert before - 1 <= answer.json()["server_ms"] <= timezone.now().timestamp() * 1000
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/exams/device/").status_code == 200
