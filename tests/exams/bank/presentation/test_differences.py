import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.presentation.differences import FieldText, compare_fields, compare_texts

SIGNS = {"same": "{}", "removed": "-{}-", "added": "+{}+"}


def _drawn(segments):
    return "".join(SIGNS[one.kind].format(one.text) for one in segments)


@pytest.mark.parametrize(
    ("old", "new", "drawn"),
    [
        ("客户满意", "客户满意", "客户满意"),
        ("客户对企业的褒扬程度", "客户对企业的赞扬程度", "客户对企业的-褒-+赞+扬程度"),
        ("下列属于五个满意的是", "下列**不**属于五个满意的是", "下列+**不**+属于五个满意的是"),
        # A number is one word.
        ("不低于 95% 的客户", "不低于 90% 的客户", "不低于 -95%-+90%+ 的客户"),
        # One character that two changes leave standing is read with them.
        ("先道歉再赔偿", "应致歉并赔偿", "-先道歉再-+应致歉并+赔偿"),
        ("", "新写", "+新写+"),
        ("删去", "", "-删去-"),
    ],
)
def test_what_went_and_what_came(old, new, drawn):
    assert _drawn(compare_texts(old, new)) == drawn


TEXTS = st.text(alphabet="客户满意度甲乙ab12 %。\n", max_size=30)


@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    segments = compare_texts(old, new)

    assert "".join(one.text for one in segments if one.kind != "added") == old
    assert "".join(one.text for one in segments if one.kind != "removed") == new


def _options(*texts):
    return [FieldText(f"options-{n}", f"选项 {'ABCDEF'[n]}", text, "options") for n, text in enumerate(texts)]


def test_an_option_put_in_before_others_is_one_addition():
    old = _options("客户对企业的褒扬程度", "客户指名消费的程度")
    new = _options("再次消费的客户的比例", "客户对企业的褒扬程度", "客户指名消费的程度")

    assert [(one.label, one.kind) for one in compare_fields(old, new)] == [
        ("选项 A", "added"),
        ("选项 A → 选项 B", "same"),
        ("选项 B → 选项 C", "same"),
    ]


def test_an_option_that_was_mended_stands_beside_what_it_was():
    (one,) = compare_fields(_options("客户指名消费的程度"), _options("客户点名消费的程度"))

    assert (one.label, one.kind, _drawn(one.segments)) == ("选项 A", "changed", "客户-指-+点+名消费的程度")


def test_rows_that_have_nothing_in_common_are_struck_out_and_put_in():
    old, new = _options("甲甲甲甲", "客户指名消费的程度"), _options("乙乙乙乙", "客户指名消费的程度")

    assert [(one.kind, _drawn(one.segments)) for one in compare_fields(old, new)] == [
        ("removed", "-甲甲甲甲-"),
        ("added", "+乙乙乙乙+"),
        ("same", "客户指名消费的程度"),
    ]


ROWS = st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=6), max_size=5)


@given(old=ROWS, new=ROWS)
def test_no_row_is_lost_or_told_twice(old, new):
    found = compare_fields(_options(*old), _options(*new))

    before = ["".join(s.text for s in one.segments if s.kind != "added") for one in found if one.kind != "added"]
    after = ["".join(s.text for s in one.segments if s.kind != "removed") for one in found if one.kind != "removed"]
    assert (before, after) == (old, new)
