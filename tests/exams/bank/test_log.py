"""The log of the banks: every act leaves a line, no line is ever changed, and no line says what an item says."""

import json

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from exams.bank import services
from exams.bank.models import BankEvent
from exams.bank.services import VERBS, VersionContent, log_bank_event, log_keys_seen
from tests.factories.bank import BODIES, NOW, BankFactory, make_point, make_version
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


def _acts():
    return [(event.act, event.actor.username) for event in BankEvent.objects.order_by("pk").select_related("actor")]


def test_the_life_of_an_item_is_told_act_by_act():
    bank, writer, reviewer = BankFactory(), make_persona("item_writer"), make_persona("reviewer")
    content = VersionContent(
        body=BODIES["single_choice"], point=make_point(bank.chapter), difficulty=2, cognitive="apply"
    )

    version = services.create_item(bank=bank, item_type="single_choice", content=content, actor=writer)
    services.revise_draft(version=version, content=content, actor=writer, now=NOW)
    services.assign_reviewer(version=version, reviewer=reviewer, actor=writer, now=NOW)
    for verb, actor in [
        ("submit", writer),
        ("reject", reviewer),
        ("submit", writer),
        ("approve", reviewer),
        ("suspend", reviewer),
        ("approve", reviewer),
        ("retire", reviewer),
    ]:
        VERBS[verb](version=version, actor=actor, now=NOW, comment="说明")
    services.create_version(item=version.item, content=content, actor=writer)

    assert _acts() == [
        ("created", "item_writer"),
        ("revised", "item_writer"),
        ("assigned", "item_writer"),
        ("submit", "item_writer"),
        ("reject", "reviewer"),
        ("submit", "item_writer"),
        ("approve", "reviewer"),
        ("suspend", "reviewer"),
        ("approve", "reviewer"),
        ("retire", "reviewer"),
        ("new_version", "item_writer"),
    ]
    assert {(event.bank, event.item) for event in BankEvent.objects.all()} == {(bank, version.item)}


def test_the_log_holds_nothing_that_an_item_says():
    version = make_version(key="S-001", state="in_review")
    services.add_comment(
        version=version, field="stem", text="金丝雀意见", quoted="金丝雀", actor=make_persona("reviewer"), now=NOW
    )
    services.reject(version=version, actor=make_persona("reviewer"), now=NOW, comment="金丝雀退回")
    content = VersionContent(
        body={**version.body, "stem": "金丝雀题干"}, point=version.point, difficulty=2, cognitive="apply"
    )
    services.revise_draft(version=version, content=content, actor=version.author, now=NOW)

    told = json.dumps(list(BankEvent.objects.values_list("details", flat=True)), ensure_ascii=False)

    assert "金丝雀" not in told
    assert BankEvent.objects.get(act="revised").details["changed"] == ["body", "body_sha256", "stem_text"]


def test_an_act_that_fails_leaves_no_line():
    version = make_version(state="draft")

    with pytest.raises(services.TransitionRefused):
        services.approve(version=version, actor=make_persona("reviewer"), now=NOW)

    assert BankEvent.objects.count() == 0


@pytest.mark.parametrize(
    "act", [lambda: BankEvent.objects.update(act="imported"), lambda: BankEvent.objects.all().delete()]
)
def test_the_database_keeps_every_line(act):
    log_bank_event(act="exported", actor=make_persona("item_writer"), now=NOW, bank=BankFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        act()

    assert BankEvent.objects.get().act == "exported"


# Keys seen


def test_a_look_at_a_key_is_told_once_a_day(django_assert_num_queries):
    version = make_version(key="S-001")
    reader = make_persona("paper_maker")
    browser = browser_of("paper_maker")
    url = reverse("bank:item", args=["C001.4", "S-001"])

    for _ in range(2):
        browser.get(url)
    browser.get(reverse("bank:compare", args=["C001.4", "S-001"]))

    event = BankEvent.objects.get()
    assert (event.act, event.actor, event.version, event.details) == (
        "viewed",
        reader,
        version,
        {"place": "item", "version": 1},
    )
    with django_assert_num_queries(1):
        log_keys_seen(versions=[version], actor=reader, now=event.at)


def test_another_day_another_person_another_item_are_told_again():
    versions = [make_version(), make_version()]
    for name, now in [("reviewer", NOW), ("reviewer", NOW.replace(day=24)), ("item_writer", NOW)]:
        log_keys_seen(versions=versions, actor=make_persona(name), now=now)

    assert BankEvent.objects.count() == 6


def test_many_keys_cost_one_read_and_one_write(django_assert_num_queries):
    versions = [make_version() for _ in range(5)]
    reader = make_persona("reviewer")

    with django_assert_num_queries(2):
        log_keys_seen(versions=versions, actor=reader, now=NOW)

    assert BankEvent.objects.count() == 5


def test_a_page_without_keys_tells_nothing():
    make_version(key="S-001")
    browser = browser_of("item_writer")

    browser.get(reverse("bank:items", args=["C001.4"]))
    browser.get(reverse("bank:index"))

    assert BankEvent.objects.count() == 0


# The page


def _rows(name, query=""):
    page = BeautifulSoup(browser_of(name).get(reverse("bank:log") + query).content.decode(), "html.parser")
    return [[cell.text.strip() for cell in row.select("td")] for row in page.select("table.listing tbody tr")]


def _events():
    writer, reviewer = make_persona("item_writer"), make_persona("reviewer")
    version = make_version(key="S-001", author=writer)
    services.submit_for_review(version=version, actor=writer, now=NOW)
    services.approve(version=version, actor=reviewer, now=NOW.replace(day=24))
    other = make_version(bank=BankFactory(code="C002.1"), key="S-001", point=version.point, author=writer)
    services.submit_for_review(version=other, actor=writer, now=NOW.replace(day=25))
    return version


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [("提交审题", "C002.1"), ("已批准", "C001.4"), ("提交审题", "C001.4")]),
        ("?act=approve", [("已批准", "C001.4")]),
        ("?act=approve&act=submit&bank=c001.4", [("已批准", "C001.4"), ("提交审题", "C001.4")]),
        ("?actor=reviewer", [("已批准", "C001.4")]),
        ("?item=S-001&at_from=2026-11-24&at_to=2026-11-24", [("已批准", "C001.4")]),
        ("?item=S-999", []),
    ],
)
def test_the_log_is_filtered(query, rows):
    _events()

    assert [(row[2], row[3]) for row in _rows("auditor", query)] == rows


def test_an_auditor_gets_no_link_to_an_item():
    _events()
    url = reverse("bank:item", args=["C001.4", "S-001"])

    auditor, reviewer = (browser_of(name).get(reverse("bank:log")).content.decode() for name in ("auditor", "reviewer"))

    assert (url in auditor, url in reviewer) == (False, True)


def test_a_reviewer_reads_the_log_of_their_own_banks():
    version = _events()
    services.restrict_bank(
        bank=version.item.bank, is_restricted=True, actor=make_persona("superuser"), now=NOW.replace(day=26)
    )

    assert {row[3] for row in _rows("reviewer")} == {"C002.1"}
    assert {row[3] for row in _rows("auditor")} == {"C001.4", "C002.1"}


@pytest.mark.parametrize("size", [1, 3])
def test_the_log_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for number in range(2 * size):
        version = make_version(key=f"S-00{number}")
        services.submit_for_review(version=version, actor=version.author, now=NOW)
    browser = browser_of("auditor")
    browser.get(reverse("bank:log"))

    with django_assert_num_queries(10):
        answer = browser.get(reverse("bank:log"))

    assert answer.content.decode().count("提交审题") >= 2 * size
