from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.questions import MatchQuestion
from exams.bank.presentation import explain
from exams.bank.scoring import POLICIES
from tests.factories.bank import BODIES

MATCHING = get_item_type("matching")


def _body(matches: str, options: int) -> dict:
    prompts = [{"text": f"行{number}", "match": match} for number, match in enumerate(matches)]
    texts = [f"项{chr(ord('A') + number)}" for number in range(options)]
    return {"stem": "配对。", "prompts": prompts, "options": texts, "explanation": "说明。"}


@st.composite
def bodies(draw):
    options = draw(st.integers(3, 8))
    matches = draw(st.permutations("abcdefgh"[:options]))[: draw(st.integers(3, options))]
    return _body("".join(matches), options)


def _parsed(raw):
    """The body, or None for one whose rows stand in the order of the options."""
    return None if raw["prompts"] == sorted(raw["prompts"], key=lambda row: row["match"]) else MATCHING.parse(raw)


@pytest.mark.parametrize(
    ("response", "credit"),
    [
        (["d", "b", "c"], Fraction(1)),
        (["d", "b", ""], Fraction(2, 3)),
        (["d", "d", "d"], Fraction(1, 3)),
        (["a", "a", "a"], Fraction(0)),
        (["b", "c", "d"], Fraction(0)),
        (None, Fraction(0)),
    ],
)
def test_each_row_counts_for_itself_unless_it_is_all_or_nothing(response, credit):
    body = MATCHING.parse(BODIES["matching"])

    assert {MATCHING.credit(body, response, policy) for policy in POLICIES if policy != "all_or_nothing"} == {credit}
    assert MATCHING.credit(body, response, "all_or_nothing") == (credit == 1)


@given(bodies())
def test_one_option_everywhere_is_worth_no_more_than_a_blind_choice(raw):
    body = _parsed(raw)
    if body is None:
        return
    earned = [MATCHING.credit(body, [option] * len(body.prompts), "per_option") for option in MATCHING.option_ids(body)]

    assert max(earned) <= Fraction(1, len(body.prompts))
    assert sum(earned) / len(earned) <= Fraction(1, len(body.options))


@given(bodies(), st.data())
def test_one_right_row_more_never_lowers_the_credit(raw, data):
    body = _parsed(raw)
    if body is None:
        return
    met = data.draw(st.lists(st.booleans(), min_size=len(body.prompts), max_size=len(body.prompts)))
    response = [right if hit else "" for right, hit in zip(body.key, met, strict=True)]

    assert MATCHING.credit(body, MATCHING.clean_response(body, response), "ripkey") == Fraction(sum(met), len(met))


@given(bodies())
def test_exchange_formats_keep_the_pairs_and_what_belongs_to_none(raw):
    body = _parsed(raw)
    if body is None:
        return
    question = MATCHING.to_question(body)

    again = MATCHING.parse(MATCHING.from_question(question))

    assert MATCHING.to_question(again) == question
    assert MATCHING.describe_key(again) == MATCHING.describe_key(body)


def test_options_from_a_format_never_stand_in_the_order_of_the_rows():
    question = MatchQuestion(
        stem="配对。", general="说明。", pairs=(("甲", "1"), ("乙", "2"), ("丙", "3")), extras=("4",)
    )

    body = MATCHING.parse(MATCHING.from_question(question))

    assert body.options == ("4", "3", "2", "1")
    assert body.key == ["d", "c", "b"]


@pytest.mark.parametrize("fields", [{"is_reused": True}, {"pairs": (("甲", "1"), ("乙", "1"), ("丙", "2"))}])
def test_a_question_whose_options_serve_several_rows_is_none_of_this_type(fields):
    pairs = (("甲", "1"), ("乙", "2"), ("丙", "3"))

    assert MATCHING.from_question(MatchQuestion(**{"stem": "配对。", "pairs": pairs, **fields})) is None


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_body("abc", 3), (("prompts",), "选项与各行次序一致，等于给出了答案：请打乱次序。")),
        (_body("acd", 5), (("prompts",), "选项与各行次序一致，等于给出了答案：请打乱次序。")),
        (_body("bab", 3), (("prompts",), "每个选项至多配一行。")),
        (_body("bad", 3), (("prompts",), "第 3 行填的“d”没有对应的选项。")),
        (_body("ba", 3), (("prompts",), "至少要有 3 项，现有 2 项。")),
        (_body("bac", 13), (("options",), "至多可有 12 项，现有 13 项。")),
        ({**_body("bac", 3), "options": ["甲", "**甲**", "乙"]}, (("options",), "有两个选项文字相同。")),
        (_body("baB", 3), (("prompts", 2, "match"), "此处应填一个字母，如 b。")),
    ],
)
def test_a_body_that_gives_the_key_away_or_cannot_be_met_is_refused(body, refusal):
    with pytest.raises(ValidationError) as refused:
        MATCHING.parse(body)

    assert explain(refused.value) == [refusal]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("d", "not_a_list"),
        (["d", "b"], "wrong_number_of_blanks"),
        (["d", "b", "e"], "no_such_option"),
        (["d", "b", "视听满意"], "no_such_option"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(value, code):
    with pytest.raises(ResponseRefused) as refused:
        MATCHING.clean_response(MATCHING.parse(BODIES["matching"]), value)

    assert refused.value.code == code


def test_in_words():
    body = MATCHING.parse(_body("bac", 3))

    assert MATCHING.describe_key(body) == "行0 → 项B；行1 → 项A；行2 → 项C"
    assert MATCHING.describe_response(body, ["a", "", "c"]) == "行0 → 项A；行1 → —；行2 → 项C"
