"""An examiner pastes a page with mistakes, mends them in place and confirms."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exams.bank.models import ItemVersion
from tests.exams.bank.test_importing_views import PAGE
from tests.factories.bank import BankFactory, make_point
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def test_a_page_with_three_mistakes_becomes_drafts(site, open_device):
    # The browser tests share one database: only what this test brings in counts.
    bank = BankFactory(code="C002.3", title="服务质量控制")
    known = set(ItemVersion.objects.values_list("pk", flat=True))
    point = make_point(bank.chapter, 1, section="I")
    page = open_device(make_persona("item_writer"))
    page.goto(site.address + reverse("bank:items", args=[bank.code]))
    page.get_by_role("link", name="导入试题").first.click()

    page.get_by_label("在此粘贴试题").fill(PAGE)
    page.get_by_role("button", name="读取").click()
    page.locator(".bank-card").first.wait_for()
    expect(page.locator(".bank-verdict")).to_have_text(["提示", "错误", "错误", "错误"])
    assert set(ItemVersion.objects.values_list("pk", flat=True)) == known

    # While a text is being mended, the page shows what it would become.
    second = page.locator("[data-import-row='2']")
    second.locator("textarea").fill(second.locator("textarea").input_value().replace("答案：E", "答案：A"))
    second.locator(".item-stem").wait_for()
    expect(second.locator(".item-stem")).to_contain_text("第二题")
    for number, wrong, right in ((3, "看情况", "错"), (4, "只有一个", "一；二")):
        box = page.locator(f"[data-import-row='{number}'] textarea")
        box.fill(box.input_value().replace(wrong, right))
    page.locator("[name='all-point']").select_option(str(point.pk))
    page.get_by_role("button", name="重新读取修改").click()
    page.get_by_text("4 道可导入").wait_for()
    expect(page.locator(".bank-verdict")).to_have_text(["提示"] * 4)

    page.locator("[data-import-row='4'] [type=checkbox]").first.uncheck()
    page.get_by_role("button", name="创建草稿").click()
    page.locator(".bank-created").wait_for()

    expect(page.locator(".bank-created a")).to_have_text(["S-001", "S-002", "T-001"])
    created = ItemVersion.objects.exclude(pk__in=known)
    assert set(created.values_list("state", "point__code")) == {("draft", point.code)}
    page.locator(".bank-created a").first.click()
    expect(page.locator(".item-stem")).to_contain_text("第一题")
