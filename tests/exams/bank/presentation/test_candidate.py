import re

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.item_types import ITEM_TYPES, ResponseRefused, get_item_type
from exams.bank.presentation import render_candidate, render_inline, render_text, response_from_form
from tests.factories.bank import BODIES, EXAMPLES, KEYS


def _page(name, **fields):
    return BeautifulSoup(render_candidate(name, BODIES[name], **{"slot": 7, "number": 3, **fields}), "html.parser")


def _sent(page):
    """What a browser would send of the page as it stands."""
    query = QueryDict(mutable=True)
    for field in page.find_all(["input", "select", "textarea"]):
        if field.name == "textarea":
            query.appendlist(field["name"], field.text.removeprefix("\n"))
        elif field.name == "select":
            chosen = field.find("option", selected=True)
            query.appendlist(field["name"], chosen["value"] if chosen else "")
        elif field["type"] == "text":
            query.appendlist(field["name"], field.get("value", ""))
        elif field.has_attr("checked"):
            query.appendlist(field["name"], field["value"])
    return query


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_the_section_says_slot_and_type(name):
    section = _page(name).find("section", class_="item")

    assert (section["data-slot"], section["data-type"]) == ("7", name)
    assert section.find(class_="item-number").text == "第 3 题"


@pytest.mark.parametrize(
    ("name", "kind"), [("single_choice", "radio"), ("multiple_choice", "checkbox"), ("true_false", "radio")]
)
def test_options_are_plain_controls_named_for_the_slot(name, kind):
    page = _page(name)
    rows = page.select("ol.options > li")

    assert [row["data-option"] for row in rows] == list(
        get_item_type(name).option_texts(get_item_type(name).parse(BODIES[name]))
    )
    assert {(row.input["type"], row.input["name"]) for row in rows} == {(kind, "slot-7")}
    assert [row.input["value"] for row in rows] == [row["data-option"] for row in rows]
    assert all(row.label.input and row.label.find(class_="option-text") for row in rows)


def test_blanks_are_inputs_in_the_stem():
    fields = _page("fill_in").select(".item-stem input")

    assert [(field["name"], field["type"]) for field in fields] == [("slot-7-1", "text"), ("slot-7-2", "text")]
    assert all(field["aria-label"] for field in fields)


def test_options_stand_in_the_order_given_and_are_lettered_by_place():
    page = _page("single_choice", option_order=["c", "a", "d", "b"])

    rows = page.select("ol.options > li")
    assert [row["data-option"] for row in rows] == ["c", "a", "d", "b"]
    assert [row.find(class_="option-letter").text for row in rows] == ["A", "B", "C", "D"]
    assert rows[1].find(class_="option-text").text == "客户对企业的褒扬程度"


@pytest.mark.parametrize("name", ["matching", "ordering"])
def test_lists_offer_the_options_in_the_order_given_lettered_by_place(name):
    page = _page(name, option_order=["c", "a", "d", "b"])

    assert [row["data-option"] for row in page.select(".option-list > li")] == ["c", "a", "d", "b"]
    for select in page.find_all("select"):
        assert [option["value"] for option in select.find_all("option")] == ["", "c", "a", "d", "b"]
        options = select.find_all("option")[1:]
        assert [option.text[:3] for option in options] == ["A. ", "B. ", "C. ", "D. "]
        assert all(option.text[3:] == option["data-text"] for option in options)
        assert select.find_parent("label")


@pytest.mark.parametrize(("name", "count"), [("matching", 3), ("classification", 4), ("ordering", 4)])
def test_there_is_one_list_for_each_row(name, count):
    assert [select["name"] for select in _page(name).find_all("select")] == [f"slot-7-{n}" for n in range(1, count + 1)]


def test_a_number_has_its_unit_beside_the_box():
    (label,) = _page("numeric").find_all("label")

    assert (label.input["name"], label.find(class_="quantity-unit").text) == ("slot-7", "%")


def test_a_calculation_shows_names_until_numbers_are_drawn():
    values = {place["data-value"]: place.text for place in _page("calculation").select("[data-value]")}
    drawn = _page("calculation", drawn={"asked": "250", "praised": "100"}).select("[data-value]")

    assert values == {"asked": "asked", "praised": "praised"}
    assert [place.text for place in drawn] == ["250", "100"]


def test_a_row_with_marks_is_plain_where_no_marks_can_stand():
    body = {**BODIES["matching"], "options": ["**甲**<b>", "乙^{2}", "丙", "丁"]}
    page = BeautifulSoup(render_candidate("matching", body, slot=1, number=1), "html.parser")

    assert page.select_one(".option-list strong").text == "甲"
    assert [option.text for option in page.select_one("select").find_all("option")][1:3] == ["A. 甲<b>", "B. 乙2"]


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_an_unanswered_item_holds_nothing(name):
    page = _page(name)

    assert page.select("[checked], option[selected]:not([value=''])") == []
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    assert item_type.clean_response(body, response_from_form(name, BODIES[name], _sent(page), 7)) is None


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_a_stored_response_is_filled_in_and_read_back(name):
    item_type = get_item_type(name)
    body = item_type.parse(BODIES[name])
    page = _page(name, response=KEYS[name])

    raw = response_from_form(name, BODIES[name], _sent(page), 7)

    assert item_type.clean_response(body, raw) == KEYS[name]


@given(st.lists(st.text(max_size=40), min_size=2, max_size=2))
def test_any_written_answer_is_escaped_and_read_back(written):
    item_type = get_item_type("fill_in")
    body = item_type.parse(BODIES["fill_in"])
    try:
        response = item_type.clean_response(body, written)
    except ResponseRefused:
        return

    html = render_candidate("fill_in", BODIES["fill_in"], slot=7, number=3, response=response)

    assert html.count("<input") == 2
    assert len(re.findall(r"[<>]", html)) == len(
        re.findall(r"[<>]", render_candidate("fill_in", BODIES["fill_in"], slot=7, number=3))
    )


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_neither_key_nor_explanation_is_in_the_page(name):
    """The page is the same whatever the key is: the example's `turned` is its body with another key."""
    example = EXAMPLES[name]
    other = {**example["body"], **example["turned"], "explanation": "别的解析。"}

    html = render_candidate(name, example["body"], slot=1, number=1)

    assert html == render_candidate(name, other, slot=1, number=1)
    assert example["body"]["explanation"] not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("哪一项**不**属于？", "<p>哪一项<strong>不</strong>属于？</p>"),
        ("一段。\n\n两段。", "<p>一段。</p><p>两段。</p>"),
        ("一行\n接着", "<p>一行接着</p>"),
        ("one\ntwo", "<p>one two</p>"),
        ("<b>甲</b> & **<i>**", "<p>&lt;b&gt;甲&lt;/b&gt; &amp; <strong>&lt;i&gt;</strong></p>"),
        ("指标是{{1}}。", '<p>指标是<span class="blank">1</span>。</p>'),
        ("# 标题 [链](http://x) `码`", "<p># 标题 [链](http://x) `码`</p>"),
    ],
)
def test_text_allows_bold_and_blanks_and_escapes_the_rest(text, html):
    assert render_text(text) == html


@given(st.text(max_size=60))
def test_no_text_opens_a_tag_of_its_own(text):
    assert set(re.findall(r"</?[a-z]+", render_inline(text))) <= {"<strong", "</strong", "<br", "<span", "</span"}
