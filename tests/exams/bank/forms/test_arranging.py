"""Parts of a case added, moved and removed by plain buttons."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.urls import reverse

from exams.bank.forms.arranging import arrange_parts, asks_to_arrange
from exams.bank.item_types import get_item_type
from exams.bank.models import Item
from tests.exams.bank.forms.test_items import filled
from tests.factories.bank import BODIES, BankFactory, make_version
from tests.personas import browser_of

NODES = get_item_type("case").editor
SENT = "stem=S&parts-0-type=a&parts-0-body-stem=A&parts-1-type=b&parts-1-body-stem=B&parts-2-type=c&parts-2-body-stem=C"


def _arranged(pressed):
    sent = arrange_parts(NODES, QueryDict(f"{SENT}&{pressed}"))
    assert sent["stem"] == "S"
    return [(sent.get(f"parts-{n}-type"), sent.get(f"parts-{n}-body-stem", "")) for n in range(4)]


A, B, C, NONE = ("a", "A"), ("b", "B"), ("c", "C"), (None, "")


@pytest.mark.parametrize(
    ("pressed", "parts"),
    [
        ("parts-add=fill_in", [A, B, C, ("fill_in", "")]),
        ("parts-add=riddle", [A, B, C, NONE]),
        ("parts-add=case", [A, B, C, NONE]),
        ("parts-remove=1", [A, C, NONE, NONE]),
        ("parts-remove=7", [A, B, C, NONE]),
        ("parts-remove=x", [A, B, C, NONE]),
        ("parts-raise=2", [A, C, B, NONE]),
        ("parts-raise=1", [B, A, C, NONE]),
        ("parts-raise=0", [A, B, C, NONE]),
    ],
)
def test_a_button_changes_the_parts_and_nothing_else(pressed, parts):
    assert _arranged(pressed) == parts


def test_only_those_buttons_arrange():
    assert asks_to_arrange(NODES, QueryDict("parts-add=fill_in"))
    assert not asks_to_arrange(NODES, QueryDict(SENT))
    assert not asks_to_arrange(get_item_type("essay").editor, QueryDict("parts-add=fill_in"))


def test_there_are_only_so_many_parts():
    full = "&".join(f"parts-{n}-type=true_false" for n in range(10))

    sent = arrange_parts(NODES, QueryDict(f"{full}&parts-add=fill_in"))

    assert "parts-10-type" not in sent


@pytest.fixture
def post(db):
    def send(**fields):
        BankFactory()
        answer = browser_of("item_writer").post(reverse("bank:add", args=["C001.4", "case"]), filled("case", **fields))
        return BeautifulSoup(answer.content, "html.parser")

    return send


def test_a_new_part_comes_empty_and_everything_written_stays(post):
    page = post(**{"parts-add": "fill_in"})

    parts = page.select(".bank-part")
    assert [part.h3.text for part in parts] == [
        "1. 单项选择题",
        "2. 判断题",
        "3. 填空题",
        "4. 简答题",
        "5. 填空题",
    ]
    assert page.select_one("[name=parts-0-body-options-0-text]")["value"] == "75%"
    assert page.select_one("[name=parts-3-body-rubric-criteria-1-levels-1-points]")["value"] == "0"
    assert page.select_one("[name=parts-4-body-stem]").text.strip() == ""
    assert page.select(".error-message") == []
    assert page.select_one("[name=explanation]").text.strip() == BODIES["case"]["explanation"]
    assert Item.objects.count() == 0


def test_a_removed_part_is_gone_and_the_rest_close_up(post):
    page = post(**{"parts-remove": "0"})

    assert [part.h3.text for part in page.select(".bank-part")] == ["1. 判断题", "2. 填空题", "3. 简答题"]
    assert page.select_one("[name=parts-1-body-blanks-0-accept]").text.strip() == "50"
    assert Item.objects.count() == 0


def test_saving_is_the_forms_first_button(post):
    page = post(**{"parts-add": "fill_in"})

    first = page.select_one("form[data-bank-form] [type=submit]")
    assert (first.get("name"), first.has_attr("hidden")) == (None, True)


def test_a_mistake_in_a_part_is_said_at_its_control(post):
    page = post(**{"parts-0-body-options-2-text": "**坏", "parts-3-body-rubric-criteria-0-levels-0-points": "2"})

    at = {
        field.select_one("input, textarea").get("name"): field.select_one(".error-message").text.strip()
        for field in page.select(".bank-field.has-error")
    }
    assert at == {"parts-0-body-options-2-text": "** 标记没有成对。"}
    levels = page.select_one('[data-rows="parts-3-body-rubric-criteria-0-levels"] > .error-message')
    assert levels.text.strip() == "最高一级的分值应等于该评分点的分值。"
    assert Item.objects.count() == 0


@pytest.mark.django_db
def test_a_stored_case_is_edited_part_by_part():
    make_version("case", key="C-001", state="approved")
    browser = browser_of("item_writer")
    url = reverse("bank:edit", args=["C001.4", "C-001"])

    page = BeautifulSoup(browser.get(url).content, "html.parser")
    assert [field["value"] for field in page.select(".bank-part [name$='-share']")] == ["2", "1", "2", "5"]
    browser.post(url, filled("case", **{"parts-2-share": "3", "parts-2-body-blanks-1-accept": "25%\n四分之一"}))

    body = Item.objects.get(key="C-001").versions.get(number=2).body
    assert body["parts"][2]["share"] == 3
    assert body["parts"][2]["body"]["blanks"][1] == {"accept": ["25%", "四分之一"]}
    assert body["parts"][0] == {**BODIES["case"]["parts"][0], "body": body["parts"][0]["body"]}
