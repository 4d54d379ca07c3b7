"""The form of items that people mark, in a browser: rows in rows, parts added, moved and removed."""

import re

import pytest
from playwright.sync_api import expect

from exams.bank.models import Bank, Item
from tests.factories.sittings import make_chapter
from tests.personas import make_persona

# How rows are added in the page no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]


@pytest.fixture
def write(site, open_device):
    """Opens the form of a new item of a type."""
    chapter = make_chapter()
    Bank.objects.get_or_create(chapter=chapter, defaults={"code": "C001.4", "title": "客户服务改进"})
    point = chapter.points.first()

    def open_form(item_type, **options):
        page = open_device(make_persona("item_writer"), **options)
        page.goto(f"{site.address}/admin/bank/C001.4/add/{item_type}/")
        page.locator("[name=stem]").fill("题干。")
        page.locator("[name=explanation]").fill("解析。")
        page.locator("[name=point]").select_option(str(point.pk))
        return page

    return open_form


def fill_criterion(page, path, name, *levels):
    page.locator(f"[name={path}-name]").fill(name)
    page.locator(f"[name={path}-points]").fill(str(levels[0]))
    for place, points in enumerate(levels):
        page.locator(f"[name={path}-levels-{place}-points]").fill(str(points))
        page.locator(f"[name={path}-levels-{place}-text]").fill(f"{points} 分的表现")


def add_row(page, path):
    page.locator(f'[data-rows="{path}"] > [data-add-row]').click()


def saved(page):
    """Press save; returns what is stored."""
    page.get_by_role("button", name="保存", exact=True).click()
    return stored(page)


def stored(page):
    """The body of the item that was saved last, once its page is shown."""
    page.wait_for_url(re.compile(r"/admin/bank/C001\.4/[A-Z]-\d{3}/"))
    return Item.objects.latest("pk").versions.get().body


def test_criteria_and_their_levels_are_added_one_by_one(write):
    page = write("short_answer")
    page.locator("[name=model_answer]").fill("参考。")
    fill_criterion(page, "rubric-criteria-0", "一", 3, 1, 0)
    fill_criterion(page, "rubric-criteria-1", "二", 3, 0)
    add_row(page, "rubric-criteria")
    add_row(page, "rubric-criteria-2-levels")
    fill_criterion(page, "rubric-criteria-2", "三", 9, 6, 3, 0)
    expect(page.locator("[data-bank-preview] textarea")).to_have_count(1)

    criteria = saved(page)["rubric"]["criteria"]
    assert [(one["name"], [level["points"] for level in one["levels"]]) for one in criteria] == [
        ("一", [3, 1, 0]),
        ("二", [3, 0]),
        ("三", [9, 6, 3, 0]),
    ]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_case_is_put_together_part_by_part(write, has_script):
    page = write("case", java_script_enabled=has_script)
    for label in ("判断题", "填空题", "单项选择题"):
        page.get_by_role("group", name="添加小题").get_by_role("button", name=label).click()
        expect(page.locator(".bank-part")).to_have_count(["判断题", "填空题", "单项选择题"].index(label) + 1)
    page.locator("[name=parts-0-body-stem]").fill("对吗？")
    page.locator("[name=parts-0-body-explanation]").fill("对。")
    page.locator("[name=parts-0-body-answer][value=true]").check()
    page.locator("[name=parts-1-body-stem]").fill("{{1}}。")
    page.locator("[name=parts-1-body-explanation]").fill("甲。")
    page.locator("[name=parts-1-body-blanks-0-accept]").fill("甲")
    page.locator("[name=parts-1-share]").fill("3")
    page.get_by_role("button", name="上移 2. 填空题").click()
    page.get_by_role("button", name="移除 3. 单项选择题").click()
    expect(page.locator(".bank-part h3")).to_have_text(["1. 填空题", "2. 判断题"])
    page.wait_for_load_state()
    # Enter in a field saves; it presses none of the parts' buttons.
    page.locator("[name=parts-0-share]").press("Enter")

    parts = stored(page)["parts"]
    assert [(part["type"], part["share"], part["body"]["stem"]) for part in parts] == [
        ("fill_in", 3, "{{1}}。"),
        ("true_false", 1, "对吗？"),
    ]
