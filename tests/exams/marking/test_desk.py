"""The markers' plain desk: who waits, what was written and by what it is judged; never who wrote it, never a key."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from exams.bank.item_types.examples import example_of
from exams.bank.item_types.text import picture_key
from exams.bank.models import Bank, ItemMedia
from exams.bank.services import stored_body
from exams.marking.models import Mark
from exams.marking.services import mark_attempt
from tests.exams.bank.interchange.files import png
from tests.exams.marking.test_awarding import NOTICE, WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import browser_of

pytestmark = pytest.mark.django_db

INDEX = "/admin/marking/"


@pytest.fixture
def room():
    return make_room(items=WRITTEN_TYPES)


@pytest.fixture
def attempt(room):
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    return attempt


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def _url(attempt, slot):
    return reverse("marking_desk:mark", args=[attempt.pk, slot])


def _levels(*points):
    """The form's fields for the only text, or for the first of several."""
    return {f"text-0-criterion-{place}": str(earned) for place, earned in enumerate(points)}


def test_the_list_says_what_waits_and_nobodys_name(room, attempt):
    page = _page(browser_of("marker").get(INDEX))

    (row,) = page.select("table.listing tbody tr")
    assert row.a["href"] == reverse("marking_desk:next", args=[attempt.pk])
    assert row.a.text.strip() == f"答卷 {attempt.pk}"
    assert row.select("td")[-1].text.strip() == "3"
    assert "买买提" not in str(page)
    assert room.registration.number not in str(page)
    assert room.candidate.username not in str(page)


def test_nothing_waits_when_all_is_marked(room):
    mark_attempt(attempt=hand_in(room, {4: False}), now=LATER)

    assert _page(browser_of("marker").get(INDEX)).select("table.listing tbody tr") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(django_assert_max_num_queries, count):
    for _number in range(count):
        hand_in(make_room(items=WRITTEN_TYPES), WRITTEN)
    browser = browser_of("marker")
    browser.get(INDEX)

    with django_assert_max_num_queries(14):
        browser.get(INDEX)


def test_an_answer_stands_beside_its_model_and_its_levels(room, attempt):
    page = _page(browser_of("marker").get(_url(attempt, 1)))

    assert page.select_one(".marking-answer").text == WRITTEN[1]
    assert "投诉量由两个因素决定" in page.select_one(".bank-model").text
    assert [legend.text.strip() for legend in page.select(".marking-criterion legend")] == [
        "观点 4 分",
        "实例 4 分",
        "结论 2 分",
    ]
    assert page.select("[checked]") == []
    assert "买买提" not in str(page)
    assert room.registration.number not in str(page)


def test_a_case_shows_its_written_part_and_no_key_of_the_others(attempt):
    page = _page(browser_of("marker").get(_url(attempt, 3)))

    (answer,) = page.select(".marking-answer")
    assert answer.text == NOTICE
    part = example_of("case")["body"]["parts"][0]["body"]
    assert page.select("[checked]") == []
    assert part["explanation"] not in str(page)
    assert "25%" not in page.text
    assert all(field.find_parent("fieldset", disabled=True) for field in page.select(".marking-question input"))


def test_a_blank_task_asks_for_nothing(attempt):
    page = _page(browser_of("marker").get(_url(attempt, 2)))

    assert [len(text.select(".marking-criterion")) for text in page.select(".marking-text")] == [2, 0]
    assert "没有作答：0 分。" in page.select(".marking-text")[1].text


def test_marking_one_after_the_other_ends_with_the_result(room, attempt):
    browser = browser_of("marker")

    assert browser.get(reverse("marking_desk:next", args=[attempt.pk]))["Location"] == _url(attempt, 1)
    assert browser.post(_url(attempt, 1), _levels(4, 2, 0))["Location"] == _url(attempt, 2)
    assert browser.post(_url(attempt, 2), _levels(2, 4))["Location"] == _url(attempt, 3)
    assert browser.post(_url(attempt, 3), _levels(3, 0))["Location"] == INDEX

    given = Mark.objects.order_by("slot").values_list("slot", "credit_num", "credit_den", "marker__username")
    assert list(given) == [(1, 3, 5, "marker"), (2, 3, 5, "marker"), (3, 4, 5, "marker"), (4, 1, 1, None)]
    # 40 × 3/5 + 20 × 3/5 + 30 × (5 + 5 × 3/5)/10 + 10
    assert room.registration.results.get().components.get().score == Decimal("70.00")


@pytest.mark.parametrize("levels", [(), (4, 2), (4, 2, 1), (4, 3, 0)])
def test_a_judgement_that_is_not_whole_gives_no_mark(attempt, levels):
    page = _page(browser_of("marker").post(_url(attempt, 1), _levels(*levels)))

    assert page.select(".error-message")
    assert not Mark.objects.filter(slot=1).exists()


@pytest.mark.parametrize("slot", [4, 9])
def test_what_does_not_wait_is_not_found(attempt, slot):
    browser = browser_of("marker")

    assert browser.get(_url(attempt, slot)).status_code == 404
    assert browser.post(_url(attempt, slot), _levels(1)).status_code == 404
    assert Mark.objects.filter(marker__isnull=False).count() == 0


def test_an_answer_that_was_marked_is_not_shown_again(attempt):
    browser = browser_of("marker")
    browser.post(_url(attempt, 1), _levels(4, 4, 2))

    assert browser.get(_url(attempt, 1)).status_code == 404
    assert browser.post(_url(attempt, 1), _levels(0, 0, 0)).status_code == 404
    assert Mark.objects.get(slot=1).credit_num == 1


FIRST, SECOND, UNSHOWN = (png(colour) for colour in ("blue", "green", "red"))


@pytest.fixture
def with_pictures():
    """Two essays, each with a picture of its own, and a third picture in the bank; both answers wait."""
    essay = example_of("essay")["body"]
    bodies = [{**essay, "stem": f"看图 ![图]({picture_key(data)})：{essay['stem']}"} for data in (FIRST, SECOND)]
    room = make_room(items=tuple(("essay", stored_body("essay", body), Decimal(50)) for body in bodies))
    for data in (FIRST, SECOND, UNSHOWN):
        key = picture_key(data)
        media = ItemMedia(bank=Bank.objects.get(), key=key, width=8, height=8, added_by=room.candidate, added_at=LATER)
        media.file.save(key, ContentFile(data))
    attempt = hand_in(room, {1: WRITTEN[1], 2: WRITTEN[1]})
    mark_attempt(attempt=attempt, now=LATER)
    return attempt


def _picture(browser, attempt, slot, data):
    return browser.get(reverse("marking_desk:media", args=[attempt.pk, slot, picture_key(data)]))


def test_an_answer_shows_the_pictures_of_its_own_item(with_pictures):
    browser = browser_of("marker")
    page = _page(browser.get(_url(with_pictures, 2)))

    sources = [image["src"] for image in page.select("img[alt=图]")]
    assert sources == [reverse("marking_desk:media", args=[with_pictures.pk, 2, picture_key(SECOND)])]
    assert browser.get(sources[0]).getvalue() == SECOND


@pytest.mark.parametrize(("slot", "data"), [(1, SECOND), (2, FIRST), (1, UNSHOWN), (3, FIRST)])
def test_a_picture_of_another_item_is_not_found(with_pictures, slot, data):
    assert _picture(browser_of("marker"), with_pictures, slot, data).status_code == 404


def test_pictures_are_not_given_once_the_answer_is_marked(with_pictures):
    browser = browser_of("marker")
    assert _picture(browser, with_pictures, 1, FIRST).getvalue() == FIRST

    browser.post(_url(with_pictures, 1), _levels(4, 4, 2))

    assert _picture(browser, with_pictures, 1, FIRST).status_code == 404
    assert _picture(browser, with_pictures, 2, SECOND).getvalue() == SECOND


def test_an_open_attempt_is_not_found(room):
    attempt = room.start()

    assert browser_of("marker").get(_url(attempt, 1)).status_code == 404


def test_the_receipt_says_that_people_mark(client, room, attempt):
    client.force_login(room.candidate)
    page = client.get(f"/attempts/{attempt.pk}/receipt/").content.decode()

    assert "等待人工阅卷" in page
    assert "请稍后再看" not in page
    assert "/results/" not in page
