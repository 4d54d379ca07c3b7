"""A writer submits, a reviewer comments on an option, the writer mends it, the reviewer sees what changed and approves."""

import pytest
from playwright.sync_api import expect

from exams.bank.models import BankEvent, ItemVersion
from tests.factories.bank import BankFactory, make_point, make_version
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def test_an_item_is_talked_over_and_approved(site, open_device):
    writer, reviewer = make_persona("item_writer"), make_persona("reviewer")
    bank = BankFactory(code="C002.4", title="服务质量改进")
    version = make_version(bank=bank, key="S-001", author=writer, point=make_point(bank.chapter, 1, section="R"))
    address = f"{site.address}/admin/bank/{bank.code}/S-001/"
    at_writer, at_reviewer = open_device(writer), open_device(reviewer)

    at_writer.goto(address)
    at_writer.get_by_role("button", name="提交审题").click()
    expect(at_writer.get_by_text("S-001 现为“审题中”。")).to_be_visible()

    at_reviewer.goto(address)
    at_reviewer.locator("#comment_field").select_option(label="选项 B: 客户指名消费的程度")
    at_reviewer.locator("#comment_text").fill("与 A 太像，请换一个说法")
    at_reviewer.get_by_role("button", name="提交意见").click()
    expect(at_reviewer.get_by_text("意见已保存。")).to_be_visible()
    at_reviewer.locator("form.bank-moves textarea[name=comment]").fill("请改选项 B")
    at_reviewer.get_by_role("button", name="退回命题员").click()
    expect(at_reviewer.get_by_text("S-001 现为“草稿”。")).to_be_visible()

    at_writer.goto(f"{address}edit/")
    expect(
        at_writer.locator("li", has=at_writer.locator("[name='options-1-text']")).get_by_role("note")
    ).to_contain_text("与 A 太像")
    at_writer.locator("[name='options-1-text']").fill("客户点名消费的程度")
    at_writer.get_by_role("button", name="保存").first.click()
    at_writer.get_by_role("button", name="标为已解决").click()
    expect(at_writer.get_by_text("没有未解决的意见。")).to_be_visible()
    at_writer.get_by_role("button", name="提交审题").click()

    at_reviewer.goto(f"{site.address}/admin/bank/reviews/")
    at_reviewer.keyboard.press("j")
    card = at_reviewer.locator("[data-review]")
    expect(card).to_be_focused()
    expect(card.locator("del")).to_contain_text("指")
    expect(card.locator("ins")).to_contain_text("点")
    card.get_by_role("button", name="批准").click()
    expect(at_reviewer.get_by_text("S-001 现为“已批准”。")).to_be_visible()

    version = ItemVersion.objects.get(pk=version.pk)
    assert (version.state, version.approver) == ("approved", reviewer)
    acts = list(
        BankEvent.objects.filter(item=version.item).exclude(act="viewed").order_by("pk").values_list("act", flat=True)
    )
    assert acts == ["submit", "commented", "reject", "revised", "settled", "submit", "approve"]
