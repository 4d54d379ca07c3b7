"""A paper maker's day by keyboard: a blueprint from a usual shape, four parallel forms, a draft by hand; a colleague publishes."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exams.papers.models import Blueprint, PaperSet
from tests.e2e.desk import faults_of
from tests.factories.bank import BankFactory, make_point, make_version
from tests.factories.papers import make_draft
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
# Enough for four papers of 30 × 2 + 10 × 3 + 10 × 1.
STOCK = {"single_choice": 60, "multiple_choice": 20, "true_false": 20}


def stock_of(bank):
    """Items for the shape, on ten points, of five difficulties."""
    points = [make_point(bank.chapter, number) for number in range(1, 11)]
    for item_type, count in STOCK.items():
        for number in range(count):
            make_version(item_type, state="approved", bank=bank, point=points[number % 10], difficulty=1 + number % 5)


def press(page, name):
    """Push a button of the page by keyboard."""
    page.locator("#main").get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_four_parallel_forms_are_made_and_a_colleague_publishes_them(site, open_device):
    bank = BankFactory(code="C004.1", title="理论与案例")
    stock_of(bank)
    maker = make_persona("paper_maker")
    page = open_device(maker)
    page.goto(site.address + reverse("blueprints:start"))
    page.get_by_label("单项选择题 30 × 2 + 多项选择题 10 × 3 + 判断题 10 × 1").press("Space")
    page.get_by_label("C004.1 理论与案例").press("Space")
    assert faults_of(page) == []
    press(page, "按此卷型开始")

    # What is typed is checked while it is typed, and mended.
    page.get_by_label("名称").fill("客户服务管理师 理论")
    page.get_by_label("代码").fill("theory-2027")
    count = page.locator("[name=cells-0-count]")
    count.fill("29")
    expect(page.locator("[data-sum]")).to_contain_text("还差 2 分")
    count.fill("30")
    expect(page.locator("[data-sum]")).to_have_text(re.compile("50 题，100 / 100 分"))
    assert faults_of(page) == []
    press(page, "保存")
    page.wait_for_url("**/of/theory-2027/")
    assert faults_of(page) == []
    page.get_by_label("任两卷最多相同的题数").fill("45")
    press(page, "组平行卷")

    page.wait_for_url("**/papers/sets/*/")
    assert faults_of(page) == []
    press(page, "提交整组")
    expect(page.get_by_text("须由另一人发布").first).to_be_visible()
    paper_set = PaperSet.objects.get(blueprint=Blueprint.objects.get(code="theory-2027"))
    assert list(paper_set.papers.values_list("form", "state")) == [(form, "draft") for form in "DCBA"]

    colleague = open_device(make_persona("superuser"), viewport=PHONE)
    colleague.goto(site.address + reverse("papers:set", args=[paper_set.pk]))
    assert faults_of(colleague) == []
    press(colleague, "发布整组")
    expect(colleague.get_by_text("整组试卷均已发布")).to_be_visible()
    assert {paper.published_by.username for paper in paper_set.papers.all()} == {"superuser"}


def test_a_draft_is_changed_by_keyboard_and_the_focus_stays(site, open_device):
    paper = make_draft(item_types=("single_choice",) * 4)
    keys = [row.version.item.key for row in paper.paper_items.select_related("version__item")]
    page = open_device(make_persona("paper_maker"), viewport=PHONE)
    page.goto(site.address + reverse("papers:work", args=[paper.pk]))
    assert faults_of(page) == []

    page.get_by_label("第 1 题的分值").fill("20")
    expect(page.locator("[data-total]")).to_have_text("95 / 100 分")
    page.get_by_role("button", name="第 1 题下移").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("button", name="第 2 题下移")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="第 3 题下移")).to_be_focused()

    # What was typed and not saved went with its question.
    expect(page.get_by_label("第 3 题的分值")).to_have_value("20")
    now = [row.version.item.key for row in paper.paper_items.select_related("version__item")]
    assert now == [keys[1], keys[2], keys[0], keys[3]]
    press(page, "固定第 1 题")
    expect(page.get_by_role("button", name="取消固定第 1 题")).to_be_focused()
    press(page, "保存分值")
    expect(page.get_by_text("试卷总分为 95 分，应为 100 分。")).to_be_visible()
    assert [float(row.marks) for row in paper.paper_items.all()] == [25, 25, 20, 25]
