"""Pictures of missed items on the result page: the candidate sees them after release, nobody else ever."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from exams.bank.item_types.text import picture_key
from exams.bank.models import Bank, ItemMedia
from exams.bank.services import stored_body
from exams.marking.models import Result, ResultState
from exams.marking.services import mark_attempt
from tests.exams.bank.interchange.files import png
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import SINGLE, make_room
from tests.personas import EVERYBODY, browser_of

pytestmark = pytest.mark.django_db

STEM, WHY, UNUSED = (png(colour) for colour in ("blue", "green", "red"))


@pytest.fixture
def room():
    body = {
        **SINGLE,
        "stem": f"看图 ![图一]({picture_key(STEM)}) 回答。",
        "explanation": f"见 ![图二]({picture_key(WHY)})。",
    }
    made = make_room(items=(("single_choice", stored_body("single_choice", body), Decimal(100)),))
    for data in (STEM, WHY, UNUSED):
        key = picture_key(data)
        media = ItemMedia(bank=Bank.objects.get(), key=key, width=8, height=8, added_by=made.candidate, added_at=LATER)
        media.file.save(key, ContentFile(data))
    return made


@pytest.fixture
def result(room):
    return mark_attempt(attempt=hand_in(room, {1: "b"}), now=LATER)


def address(result, data):
    return reverse("marking:result_media", args=[result.pk, picture_key(data)])


def test_the_page_shows_them_and_their_addresses_give_them(client, room, result):
    client.force_login(room.candidate)
    page = BeautifulSoup(client.get(f"/results/{result.pk}/").content.decode(), "html.parser")
    shown = [one["src"] for one in page.select(".missed-item img")]

    assert shown == [address(result, STEM), address(result, WHY)]
    for url, data in zip(shown, (STEM, WHY), strict=True):
        answer = client.get(url)
        assert answer.getvalue() == data
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "private, max-age=86400"


def test_a_picture_of_the_bank_that_the_paper_does_not_show_is_unknown(client, room, result):
    client.force_login(room.candidate)

    assert client.get(address(result, UNUSED)).status_code == 404


def test_before_release_there_is_none(client, room):
    attempt = hand_in(room, {1: "b"})
    kept = Result.objects.create(registration=room.registration, passed=False, created_at=LATER)
    kept.components.create(component=room.component, attempt=attempt, score=0, pass_mark=60, passed=False)
    client.force_login(room.candidate)

    assert client.get(address(kept, STEM)).status_code == 404
    Result.objects.filter(pk=kept.pk).update(state=ResultState.RELEASED, released_at=LATER)
    assert client.get(address(kept, STEM)).getvalue() == STEM


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_else_is_given_them(name, result):
    answer = browser_of(name).get(address(result, STEM))

    assert answer.status_code == (302 if name == "anonymous" else 404)


def test_another_candidate_is_not_given_them_by_their_own_result(client, result):
    other = make_room()
    own = mark_attempt(attempt=hand_in(other, {1: "b"}), now=LATER)
    client.force_login(other.candidate)

    assert client.get(address(own, STEM)).status_code == 404
    assert client.get(address(result, STEM)).status_code == 404
