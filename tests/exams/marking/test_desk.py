"""The markers' desk: what waits, what was written and by what it is judged; never who wrote it, never a key."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from exams.bank.item_types.examples import example_of
from exams.bank.item_types.text import picture_key
from exams.bank.models import Bank, ItemMedia
from exams.bank.services import stored_body
from exams.marking.models import Claim, Conflict, Judgement, Mark, MarkingDraft, SavedComment, Script
from exams.marking.services import mark_attempt
from exams.marking.services.allocations import set_scheme
from exams.marking.services.judgements import keep_comment
from tests.exams.bank.interchange.files import png
from tests.exams.marking.desk_world import judge, live_tasks, make_marker, make_pile, take
from tests.exams.marking.test_awarding import NOTICE, WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import browser_of, make_persona

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


@pytest.fixture
def browser(db):
    return browser_of("marker")


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def _url(task, name="answer", *more):
    return reverse(f"marking_desk:{name}", args=[task.pk, *more])


def _hold(room, slot=1, **pick):
    """The task of that slot, in the persona's hands, as if it had been claimed at this moment."""
    task = live_tasks().get(slot=slot, component=room.component)
    take(make_persona("marker"), room, now=timezone.now(), version_id=task.version_id, **pick)
    return task


def _levels(*points):
    """The form's fields for the only text, or for the first of several."""
    return {f"text-0-criterion-{place}": str(earned) for place, earned in enumerate(points)}


def test_the_first_page_says_what_waits_and_nobodys_name(room, attempt, browser):
    page = _page(browser.get(INDEX))

    rows = page.select(".marking-piles li")
    assert [row.strong.text for row in rows] == ["第 1 题", "第 2 题", "第 3 题"]
    assert [row.select_one(".marking-count").text for row in rows] == ["1 份待评"] * 3
    assert "买买提" not in str(page)
    assert room.registration.number not in str(page)
    assert room.candidate.username not in str(page)


def test_nothing_waits_when_all_is_marked(room, browser):
    mark_attempt(attempt=hand_in(room, {4: False}), now=LATER)

    page = _page(browser.get(INDEX))
    assert page.select(".marking-piles li") == []
    assert "目前没有待您评阅的作答" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_many(django_assert_max_num_queries, browser, count):
    for _number in range(count):
        make_pile(count)
    browser.get(INDEX)

    with django_assert_max_num_queries(20) as queries:
        browser.get(INDEX)
    assert len(queries) == 19


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_costs_the_same_in_a_large_pile(django_assert_max_num_queries, browser, count):
    room = make_pile(count)
    task = live_tasks().order_by("script__serial").first()
    take(make_persona("marker"), room, now=timezone.now())
    browser.get(_url(task))

    with django_assert_max_num_queries(21) as queries:
        browser.get(_url(task))
    assert len(queries) == 21


def test_claiming_leads_to_the_answer(room, attempt, browser):
    task = live_tasks().get(slot=2)
    pick = {"component": room.component.pk, "version": task.version_id, "way": "question"}

    assert browser.post(f"{INDEX}claim/", pick)["Location"] == _url(task)
    assert Claim.objects.get().task == task
    # Asked twice, one goes on with what is in hand.
    assert browser.post(f"{INDEX}claim/", pick)["Location"] == _url(task)
    assert browser.post(f"{INDEX}claim/", {**pick, "way": "all"}).status_code == 404
    other = {**pick, "version": task.version_id + 999}
    assert browser.post(f"{INDEX}claim/", other)["Location"] == INDEX
    assert Claim.objects.count() == 1


def test_an_answer_stands_beside_its_model_its_keywords_and_its_levels(room, attempt, browser):
    page = _page(browser.get(_url(_hold(room))))

    assert page.select_one(".marking-answer").text == WRITTEN[1]
    assert "投诉量由两个因素决定" in page.select_one(".bank-model").text
    assert [legend.text.strip() for legend in page.select(".marking-criterion legend")] == [
        "观点 4 分",
        "实例 4 分",
        "结论 2 分",
    ]
    assert page.select("[checked]") == []
    assert f"答卷 {Script.objects.get().serial}，第 1 题" in page.text
    assert "买买提" not in str(page)
    assert room.registration.number not in str(page)


def test_a_case_shows_its_written_part_and_no_key_of_the_others(room, attempt, browser):
    page = _page(browser.get(_url(_hold(room, 3))))

    (answer,) = page.select(".marking-answer")
    assert answer.text == NOTICE
    part = example_of("case")["body"]["parts"][0]["body"]
    assert page.select("[checked]") == []
    assert part["explanation"] not in str(page)
    assert "25%" not in page.text
    assert all(field.find_parent("fieldset", disabled=True) for field in page.select(".marking-question input"))


def test_a_blank_task_asks_for_nothing(room, attempt, browser):
    page = _page(browser.get(_url(_hold(room, 2))))

    assert [len(text.select(".marking-criterion")) for text in page.select(".marking-text")] == [2, 0]
    assert "没有作答：0 分。" in page.select(".marking-text")[1].text


def test_a_script_marked_to_its_end_makes_the_result(room, attempt, browser):
    first, second, third = live_tasks()
    pick = {"component": room.component.pk, "way": "script"}

    assert browser.post(f"{INDEX}claim/", pick)["Location"] == _url(first)
    assert browser.post(_url(first), _levels(4, 2, 0))["Location"] == _url(second)
    assert browser.post(_url(second), _levels(2, 4))["Location"] == _url(third)
    assert browser.post(_url(third), _levels(3, 0))["Location"] == INDEX

    given = Mark.objects.order_by("slot").values_list("slot", "credit_num", "credit_den", "marker__username")
    assert list(given) == [(1, 3, 5, "marker"), (2, 3, 5, "marker"), (3, 4, 5, "marker"), (4, 1, 1, None)]
    # 40 × 3/5 + 20 × 3/5 + 30 × (5 + 5 × 3/5)/10 + 10
    assert room.registration.results.get().components.get().score == Decimal("70.00")


def test_question_by_question_goes_on_to_the_next_script(browser):
    room = make_pile(2)
    first, second = live_tasks().order_by("script__serial")
    pick = {"component": room.component.pk, "version": first.version_id, "way": "question"}
    assert browser.post(f"{INDEX}claim/", pick)["Location"] == _url(first)

    assert browser.post(_url(first), _levels(3, 1))["Location"] == _url(second)
    assert browser.post(_url(second), _levels(0, 0))["Location"] == INDEX


@pytest.mark.parametrize("levels", [(), (4, 2), (4, 2, 1), (4, 3, 0)])
def test_a_judgement_that_is_not_whole_gives_no_mark(room, attempt, browser, levels):
    answer = browser.post(_url(_hold(room)), {**_levels(*levels), "comment": "说理清楚"})

    page = _page(answer)
    assert answer.status_code == 422
    assert page.select(".error-message")
    assert page.select_one("[data-comment]").text.strip() == "说理清楚"
    assert not Mark.objects.filter(slot=1).exists()


def test_words_are_kept_with_the_judgement(room, attempt, browser):
    saved = keep_comment(marker=make_persona("marker"), text="观点明确", now=LATER)
    task = _hold(room)
    words = {"saved": [saved.pk], "comment": "缺结论", "keep": "on", "quote-0": "不同意", "note-0": "理由呢？"}

    browser.post(_url(task), {**_levels(4, 2, 0), **words})

    judgement = Judgement.objects.get()
    assert judgement.comment == "观点明确\n缺结论"
    assert judgement.annotations == [{"quote": "不同意", "note": "理由呢？"}]
    assert judgement.points == [[4, 2, 0]]
    assert list(SavedComment.objects.values_list("text", flat=True)) == ["观点明确", "缺结论"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"quote-0": "没有写过", "note-0": "？"}, "quote-0"),
        ({"quote-1": "不同意"}, "note-1"),
        ({"note-0": "？"}, "quote-0"),
        ({"comment": "长" * 201, "keep": "on"}, "comment"),
        ({"comment": "长" * 1001}, "comment"),
        ({"saved": "999999"}, "saved"),
    ],
)
def test_words_that_cannot_be_kept_are_said_at_their_place(room, attempt, browser, words, field):
    answer = browser.post(_url(_hold(room)), {**_levels(4, 2, 0), **words})

    assert list(answer.context["form"].errors) == [field]
    assert Judgement.objects.count() == 0


def test_a_draft_comes_back_and_goes_with_the_judgement(room, attempt, browser):
    task = _hold(room)
    data = {**_levels(4), "comment": "先到这里", "text-9-criterion-9": "x"}

    answer = browser.post(_url(task, "draft"), data, headers={"Accept": "application/json"})
    assert answer.json()["status"] == "saved"
    assert MarkingDraft.objects.get().fields == {"text-0-criterion-0": "4", "comment": "先到这里"}
    page = _page(browser.get(_url(task)))
    assert [box["value"] for box in page.select("input[type=radio][checked]")] == ["4"]
    assert page.select_one("[data-comment]").text.strip() == "先到这里"
    assert browser.post(_url(task, "draft"), data)["Location"] == _url(task)

    browser.post(_url(task), _levels(4, 2, 0))
    assert MarkingDraft.objects.count() == 0


def test_a_draft_of_an_answer_that_went_back_is_refused_and_said(room, attempt, browser):
    task = _hold(room)
    browser.post(_url(task, "draft"), {"comment": "先到这里"})
    Claim.objects.all().delete()

    late = browser.post(_url(task, "draft"), {"comment": "后来"}, headers={"Accept": "application/json"})

    assert (late.status_code, late.json()["status"]) == (409, "gone")
    assert browser.get(_url(task))["Location"] == INDEX
    assert browser.post(_url(task), _levels(4, 2, 0))["Location"] == INDEX
    assert MarkingDraft.objects.get().fields == {"comment": "先到这里"}
    assert Judgement.objects.count() == 0


def test_what_one_does_not_hold_is_not_found(room, attempt, browser):
    task = live_tasks().get(slot=1)
    take(make_marker("乙"), room, now=timezone.now(), version_id=task.version_id)

    assert browser.get(_url(task)).status_code == 404
    for name in ("answer", "draft", "next", "return"):
        assert browser.post(_url(task, name), _levels(4, 4, 2)).status_code == 404
    assert (Claim.objects.count(), Judgement.objects.count()) == (1, 0)


def test_ones_own_judgement_can_be_read_and_not_changed(room, attempt, browser):
    task = _hold(room)
    browser.post(_url(task), {**_levels(4, 2, 0), "comment": "缺结论"})

    page = _page(browser.get(_url(task)))
    assert "缺结论" in page.text
    assert page.select("[data-criterion]") == []
    assert browser.post(_url(task), _levels(0, 0, 0))["Location"] == INDEX
    assert Mark.objects.get(slot=1).credit_num == 3


def test_next_puts_aside_and_previous_leads_back(browser):
    room = make_pile(2)
    first, second = live_tasks().order_by("script__serial")
    take(make_persona("marker"), room, now=timezone.now(), version_id=first.version_id)

    assert browser.post(_url(first, "next"))["Location"] == _url(second)
    assert _page(browser.get(_url(second))).select_one("[data-before]")["href"] == _url(first)
    assert browser.post(_url(second, "next"))["Location"] == _url(first)
    assert Claim.objects.count() == 2


def test_who_knows_the_writer_gets_none_of_their_answers_any_more(room, attempt, browser):
    task = _hold(room)

    assert browser.post(_url(task, "return"), {"known": "1"})["Location"] == INDEX

    conflict = Conflict.objects.get()
    assert (conflict.marker.username, conflict.candidate) == ("marker", room.candidate)
    assert Claim.objects.count() == 0
    assert _page(browser.get(INDEX)).select(".marking-piles li") == []


def test_the_adjudicator_sees_both_marks_and_no_other_marker_sees_the_first(browser):
    room = make_pile()
    scheme = {"is_double": True, "tolerance": Decimal(0), "check_percent": 0}
    set_scheme(component=room.component, version=None, actor=make_persona("exam_officer"), now=LATER, **scheme)
    task = live_tasks().get()
    take(make_marker("甲"), room)
    judge(make_marker("甲"), task, 0)
    take(make_persona("marker"), room, now=timezone.now())
    assert "阅卷员 1" not in _page(browser.get(_url(task))).text
    judge(make_persona("marker"), task, 2)

    third = browser_of("superuser")
    pick = {"component": room.component.pk, "version": task.version_id, "way": "adjudicate"}
    assert third.post(f"{INDEX}claim/", pick)["Location"] == _url(task)
    page = _page(third.get(_url(task)))

    assert [one.text for one in page.select(".marking-sealed h3")] == ["阅卷员 1：60 分", "阅卷员 2：0 分"]
    assert "甲" not in page.select_one(".marking-sealed").text
    assert page.select(".marking-sealed li")[0].text == "情绪方面的理由 3"


FIRST, SECOND, UNSHOWN = (png(colour) for colour in ("blue", "green", "red"))


@pytest.fixture
def with_pictures():
    """Two essays, each with a picture of its own, and a third picture in the bank; both answers are in hand."""
    essay = example_of("essay")["body"]
    bodies = [{**essay, "stem": f"看图 ![图]({picture_key(data)})：{essay['stem']}"} for data in (FIRST, SECOND)]
    room = make_room(items=tuple(("essay", stored_body("essay", body), Decimal(50)) for body in bodies))
    for data in (FIRST, SECOND, UNSHOWN):
        key = picture_key(data)
        media = ItemMedia(bank=Bank.objects.get(), key=key, width=8, height=8, added_by=room.candidate, added_at=LATER)
        media.file.save(key, ContentFile(data))
    attempt = hand_in(room, {1: WRITTEN[1], 2: WRITTEN[1]})
    mark_attempt(attempt=attempt, now=LATER)
    return {slot: _hold(room, slot) for slot in (1, 2)}


def _picture(browser, task, data):
    return browser.get(_url(task, "media", picture_key(data)))


def test_an_answer_shows_the_pictures_of_its_own_item(with_pictures, browser):
    page = _page(browser.get(_url(with_pictures[2])))

    sources = [image["src"] for image in page.select("img[alt=图]")]
    assert sources == [_url(with_pictures[2], "media", picture_key(SECOND))]
    assert browser.get(sources[0]).getvalue() == SECOND


@pytest.mark.parametrize(("slot", "data"), [(1, SECOND), (2, FIRST), (1, UNSHOWN)])
def test_a_picture_of_another_item_is_not_found(with_pictures, browser, slot, data):
    assert _picture(browser, with_pictures[slot], data).status_code == 404


def test_pictures_are_for_those_who_hold_or_marked_the_answer(with_pictures, browser):
    assert _picture(browser_of("superuser"), with_pictures[1], FIRST).status_code == 404
    assert _picture(browser, with_pictures[1], FIRST).getvalue() == FIRST


def test_the_receipt_says_that_people_mark(client, room, attempt):
    client.force_login(room.candidate)
    page = client.get(f"/attempts/{attempt.pk}/receipt/").content.decode()

    assert "等待人工阅卷" in page
    assert "请稍后再看" not in page
    assert "/results/" not in page
