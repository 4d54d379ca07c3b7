"""Nobody takes a key out by an act that is not theirs: exports, imports, bulk edits, copies, choosers and searches."""

import pytest
from django.urls import reverse

from exams.bank import services
from exams.bank.interchange.batches import open_import
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.models import Bank, BankEvent, ImportBatch, Item, ItemReview, ItemVersion
from exams.bank.services import TransitionRefused
from exams.bank.services.transfer import copy_item
from tests.exams.bank.test_isolation import SECRET, SHOWN, SINGLE
from tests.factories.accounts import UserFactory
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

BODY = {**SINGLE, "stem": f"{SHOWN[0]}？"}
WRITERS = ("item_writer", "superuser")
EXPORTING = ("item_writer", "reviewer", "superuser")
# What finds or chooses things in the back office and on the site, asked for the item's own words and for its key.
LOOKING = [
    "/search/?q={}",
    "/glossary/?q={}",
    "/admin/pages/search/results/?q={}",
    "/admin/choose-page/search/?q={}",
    "/admin/images/chooser/results/?q={}",
    "/admin/documents/chooser/results/?q={}",
    "/admin/users/results/?q={}",
    "/admin/point_chooser/?q={}",
    "/admin/point_chooser/results/?q={}",
    "/admin/reports/site-history/results/?label={}",
    "/admin/api/main/pages/?search={}",
    "/admin/api/main/images/?search={}",
    "/admin/api/main/documents/?search={}",
    "/admin/tag-autocomplete/?term={}",
    "/admin/bank/all/?q={}",
    "/admin/bank/all/results/?q={}",
    "/admin/bank/log/results/?item={}",
    "/admin/papers/?q={}",
]


@pytest.fixture
def version():
    return make_version(key="S-001", state="approved", body=services.stored_body("single_choice", BODY))


@pytest.fixture
def restricted(version):
    """The bank of the item, which lists nobody."""
    bank = version.item.bank
    return services.restrict_bank(bank=bank, is_restricted=True, actor=make_persona("superuser"), now=NOW)


def _said(answer):
    return (answer.getvalue() if answer.streaming else answer.content).decode("utf-8", "replace")


def _sings(answer):
    return any(word in _said(answer) for word in (*SECRET, *SHOWN))


# Exports


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_format_takes_an_item_out_for_those_who_may_not_export(version, name):
    browser = browser_of(name)
    url = reverse("bank:export", args=["C001.4"])

    answers = [browser.post(url, {"format": one, "approved": "1", "accept": "1"}) for one in sorted(EXPORTERS)]

    taken = [answer.status_code == 200 and "attachment" in answer.get("Content-Disposition", "") for answer in answers]
    assert taken == [name in EXPORTING] * len(EXPORTERS)
    assert BankEvent.objects.filter(act="exported").count() == sum(taken)
    if name not in EXPORTING:
        assert not any(_sings(answer) for answer in answers)


@pytest.mark.parametrize("name", EXPORTING)
def test_a_restricted_bank_is_exported_by_nobody_who_is_not_listed(restricted, name):
    answer = browser_of(name).post(reverse("bank:export", args=[restricted.code]), {"format": "gift", "accept": "1"})

    assert not _sings(answer)
    assert BankEvent.objects.filter(act="exported").count() == 0


# Imports


@pytest.fixture
def batch(version):
    """A writer's dry run that holds the key; another writer's and nobody else's business."""
    text = f"一、单选题\n1. {SHOWN[0]}？\nA. {SHOWN[1]}一\nB. {SHOWN[1]}二\n答案：A\n解析：{SECRET[0]}。\n"
    owner = UserFactory(username="owner", roles=["item_writer"])
    return open_import(
        bank=version.item.bank,
        data=text.encode(),
        filename="a.txt",
        actor=owner,
        now=NOW,
    )


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_import_of_another_is_neither_read_nor_confirmed(batch, name):
    before = list(ImportBatch.objects.values("payload", "confirmed_at"))
    browser = browser_of(name)
    here = [batch.bank.code, batch.pk]

    answers = [
        browser.get(reverse("bank:import_batch", args=here)),
        browser.post(reverse("bank:import_batch", args=here), {"confirm": "1"}),
        browser.post(reverse("bank:import_preview", args=[*here, 1]), {"source": "1. x"}),
        browser.get(reverse("bank:import_media", args=[*here, "0123456789abcdef.png"])),
        browser.get(reverse("bank:import", args=here[:1])),
    ]

    assert not any(_sings(answer) for answer in answers)
    assert [answer.status_code == 200 for answer in answers] == [False] * 4 + [name in WRITERS]
    assert list(ImportBatch.objects.values("payload", "confirmed_at")) == before
    assert Item.objects.count() == 1


# Bulk edits, copies and moves


@pytest.mark.parametrize("transfer", ["copy", "move"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_carries_an_item_out_of_a_bank_that_does_not_list_them(restricted, version, name, transfer):
    there = BankFactory(code="C002.1")
    point = make_point(there.chapter, 9)
    sent = {"all-scope": "all", "all-transfer": transfer, "all-target": point.pk, "step": "save", "seen": "x"}
    row = {
        f"v{version.pk}-{key}": value for key, value in {"pick": "on", "difficulty": 2, "cognitive": "apply"}.items()
    }
    browser = browser_of(name)

    answers = [browser.post(reverse("bank:bulk", args=[bank.code]), {**row, **sent}) for bank in (restricted, there)]

    assert not any(_sings(answer) for answer in answers)
    assert [(one.bank_id, one.key) for one in Item.objects.all()] == [(restricted.pk, "S-001")]


def test_a_copy_is_refused_to_those_who_may_not_read_the_item(restricted, version):
    there = make_point(BankFactory(code="C002.1").chapter, 9)

    with pytest.raises(TransitionRefused) as refused:
        copy_item(version=version, point=there, actor=make_persona("item_writer"), now=NOW)

    assert refused.value.reason == "您无权查看该试题所在的题库。"
    assert ItemVersion.objects.count() == 1


@pytest.mark.parametrize("verb", ["submit", "approve", "suspend", "retire"])
@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - {"item_writer", "reviewer", "superuser"}))
def test_bulk_steps_are_not_for_those_who_neither_write_nor_review(version, name, verb):
    sent = {"all-scope": "all", "all-verb": verb, "all-comment": "说明", "step": "save"}

    answer = browser_of(name).post(reverse("bank:bulk", args=["C001.4"]), sent)

    assert answer.status_code in {302, 403}
    assert not _sings(answer)
    assert (ItemVersion.objects.get().state, ItemReview.objects.count()) == ("approved", 0)


# Writing beside a restricted bank


def test_a_writer_is_warned_of_no_twin_in_a_bank_that_does_not_list_them(restricted, version):
    there = BankFactory(code="C002.1")
    make_point(there.chapter, 9)
    sent = {"stem": BODY["stem"], "options-0-text": f"{SHOWN[1]}一", "explanation": "略。"}

    answer = browser_of("item_writer").post(reverse("bank:preview", args=[there.code, "single_choice"]), sent)

    assert answer.status_code == 200
    assert not any(word in _said(answer) for word in SECRET)
    assert version.item.key not in _said(answer)


# Searches and choosers


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - {"item_writer", "reviewer", "paper_maker", "superuser"}))
def test_no_search_and_no_chooser_finds_an_item(version, name):
    browser = browser_of(name)

    for address in LOOKING:
        # The words that are asked for may come back; the rest of the item may not.
        asked_for_the_stem = _said(browser.get(address.format(SHOWN[0]), follow=True))
        asked_for_the_key = _said(browser.get(address.format(SECRET[0]), follow=True))
        assert [word for word in (*SECRET, SHOWN[1]) if word in asked_for_the_stem] == [], address
        assert [word for word in SHOWN if word in asked_for_the_key] == [], address


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_address_beside_the_bank_finds_an_item_even_for_its_readers(version, name):
    browser = browser_of(name)

    for address in LOOKING:
        if "/admin/bank/" not in address:
            said = _said(browser.get(address.format(SHOWN[0]), follow=True))
            assert [word for word in (*SECRET, SHOWN[1]) if word in said] == [], address


def test_a_restricted_bank_is_found_by_no_reader_who_is_not_listed(restricted):
    assert Bank.objects.count() == 1
    for name in ("item_writer", "reviewer", "paper_maker", "superuser"):
        for address in ("/admin/bank/all/?q={}", "/admin/bank/all/results/?q={}", "/admin/bank/reviews/?q={}"):
            said = _said(browser_of(name).get(address.format(SHOWN[0])))
            assert [word for word in (*SECRET, SHOWN[1]) if word in said] == [], (name, address)
