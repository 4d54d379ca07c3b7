import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from exams.bank.models import BankEvent, ItemReview, ItemVersion
from exams.bank.services.bulk import RowChange, bulk_edit
from exams.bank.services.lifecycle import TransitionRefused
from exams.bank.services.tags import set_tags
from exams.bank.services.transfer import copy_item, move_item
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.factories.papers import make_draft
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db


def _form(page):
    """Every control of the page's grid, as a browser would send it."""
    data = {}
    for control in page.select(".bank-bulk [name]"):
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data[control["name"]] = chosen["value"]
        elif control.get("type") == "checkbox":
            if control.has_attr("checked"):
                data[control["name"]] = "on"
        elif control.name == "input":
            data[control["name"]] = control.get("value", "")
    return data


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


URL = "/admin/bank/C001.4/bulk/"


def test_own_drafts_change_in_place_and_all_else_becomes_a_new_draft():
    writer = make_persona("item_writer")
    own = make_version(key="S-001", author=writer)
    approved = make_version(key="S-002", state="approved")

    outcomes = bulk_edit(
        bank=own.item.bank,
        changes=[RowChange(own, difficulty=5), RowChange(approved, difficulty=5, tags=("必考",))],
        actor=writer,
        now=NOW,
    )

    assert [(one.makes_version, one.refused) for one in outcomes] == [(False, ""), (True, "")]
    rows = ItemVersion.objects.order_by("item__key", "number").values_list("item__key", "number", "state", "difficulty")
    assert list(rows) == [("S-001", 1, "draft", 5), ("S-002", 1, "approved", 2), ("S-002", 2, "draft", 5)]
    assert [tag.name for tag in approved.item.tags.all()] == ["必考"]
    assert BankEvent.objects.get(act="bulk_edited").details == {"count": 2, "refused": 0}


def test_nobody_approves_their_own_and_a_refused_row_changes_nothing():
    admin = make_persona("superuser")
    own = make_version(key="S-001", state="in_review", author=admin)
    other = make_version(key="S-002", state="in_review")

    outcomes = bulk_edit(
        bank=own.item.bank,
        changes=[RowChange(own, verb="approve", tags=("x",)), RowChange(other, verb="approve")],
        actor=admin,
        now=NOW,
    )

    assert [bool(one.refused) for one in outcomes] == [True, False]
    assert "第 1 版由您编写" in outcomes[0].refused
    assert list(ItemVersion.objects.order_by("item__key").values_list("state", flat=True)) == ["in_review", "approved"]
    assert own.item.tags.count() == 0


def test_a_dry_run_changes_nothing():
    writer = make_persona("item_writer")
    version = make_version(key="S-001", author=writer)

    (outcome,) = bulk_edit(
        bank=version.item.bank,
        changes=[RowChange(version, difficulty=5, tags=("x",), verb="submit")],
        actor=writer,
        now=NOW,
        dry_run=True,
    )

    version.refresh_from_db()
    assert outcome.refused == ""
    assert (version.state, version.difficulty, version.item.tags.count()) == ("draft", 2, 0)
    assert (BankEvent.objects.count(), ItemReview.objects.count()) == (0, 0)


def test_a_copy_is_a_draft_with_its_origin_in_the_log():
    writer, there = make_persona("item_writer"), BankFactory(code="C002.1")
    version = make_version(key="S-007", state="approved")
    set_tags(item=version.item, names=["必考"], actor=writer, now=NOW)
    point = make_point(there.chapter, 9)

    copy = copy_item(version=version, point=point, actor=writer, now=NOW)

    assert (copy.item.bank, copy.item.key, copy.state, copy.body) == (there, "S-001", "draft", version.body)
    assert [tag.bank for tag in copy.item.tags.all()] == [there]
    assert BankEvent.objects.get(act="copied").details == {"from": "C001.4 S-007 v1"}
    version.refresh_from_db()
    assert version.state == "approved"


def test_an_item_moves_with_its_history_and_is_reviewed_anew():
    admin, there = make_persona("superuser"), BankFactory(code="C002.1")
    version = make_version(key="S-007", state="approved")

    moved = move_item(version=version, point=make_point(there.chapter, 9), actor=admin, now=NOW)

    assert (moved.item_id, moved.item.bank, moved.item.key) == (version.item_id, there, "S-001")
    states = moved.item.versions.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "retired"), (2, "draft")]


def test_what_stands_on_a_paper_stays():
    admin, there = make_persona("superuser"), BankFactory(code="C002.1")
    version = make_draft().paper_items.first().version

    with pytest.raises(TransitionRefused):
        move_item(version=version, point=make_point(there.chapter, 9), actor=admin, now=NOW)

    version.refresh_from_db()
    assert (version.item.bank.code, version.state) == ("C001.4", "approved")


def test_a_writer_moves_no_approved_item_and_nothing_into_a_closed_bank():
    writer = make_persona("item_writer")
    there, closed = BankFactory(code="C002.1"), BankFactory(code="C003.1", is_restricted=True)
    version = make_version(key="S-007", state="approved")

    for point in (make_point(there.chapter, 9), make_point(closed.chapter, 8)):
        with pytest.raises(TransitionRefused):
            move_item(version=version, point=point, actor=writer, now=NOW)
    with pytest.raises(TransitionRefused):
        copy_item(version=version, point=make_point(closed.chapter, 8), actor=writer, now=NOW)

    version.refresh_from_db()
    assert (version.item.bank.code, version.state) == ("C001.4", "approved")


# The page


def test_a_grid_is_looked_at_before_it_is_saved():
    writer = make_persona("item_writer")
    version = make_version(key="S-001", author=writer)
    browser = browser_of("item_writer")
    data = _form(_page(browser.get(URL)))
    data[f"v{version.pk}-difficulty"] = "4"

    preview = _page(browser.post(URL, {**data, "step": "preview"}))
    version.refresh_from_db()
    before = version.difficulty
    data["seen"] = preview.select_one("[name=seen]")["value"]
    swapped = browser.post(URL, {**data, f"v{version.pk}-difficulty": "5", "step": "save"})
    version.refresh_from_db()
    after_swap = version.difficulty
    saved = browser.post(URL, {**data, "step": "save"})
    version.refresh_from_db()

    assert [row.text for row in preview.select(".bank-outcomes td div")] == ["难度: 2 → 4"]
    assert (before, after_swap, version.difficulty) == (2, 2, 4)
    assert (swapped.status_code, saved["Location"]) == (200, URL)


def test_what_is_for_all_reaches_what_the_filters_find_and_nothing_else():
    make_version(key="S-001", difficulty=1)
    make_version(key="S-002", difficulty=5)
    browser, url = browser_of("item_writer"), URL + "?difficulty=5"
    data = {**_form(_page(browser.get(url))), "all-scope": "all", "all-add_tags": "必考 易错"}

    seen = _page(browser.post(url, data)).select_one("[name=seen]")["value"]
    browser.post(url, {**data, "seen": seen, "step": "save"})

    tags = {v.item.key: sorted(t.name for t in v.item.tags.all()) for v in ItemVersion.objects.all()}
    assert tags == {"S-001": [], "S-002": ["必考", "易错"]}


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_writers_and_reviewers_have_the_grid(name):
    version = make_version(key="S-001")
    data = {f"v{version.pk}-tags": "x"}

    answer = browser_of(name).post(URL, {**data, "step": "save"})

    assert (answer.status_code == 200) == (name in {"item_writer", "reviewer", "superuser"})
    version.refresh_from_db()
    assert (version.difficulty, version.item.tags.count()) == (2, 0)


@pytest.mark.parametrize("size", [1, 3])
def test_the_grid_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for number in range(1, size + 1):
        make_version(key=f"S-{number:03d}")
    browser = browser_of("item_writer")
    browser.get(URL)

    with django_assert_num_queries(18):
        page = _page(browser.get(reverse("bank:bulk", args=["C001.4"])))

    assert len(page.select(".bank-grid tbody tr")) == size
