"""Cases and dossiers as the candidate sees them: parts in their own types' views, documents to open and to print."""

from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.item_types import get_item_type
from exams.bank.presentation import render_candidate, render_key, response_from_form
from tests.factories.bank import BODIES, KEYS


def _page(name, **fields):
    return BeautifulSoup(render_candidate(name, BODIES[name], **{"slot": 7, "number": 3, **fields}), "html.parser")


def test_each_part_is_a_section_of_its_own_kind_inside_the_item():
    page = _page("case")
    parts = page.select("section.item > .item-parts > section.item-part")

    assert [(part["data-part"], part["data-type"], part["data-response"]) for part in parts] == [
        ("1", "single_choice", "one"),
        ("2", "true_false", "flag"),
        ("3", "fill_in", "texts"),
        ("4", "short_answer", "text"),
    ]
    assert [part.select_one(".part-number").text for part in parts] == [f"第 {n} 小题" for n in (1, 2, 3, 4)]
    assert page.select("[data-slot]") == [page.find("section", class_="item")]
    assert len(page.select(".item-number")) == 1


def test_controls_are_named_by_slot_and_part():
    names = [field["name"] for field in _page("case").select("input, textarea")]

    assert list(dict.fromkeys(names)) == ["slot-7-1", "slot-7-2", "slot-7-3-1", "slot-7-3-2", "slot-7-4"]


def test_ids_are_unique_and_every_reference_has_its_target():
    for name in ("case", "in_basket", "scheme"):
        page = _page(name)
        ids = [element["id"] for element in page.select("[id]")]
        asked = {
            one
            for attribute in ("aria-labelledby", "aria-describedby")
            for element in page.select(f"[{attribute}]")
            for one in element[attribute].split()
        }

        assert len(ids) == len(set(ids))
        assert asked <= set(ids)


def test_options_of_a_part_keep_their_order():
    page = _page("case", option_order=["d", "c", "b", "a"])

    assert [row["data-option"] for row in page.select('[data-part="1"] li')] == ["a", "b", "c", "d"]


def test_material_stands_before_the_parts():
    section = _page("case").find("section", class_="item")

    material = section.select_one(".item-stem > .item-material")
    assert "报修电话" in material.text
    assert material["aria-label"] == "材料"
    assert section.find_all(recursive=False)[-1]["class"] == ["item-parts"]


def test_documents_are_told_by_kind_sender_and_date_and_stand_open():
    documents = _page("in_basket").select("details.document")

    assert [one.has_attr("open") for one in documents] == [True, True, True]
    assert [" ".join(one.summary.text.split()) for one in documents] == [
        "邮件 羊绒大衣缩水 客户 周女士 · 周日 21:40",
        "报表 上周各店投诉 客服中心 · 周一 7:50",
        "便条 会议改期 前台 小何 · 周一 8:25",
    ]
    assert [cell.text for cell in documents[1].select("tbody tr")[1].select("td")] == ["河滨店", "11", "8"]


def test_sender_and_date_of_a_document_may_be_left_out():
    body = {**BODIES["in_basket"], "documents": [{"title": "无头无尾", "kind": "notice", "text": "正文。"}]}

    page = BeautifulSoup(render_candidate("in_basket", body, slot=1, number=1), "html.parser")

    assert page.select(".document-from") == []
    assert " ".join(page.summary.text.split()) == "通知 无头无尾"


def test_a_box_says_how_much_may_be_written():
    short, essay = _page("short_answer"), _page("essay")

    assert (short.textarea["maxlength"], short.select_one(".text-limit").text) == ("300", "不超过 300 字")
    assert (essay.textarea["maxlength"], essay.select_one(".text-limit").text) == ("800", "200～800 字")


@given(st.text(max_size=60).map(lambda text: text.replace("\r", "")))
def test_what_was_written_stands_in_the_box_as_it_was(text):
    kind = get_item_type("essay")
    body = kind.parse(BODIES["essay"])
    response = kind.clean_response(body, text)
    page = BeautifulSoup(render_candidate("essay", BODIES["essay"], slot=7, number=3, response=response), "html.parser")

    # A browser drops the line break that follows the tag.
    sent = page.textarea.text.removeprefix("\n").replace("\n", "\r\n")
    form = QueryDict(mutable=True)
    form["slot-7"] = sent

    assert kind.clean_response(body, response_from_form("essay", BODIES["essay"], form, 7)) == response


def test_markup_in_an_answer_is_only_text():
    html = render_candidate("short_answer", BODIES["short_answer"], slot=1, number=1, response="</textarea><script>")

    assert "<script>" not in html
    assert html.count("</textarea>") == 1


def test_a_rubric_is_shown_to_those_who_read_keys_and_to_nobody_else():
    for name in ("short_answer", "essay", "scheme", "in_basket", "case"):
        kind = get_item_type(name)
        body = kind.parse(BODIES[name])
        shown, key = render_candidate(name, BODIES[name], slot=1, number=1), render_key(kind, body)

        for guide in kind.guides(body):
            for criterion in guide.rubric.criteria:
                assert criterion.levels[0].text in key
                assert criterion.levels[0].text not in shown
            assert all(keyword in key for keyword in guide.keywords)


def test_the_key_of_a_case_has_the_machines_words_and_the_peoples_rubric():
    kind = get_item_type("case")
    page = BeautifulSoup(render_key(kind, kind.parse(BODIES["case"])), "html.parser")

    assert page.select_one(".bank-key").text == "（1）75%\n（2）正确\n（3）50；25%"
    assert [one.text for one in page.select(".bank-guide-number")] == ["4"]
    assert page.select_one(".bank-rubric caption").text == "评分标准，共 5 分"


def test_a_case_that_is_answered_in_part_comes_back_so():
    response = [None, True, ["50", ""], None]
    page = _page("case", response=response)

    assert [field["value"] for field in page.select("[checked]")] == ["true"]
    assert page.select_one("[name=slot-7-3-1]")["value"] == "50"
    assert KEYS["case"][3] not in page.text
