"""An examiner's day at the desk: a grid by keyboard, the coverage board's next item, a paste that goes out and comes back."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exams.bank.interchange.syllabus_facts import syllabus_facts
from exams.bank.models import BankEvent, Item, ItemVersion
from tests.e2e.desk import faults_of
from tests.factories.bank import BankFactory, make_point, make_version
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
PASTE = """一、单选题
1. 客户投诉受理后，首先应当做的是（ ）
A. 倾听并记录
B. 承诺赔偿
C. 转交上级
D. 写出报告
答案：E
解析：先听清楚，才谈得上处理。
二、判断题
1. 抱怨率越高，满意度越低。
答案：√
解析：抱怨率是逆向指标。
"""


@pytest.fixture
def writer():
    return make_persona("item_writer")


def edit_by_keyboard(page, other):
    """Difficulty of two rows, the point of one, and a tag too long; then a look at it."""
    page.get_by_label("S-001: 难度").focus()
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.get_by_label("S-002: 难度")).to_be_focused()
    page.keyboard.press("Control+d")
    page.keyboard.press("Control+ArrowLeft")
    expect(page.get_by_label("S-002: 鉴定点")).to_be_focused()
    page.get_by_label("S-002: 鉴定点").select_option(str(other.pk))
    page.keyboard.press("Control+ArrowDown")
    expect(page.get_by_label("S-003: 鉴定点")).to_be_focused()
    for _step in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_label("S-003: 标签")).to_be_focused()
    page.keyboard.type("长" * 41)
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_label("S-002: 标签")).to_be_focused()
    page.keyboard.type("必考 走错")
    page.keyboard.press("Escape")
    expect(page.get_by_label("S-002: 标签")).to_have_value("")
    expect(page.get_by_text("已改 3 行")).to_be_visible()
    page.keyboard.press("Control+s")


def test_a_grid_is_edited_by_keyboard_and_a_mistake_is_mended(site, open_device, writer):
    bank = BankFactory(code="C003.1", title="服务文化")
    point, other = (make_point(bank.chapter, number, section="P") for number in (1, 2))
    for key in ("S-001", "S-002", "S-003"):
        make_version(bank=bank, key=key, author=writer, point=point)
    page = open_device(writer)
    page.goto(site.address + reverse("bank:items", args=[bank.code]))
    assert faults_of(page) == []
    page.get_by_role("link", name="批量编辑").click()
    page.get_by_label("S-001: 难度").wait_for()
    assert faults_of(page) == []

    edit_by_keyboard(page, other)

    # Nothing is lost: the mistake has the focus, and all the rest stands as it was typed.
    wrong = page.get_by_label("S-003: 标签")
    expect(wrong).to_be_focused()
    expect(page.get_by_text("标签最多 40 个字")).to_be_visible()
    expect(page.get_by_label("S-001: 难度")).to_have_value("5")
    assert faults_of(page) == []
    wrong.fill("必考")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="将会改动")).to_be_visible()
    assert faults_of(page) == []
    assert set(ItemVersion.objects.filter(item__bank=bank).values_list("difficulty", flat=True)) == {2}
    page.keyboard.press("Control+s")

    expect(page.get_by_text("已修改 3 题")).to_be_visible()
    rows = ItemVersion.objects.filter(item__bank=bank).order_by("item__key")
    assert [(one.difficulty, one.point.code, [tag.name for tag in one.item.tags.all()]) for one in rows] == [
        (5, "B-D-P-001", []),
        (5, "B-D-P-002", []),
        (2, "B-D-P-001", ["必考"]),
    ]


def test_the_board_leads_to_the_next_item_and_the_form_to_the_one_after(site, open_device, writer):
    known = set(Item.objects.values_list("pk", flat=True))
    bank = BankFactory(code="C003.2", title="服务团队")
    syllabus_id, facts = next((id_, facts) for id_, facts in syllabus_facts().items() if len(facts) > 1)
    point = make_point(bank.chapter, 1, section="Q", syllabus_id=syllabus_id)
    page = open_device(writer, viewport=PHONE)
    page.goto(site.address + reverse("bank:coverage", args=[bank.code]))
    assert faults_of(page) == []
    page.get_by_role("link", name="写一题").first.click()

    expect(page.get_by_label("大纲知识条目")).to_have_value(facts[0])
    expect(page.get_by_label("鉴定点")).to_have_value(str(point.pk))
    page.get_by_label("题干").fill("客户满意的横向层面不包括（ ）。")
    for place, text in enumerate(("理念满意", "行为满意", "价格满意")):
        page.locator(f"[name=options-{place}-text]").fill(text)
    page.keyboard.press("Control+s")
    # The key is not marked yet and nothing explains it; what was written stays.
    expect(page.get_by_label("题干")).to_have_value("客户满意的横向层面不包括（ ）。")
    expect(page.get_by_text("尚未保存")).to_be_visible()
    assert faults_of(page) == []
    page.locator("[name=options-mark]").nth(2).check()
    page.get_by_label("解析").fill("横向层面是理念、行为、视听、产品、服务。")
    page.locator("[data-bank-preview] .item-stem").wait_for()
    page.get_by_role("button", name="保存并写下一题").click()

    page.wait_for_url(re.compile(r"/add/single_choice/\?"))
    expect(page.get_by_label("题干")).to_have_value("")
    expect(page.get_by_label("大纲知识条目")).to_have_value(facts[0])
    expect(page.get_by_label("鉴定点")).to_have_value(str(point.pk))
    (item,) = Item.objects.exclude(pk__in=known)
    assert (item.bank, item.versions.get().facts, item.versions.get().state) == (bank, [facts[0]], "draft")


def test_what_is_pasted_goes_out_and_is_known_when_it_comes_back(site, open_device, writer, tmp_path):
    bank = BankFactory(code="C003.3", title="服务培训")
    point = make_point(bank.chapter, 1, section="T")
    page = open_device(writer)
    start = site.address + reverse("bank:import", args=[bank.code])
    page.goto(start)
    assert faults_of(page) == []
    page.get_by_label("在此粘贴试题").fill(PASTE)
    page.get_by_role("button", name="读取").click()

    wrong = page.locator("[data-import-row='1'] textarea")
    wrong.fill(wrong.input_value().replace("答案：E", "答案：A"))
    page.locator("[name='all-point']").select_option(str(point.pk))
    page.keyboard.press("Control+s")
    expect(page.get_by_text("2 道可导入")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="创建草稿").click()
    expect(page.locator(".bank-created a")).to_have_text(["S-001", "T-001"])
    assert faults_of(page) == []

    for name in ("docx", "xlsx"):
        page.goto(site.address + reverse("bank:export", args=[bank.code]))
        assert faults_of(page) == []
        page.get_by_label("文件格式").select_option(name)
        page.get_by_label("只导出已批准的试题").uncheck()
        with page.expect_download() as download:
            page.get_by_role("button", name="导出", exact=True).click()
        file = Path(tmp_path / f"out.{name}")
        download.value.save_as(file)
        page.goto(start)
        page.get_by_label("或选择文件").set_input_files(file)
        page.get_by_role("button", name="读取").click()
        page.locator(".bank-card").first.wait_for()
        expect(page.locator(".bank-findings")).to_contain_text(["与 S-001 完全相同", "与 T-001 完全相同"])
    assert Item.objects.filter(bank=bank).count() == 2
    assert BankEvent.objects.filter(bank=bank, act="exported").count() == 2


def test_filters_are_an_address_that_comes_off_in_pieces(site, open_device, writer):
    bank = BankFactory(code="C003.4", title="服务创新")
    point = make_point(bank.chapter, 1, section="U")
    for number, state in enumerate(("draft", "approved"), start=1):
        make_version(bank=bank, key=f"S-00{number}", author=writer, point=point, state=state)
    page = open_device(writer, viewport=PHONE)
    page.goto(site.address + reverse("bank:items", args=[bank.code]) + "?state=draft&difficulty=2&q=美誉度")
    rows = page.locator("table.listing tbody tr")
    expect(rows).to_have_count(1)
    assert faults_of(page) == []

    page.locator(".w-pill", has_text="状态").get_by_role("button", name="清除").click()
    expect(rows).to_have_count(2)
    assert "state=" not in page.url
    assert "difficulty=2" in page.url
    expect(page.get_by_role("link", name="批量编辑")).to_have_attribute("href", re.compile("difficulty=2"))
    page.get_by_role("link", name="我的草稿").click()
    expect(rows).to_have_count(1)
    page.goto(site.address + reverse("bank:items", args=[bank.code]) + "?q=没有这样的题")
    page.get_by_role("link", name="清除全部条件").click()
    expect(rows).to_have_count(2)
