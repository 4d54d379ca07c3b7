"""From a finished exam to a revised item, and to the effect of it: each step by whom it belongs to, on their own screen."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.analysis.models import AnalysisOrder, ItemFinding
from exams.analysis.services import carry_out_order
from tests.e2e.desk import faults_of
from tests.exams.analysis.exams import improved, mixed, next_exam, sat_exam
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def test_a_finding_becomes_a_revised_item_and_the_queue_shows_what_came_of_it(site, open_device):
    room = sat_exam(mixed(200))
    report = f"{site.address}{reverse('exam_analysis:report', args=[room.component.pk])}"

    office = open_device(make_persona("paper_maker"))
    office.goto(report)
    analyse(office)
    assert faults_of(office) == []
    finding = ItemFinding.objects.get(analysis__component=room.component)

    reviewer = open_device(make_persona("reviewer"), viewport={"width": 390, "height": 844})
    reviewer.goto(f"{site.address}{reverse('item_findings:index')}")
    reviewer.locator(f"a[href='{reverse('item_findings:finding', args=[finding.pk])}']").first.click()
    expect(reviewer.get_by_text("选项 C 几乎无人选择。")).to_be_visible()
    reviewer.get_by_role("button", name="认领").click()
    expect(reviewer.get_by_text("已认领").first).to_be_visible()
    assert faults_of(reviewer) == []
    reviewer.get_by_role("radio", name="采纳：作出处理").check()
    reviewer.locator("[name=reason]").fill("选项 C 一看就不对，请改得像一点。")
    reviewer.get_by_role("button", name="保存决定").click()
    expect(reviewer.get_by_text("待办理", exact=False).first).to_be_visible()

    writer = open_device(make_persona("item_writer"))
    writer.goto(f"{site.address}{reverse('item_findings:to_do')}")
    writer.locator(f"a[href='{reverse('item_findings:finding', args=[finding.pk])}']").first.click()
    writer.get_by_role("link", name="编写新版本").click()
    writer.locator("[name='options-2-text']").fill("客户再次光顾的次数")
    writer.get_by_role("button", name="保存", exact=True).click()
    writer.get_by_role("button", name="提交审题").click()
    expect(writer.get_by_text("现为“审题中”")).to_be_visible()

    item = finding.version.item
    reviewer.goto(f"{site.address}{reverse('bank:item', args=[item.bank.code, item.key])}")
    reviewer.get_by_role("button", name="批准").click()
    expect(reviewer.get_by_text("这一步会使第 1 版退役。")).to_be_visible()
    reviewer.get_by_role("button", name="批准").click()
    expect(reviewer.get_by_text("现为“已批准”")).to_be_visible()

    again = sat_exam(improved(200), room=next_exam(room, item.versions.get(number=2)))
    office.goto(f"{site.address}{reverse('exam_analysis:report', args=[again.component.pk])}")
    analyse(office)

    the_queue_shows_the_effect(site, reviewer, finding)


def analyse(office):
    """Order an analysis; the worker, here this process, computes it, and the page shows it by itself."""
    office.get_by_role("button", name="立即分析").click()
    expect(office.get_by_text("正在计算")).to_be_visible()
    carry_out_order(order=AnalysisOrder.objects.get(ended_at__isnull=True), now=timezone.now())
    expect(office.get_by_text("200 份作答，")).to_be_visible()


def the_queue_shows_the_effect(site, reviewer, finding):
    """In the list of what was decided, and on the finding's own page: before, after, and not found again."""
    reviewer.goto(f"{site.address}{reverse('item_findings:decided')}")
    row = reviewer.locator(
        "tr", has=reviewer.locator(f"a[href='{reverse('item_findings:finding', args=[finding.pk])}']")
    )
    expect(row).to_contain_text("新版本已用于考试并完成分析")
    expect(row).to_contain_text("0.50 → 0.50")
    row.get_by_role("link").first.click()
    effects = reviewer.locator("section[aria-labelledby=effects-title] tbody tr")
    expect(effects).to_have_count(2)
    expect(effects.nth(1)).to_contain_text("否")
    assert faults_of(reviewer) == []
