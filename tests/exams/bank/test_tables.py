"""Tables whose rows are written in one go, and their pages."""

import pytest
from bs4 import BeautifulSoup

from exams.bank.models import Item
from exams.bank.queries import newest_versions
from exams.bank.services.tags import set_tags
from exams.bank.views.columns import ItemPages, PlainTable
from exams.bank.views.listing import ITEM_COLUMNS
from exams.bank.views.paging import VersionPaginator
from tests.factories.bank import NOW, BankFactory, UserFactory, make_version

pytestmark = pytest.mark.django_db


def test_words_of_items_are_never_markup():
    version = make_version(key="S<1>", state="approved")
    set_tags(item=version.item, names=["<u>"], actor=UserFactory(), now=NOW)
    version.stem_text = '<b>"题干"</b>'

    body = PlainTable(ITEM_COLUMNS, [version]).body

    page = BeautifulSoup(body, "html.parser")
    assert page.select("b, u") == []
    assert [cell.get_text() for cell in page.select("td")][:3] == ['<b>"题干"</b>', "S<1>", "单项选择题"]
    assert page.select_one("[data-label=标签]").get_text() == "<u>"
    assert page.select_one(".w-status--primary").get_text() == "已批准"


def test_an_item_leads_to_its_page():
    version = make_version(key="一 二/?")

    assert ItemPages().address(version) == f"/admin/bank/{version.item.bank.code}/%E4%B8%80%20%E4%BA%8C/%3F/"


@pytest.mark.parametrize(("number", "keys"), [(1, ["S-005", "S-004"]), (2, ["S-003", "S-002"]), (9, ["S-001"])])
@pytest.mark.parametrize(
    "quick", [{}, {"whole": Item.objects.all()}, {"whole": Item.objects.order_by("-key"), "as_whole": True}]
)
def test_a_page_keeps_the_order_of_the_list(number, keys, quick):
    bank = BankFactory()
    for place in range(1, 6):
        make_version(bank=bank, key=f"S-00{place}")
    found = newest_versions().order_by("-item__key")

    page = VersionPaginator(found, 2, **quick).get_page(number)

    assert [version.item.key for version in page.object_list] == keys
    assert page.paginator.count == 5


def test_an_empty_list_is_not_looked_through_twice(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(VersionPaginator(newest_versions(), 2).get_page(1).object_list) == []
