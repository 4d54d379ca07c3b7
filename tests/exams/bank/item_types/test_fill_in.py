from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.fill_in.normalisation import normalise
from exams.bank.presentation import explain
from tests.factories.bank import BODIES

FILL_IN = get_item_type("fill_in")


def wide(text: str) -> str:
    """The same characters as an input method set to full width types them."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        (wide("CRM"), "crm"),
        ("客 户　满意", "客户满意"),
        ("  抱怨率。", "抱怨率"),
        ("“抱怨率”", "抱怨率"),
        ("《客户服务》", "客户服务"),
        (wide("85%"), "85%"),
        ("85 %", "85%"),
        ("85百分号", "85%"),
        ("百分之八十五", "85%"),
        ("85.0%", "85%"),
        ("（85%）", "85%"),
        ("三", "3"),
        ("十二", "12"),
        ("一百二十", "120"),
        ("一百零五", "105"),
        ("二〇二六", "2026"),
        ("两百", "200"),
        ("三万五千", "35000"),
        ("一亿二千万", "120000000"),
        ("1,000", "一千"),
        (wide("0") + ".50", ".5"),
        ("5.", "五"),
        ("+5", "5"),
        ("−5", "-5"),
        ("007", "7"),
        ("0", "零"),
    ],
)
def test_two_ways_of_writing_the_same(written, accepted):
    assert normalise(written) == normalise(accepted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("抱怨率", "抱怨"),
        ("85%", "85"),
        ("-5", "5"),
        ("三个", "3个"),
        ("五十", "5"),
        ("10", "1"),
        ("客户满意", "客户满意度"),
        ("1.5", "15"),
        ("一五十", "15"),
        ("万分之五", "5%"),
        ("百分之多少", "%"),
        ("C++", "C"),
    ],
)
def test_two_different_answers(one, other):
    assert normalise(one) != normalise(other)


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_read_as_written(number):
    assert normalise(_in_chinese(number)) == str(number)


@given(st.text(max_size=30))
def test_any_text_has_a_form_and_keeps_it(text):
    assert normalise(normalise(text)) == normalise(normalise(normalise(text)))


@pytest.mark.parametrize("text", ["", " ", "。", "……", "（）"])
def test_punctuation_alone_says_nothing(text):
    assert normalise(text) == ""


def _in_chinese(number: int) -> str:
    if number == 0:
        return "零"
    digits, units, words = "零一二三四五六七八九", ("", "十", "百", "千"), ""
    for power, group in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // power % 10**4
        if part == 0:
            words += "零" if words and not words.endswith("零") else ""
            continue
        if words and part < 1000 and not words.endswith("零"):
            words += "零"
        section = ""
        for place in (3, 2, 1, 0):
            digit = part // 10**place % 10
            if digit:
                section += digits[digit] + units[place]
            elif section and not section.endswith("零"):
                section += "零"
        words += section.rstrip("零") + group
    return words.rstrip("零")


def _body(stem: str, *accepted: list[str]) -> dict:
    return {"stem": stem, "blanks": [{"accept": accept} for accept in accepted], "explanation": "说明。"}


@pytest.mark.parametrize(
    ("response", "credit"),
    [
        (["抱怨率", "100%"], Fraction(1)),
        (["客户抱怨率", wide("100%")], Fraction(1)),
        (["抱怨率", ""], Fraction(1, 2)),
        (["100%", "抱怨率"], Fraction(0)),
        (["美誉度", "百分之一百"], Fraction(1, 2)),
    ],
)
def test_each_blank_counts_equally(response, credit):
    body = FILL_IN.parse(BODIES["fill_in"])

    assert FILL_IN.credit(body, response, "all_or_nothing") == credit


@given(st.integers(1, 7), st.data())
def test_one_blank_more_never_lowers_the_credit(count, data):
    body = FILL_IN.parse(_body("".join(f"{{{{{n}}}}}" for n in range(1, count + 1)), *[["甲"]] * count))
    met = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))

    credit = FILL_IN.credit(body, ["甲" if hit else "乙" for hit in met], "ripkey")

    assert credit == Fraction(sum(met), count)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (_body("没有空。", ["甲"]), ("blanks",)),
        (_body("{{1}}和{{1}}。", ["甲"]), ("blanks",)),
        (_body("{{1}}和{{3}}。", ["甲"], ["乙"]), ("blanks",)),
        (_body("{{1}}。"), ("blanks",)),
        (_body("{{1}}。", []), ("blanks", 0, "accept")),
        (_body("{{1}}。", ["。"]), ("blanks", 0, "accept", 0)),
        (_body("{{0}}。", ["甲"]), ("stem",)),
    ],
)
def test_a_body_whose_blanks_do_not_fit_is_refused_at_its_place(body, place):
    with pytest.raises(ValidationError) as refused:
        FILL_IN.parse(body)

    assert [found for found, _reason in explain(refused.value)] == [place]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("抱怨率", "not_a_list"),
        ([1, 2], "not_a_list"),
        (["抱怨率"], "wrong_number_of_blanks"),
        (["甲", "乙", "丙"], "wrong_number_of_blanks"),
        (["甲" * 201, ""], "answer_too_long"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(value, code):
    with pytest.raises(ResponseRefused) as refused:
        FILL_IN.clean_response(FILL_IN.parse(BODIES["fill_in"]), value)

    assert refused.value.code == code


def test_a_response_is_kept_as_written():
    assert FILL_IN.clean_response(FILL_IN.parse(BODIES["fill_in"]), [" 抱怨率 ", ""]) == [" 抱怨率 ", ""]


def test_blanks_of_spaces_are_unanswered():
    assert FILL_IN.clean_response(FILL_IN.parse(BODIES["fill_in"]), ["", " \u3000"]) is None


def test_in_words():
    body = FILL_IN.parse(BODIES["fill_in"])

    assert FILL_IN.describe_key(body) == "抱怨率 / 客户抱怨率；100%"


def test_the_key_names_once_what_counts_as_one_answer():
    accepted = ["72.9%", "\uff17\uff12.9\uff05", "72.9", "72.90 %", "百分之七十二点九"]
    body = FILL_IN.parse({**BODIES["fill_in"], "stem": "得 {{1}}。", "blanks": [{"accept": accepted}]})

    assert FILL_IN.describe_key(body) == "72.9% / 72.9"
    assert FILL_IN.describe_response(body, [" 美誉度", ""]) == "美誉度；—"
