from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.questions import MatchQuestion
from exams.bank.presentation import explain
from exams.bank.scoring import POLICIES

CLASSIFICATION = get_item_type("classification")


def _body(key: str, count: int, **changes: object) -> dict:
    elements = [{"text": f"事{number}", "group": group} for number, group in enumerate(key)]
    names = [f"组{chr(ord('A') + number)}" for number in range(count)]
    return {"stem": "归类。", "groups": names, "elements": elements, "explanation": "说明。", **changes}


@st.composite
def bodies(draw):
    count = draw(st.integers(2, 4))
    known = "abcd"[:count]
    more = draw(st.lists(st.sampled_from(known), min_size=1, max_size=12 - count))
    return CLASSIFICATION.parse(_body("".join(draw(st.permutations([*known, *more]))), count))


@pytest.mark.parametrize(
    ("key", "response", "credit"),
    [
        ("abab", "abab", Fraction(1)),
        ("abab", "abaa", Fraction(3, 4)),
        ("abab", "aaaa", Fraction(1, 2)),
        ("abab", "baba", Fraction(0)),
        # Groups count equally: the largest alone earns no more than one of three.
        ("aaaabc", "aaaaaa", Fraction(1, 3)),
        ("aaaabc", "aabbbc", Fraction(5, 6)),
    ],
)
def test_groups_count_equally_and_elements_within_them(key, response, credit):
    body = CLASSIFICATION.parse(_body(key, len(set(key))))
    response = CLASSIFICATION.clean_response(body, list(response))

    graded = {CLASSIFICATION.credit(body, response, policy) for policy in POLICIES if policy != "all_or_nothing"}
    assert graded == {credit}
    assert CLASSIFICATION.credit(body, response, "all_or_nothing") == (credit == 1)


@given(bodies())
def test_one_group_for_everything_earns_exactly_the_guess_bound(body):
    for group in CLASSIFICATION.option_texts(body):
        everything = [group] * len(body.elements)
        assert CLASSIFICATION.credit(body, everything, "right_minus_wrong") == Fraction(1, len(body.groups))


@given(bodies(), st.data())
def test_one_right_element_more_never_lowers_the_credit(body, data):
    met = data.draw(st.lists(st.booleans(), min_size=len(body.key), max_size=len(body.key)))
    place = data.draw(st.integers(0, len(met) - 1))

    def earned(hits):
        response = [right if hit else "" for right, hit in zip(body.key, hits, strict=True)]
        return CLASSIFICATION.credit(body, response, "ripkey")

    better = [hit or number == place for number, hit in enumerate(met)]
    assert 0 <= earned(met) <= earned(better) <= 1
    assert (earned(met) == 1) == all(met)


@given(bodies())
def test_exchange_formats_keep_every_element_with_its_group(body):
    question = CLASSIFICATION.to_question(body)

    assert CLASSIFICATION.parse(CLASSIFICATION.from_question(question)) == body
    assert get_item_type("matching").from_question(question) is None


def test_a_match_in_which_every_option_serves_one_row_is_none_of_this_type():
    question = MatchQuestion(stem="配对。", pairs=(("甲", "1"), ("乙", "2"), ("丙", "3")))

    assert CLASSIFICATION.from_question(question) is None


def test_a_match_in_which_an_option_serves_two_rows_is():
    pairs = (("甲", "二"), ("乙", "一"), ("丙", "二"))

    body = CLASSIFICATION.parse(
        CLASSIFICATION.from_question(MatchQuestion(stem="归类。", general="说明。", pairs=pairs))
    )

    assert (body.groups, body.key) == (("一", "二"), ["b", "a", "b"])


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_body("aab", 3), (("elements",), "组别 C 中没有要素。")),
        (_body("abc", 2), (("elements",), "第 3 行填的“c”没有对应的选项。")),
        (_body("aaa", 1), (("groups",), "至少要有 2 项，现有 1 项。")),
        (_body("ab", 2), (("elements",), "至少要有 3 项，现有 2 项。")),
        (_body("aba", 2, groups=["甲", "甲"]), (("groups",), "有两个选项文字相同。")),
        (
            _body("aba", 2, elements=[{"text": "事", "group": group} for group in "aba"]),
            (("elements",), "有两个选项文字相同。"),
        ),
        (
            _body("aba", 2, elements=[{"text": text, "group": ""} for text in "甲乙丙"]),
            [(("elements", place, "group"), "此处应填一个字母，如 b。") for place in range(3)],
        ),
    ],
)
def test_a_body_with_an_empty_or_unknown_group_is_refused(body, refusal):
    with pytest.raises(ValidationError) as refused:
        CLASSIFICATION.parse(body)

    assert explain(refused.value) == (refusal if isinstance(refusal, list) else [refusal])


def test_a_response_with_an_unknown_group_is_refused():
    with pytest.raises(ResponseRefused, match="no_such_option"):
        CLASSIFICATION.clean_response(CLASSIFICATION.parse(_body("aba", 2)), ["a", "c", ""])


def test_in_words():
    body = CLASSIFICATION.parse(_body("aba", 2))

    assert CLASSIFICATION.describe_key(body) == "事0 → 组A；事1 → 组B；事2 → 组A"
    assert CLASSIFICATION.describe_response(body, ["", "a", ""]) == "事0 → —；事1 → 组A；事2 → —"
