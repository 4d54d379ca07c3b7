from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from exams.bank.forms.filters import ItemFilterSet
from exams.bank.models import Bank, ItemComment, ItemSearchEntry, ItemVersion
from exams.bank.queries import newest_versions, saying
from exams.bank.services import VersionContent, create_item, create_version, revise_draft
from exams.bank.services.search_entries import rebuild_entries
from exams.bank.services.tags import set_tags
from tests.factories.bank import BODIES, NOW, BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import make_draft
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


def _content(bank, **body):
    stem = {"stem": "客户投诉时首先应当做什么？", "explanation": "先安抚情绪，再了解事实。", **body}
    return VersionContent(
        body={**BODIES["single_choice"], **stem}, point=make_point(bank.chapter), difficulty=2, cognitive="apply"
    )


def _keys(queryset):
    return [version.item.key for version in queryset]


def _filtered(query, user=None):
    bank = BankFactory()
    request = SimpleNamespace(user=user or UserFactory())
    filters = ItemFilterSet(query, request=request, queryset=newest_versions(), bank=bank, banks=Bank.objects.all())
    assert filters.form.is_valid(), filters.form.errors
    return _keys(filters.qs)


# Search


@pytest.mark.parametrize(
    "query", ["首先", "首先应当", "情绪", "鉴定点A1", "S-001", "s-0", "首先 情绪", "首先，情緒", "B-D-A-001"]
)
def test_an_item_is_found_by_all_it_says(query):
    bank = BankFactory()
    create_item(bank=bank, item_type="single_choice", content=_content(bank), actor=UserFactory())

    assert _keys(saying(newest_versions(), query)) == ["S-001"]


@pytest.mark.parametrize("query", ["先首", "首先 表扬", "，"])
def test_nothing_is_found_by_what_it_does_not_say(query):
    bank = BankFactory()
    create_item(bank=bank, item_type="single_choice", content=_content(bank), actor=UserFactory())

    assert _keys(saying(newest_versions(), query)) == []


def test_an_option_and_the_key_are_found():
    version = make_version(key="S-001")
    option = version.body["options"][1]["text"]

    assert _keys(saying(newest_versions(), option)) == ["S-001"]


def test_what_a_revision_or_a_next_version_says_counts_alone():
    bank, author = BankFactory(), UserFactory()
    draft = create_item(bank=bank, item_type="single_choice", content=_content(bank), actor=author)
    revise_draft(version=draft, content=_content(bank, stem="客户流失怎样预警？"), actor=author, now=NOW)
    revised = [_keys(saying(newest_versions(), query)) for query in ("流失", "首先应当")]
    create_version(item=draft.item, content=_content(bank, stem="服务蓝图有几条线？"), actor=author)
    rewritten = [_keys(saying(newest_versions(), query)) for query in ("蓝图", "流失")]

    assert revised == [["S-001"], []]
    assert rewritten == [["S-001"], []]


def test_the_database_itself_points_to_the_newest_version():
    first = make_version(key="S-001", state="approved")
    second = ItemVersion(item=first.item, number=2, point=first.point, body=first.body, author=first.author)
    second.body_sha256, second.stem_text, second.difficulty, second.cognitive = "x", "改", 3, "apply"

    ItemVersion.objects.bulk_create([second])

    entry = ItemSearchEntry.objects.get()
    assert (entry.version_id, entry.text) == (second.pk, "改")
    assert rebuild_entries() == 1
    assert _keys(saying(newest_versions(), "鉴定点A1")) == ["S-001"]


# Filters


@pytest.fixture
def two_items():
    """S-001 is a tagged, commented draft of a's; S-002 is approved, b's, and about another section."""
    bank = BankFactory()
    author, other = UserFactory(username="a"), UserFactory(username="b")
    plain = make_version(bank=bank, key="S-001", author=author, difficulty=1, cognitive="remember")
    point = make_point(bank.chapter, 1, section="B")
    approved = make_version(bank=bank, key="S-002", author=other, state="approved", point=point)
    ItemVersion.objects.filter(pk=plain.pk).update(facts=["C000.1.1#1"])
    set_tags(item=plain.item, names=["必考"], actor=author, now=NOW)
    ItemComment.objects.create(version=plain, text="错字", author=other, at=NOW)
    ItemSearchEntry.objects.filter(version=plain).update(has_picture=True, remarks=2)
    ItemSearchEntry.objects.filter(version=approved).update(remarks=0)
    return plain, approved


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"state": ["draft"]}, ["S-001"]),
        ({"state": ["draft", "approved"]}, ["S-001", "S-002"]),
        ({"difficulty": ["1"]}, ["S-001"]),
        ({"cognitive": ["remember"]}, ["S-001"]),
        ({"section": "B-D-A"}, ["S-001"]),
        ({"mine": "drafts"}, ["S-001"]),
        ({"written_from": "2999-01-01"}, []),
        ({"fact": "C000.1.1#1"}, ["S-001"]),
        ({"fact": "C000.1.1"}, ["S-001"]),
        ({"fact": "C000.1.1#11"}, []),
        ({"picture": "yes"}, ["S-001"]),
        ({"picture": "no"}, ["S-002"]),
        ({"comments": "yes"}, ["S-001"]),
        ({"comments": "no"}, ["S-002"]),
        ({"remarks": "yes"}, ["S-001"]),
    ],
)
def test_items_are_filtered_by_what_is_known_of_them(two_items, query, keys):
    assert _filtered(query, two_items[0].author) == keys


def test_items_are_filtered_by_tag_and_people(two_items):
    plain, approved = two_items

    assert _filtered({"tag": plain.item.tags.get().pk}, plain.author) == ["S-001"]
    assert _filtered({"author": plain.author_id}, plain.author) == ["S-001"]
    assert _filtered({"approver": approved.approver_id}, plain.author) == ["S-002"]


def test_used_is_what_stands_on_a_paper():
    paper = make_draft()
    used = {row.version.item.key for row in paper.paper_items.all()}
    make_version(bank=Bank.objects.get(), key="X-999")

    assert set(_filtered({"used": "yes"})) == used
    assert _filtered({"used": "no"}) == ["X-999"]


# All banks


def test_the_list_of_all_banks_leaves_out_what_one_may_not_read():
    make_version(key="S-001")
    closed = BankFactory(code="C009.1", is_restricted=True)
    make_version(bank=closed, key="S-777", point=make_point(closed.chapter, 9))
    make_persona("item_writer")

    page = BeautifulSoup(browser_of("item_writer").get(reverse("bank:all")).content, "html.parser")

    assert [row.select("td")[2].text.strip() for row in page.select("table.listing tbody tr")] == ["S-001"]
    assert "C009.1" not in page.text


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_all_banks_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for number in range(size):
        bank = BankFactory(code=f"C00{number + 1}.1")
        make_version(bank=bank, key="S-001", point=make_point(bank.chapter, number + 1))
    browser = browser_of("item_writer")
    browser.get(reverse("bank:all"))

    with django_assert_num_queries(18):
        answer = browser.get(reverse("bank:all"))

    assert len(BeautifulSoup(answer.content, "html.parser").select("table.listing tbody tr")) == size


# Tags


def test_tags_are_set_logged_and_gone_when_nothing_has_them():
    version, actor = make_version(key="S-001"), UserFactory()

    assert set_tags(item=version.item, names=["必考", " 易错 ", ""], actor=actor, now=NOW) is True
    assert set_tags(item=version.item, names=["易错", "必考"], actor=actor, now=NOW) is False
    assert set_tags(item=version.item, names=["易错"], actor=actor, now=NOW) is True

    assert list(version.item.bank.tags.values_list("name", flat=True)) == ["易错"]
    event = version.item.events.latest("pk")
    assert (event.act, event.details) == ("tagged", {"tags": ["易错"], "before": ["必考", "易错"]})
