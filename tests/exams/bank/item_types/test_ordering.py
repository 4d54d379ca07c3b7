from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.questions import OrderQuestion
from exams.bank.presentation import explain
from exams.bank.scoring import POLICIES

ORDERING = get_item_type("ordering")


def _body(key: str, **changes: object) -> dict:
    elements = [f"事{letter}" for letter in sorted(key)]
    return {"stem": "排序。", "elements": elements, "order": list(key), "explanation": "说明。", **changes}


orders = (
    st.integers(3, 8)
    .flatmap(lambda count: st.permutations("abcdefgh"[:count]))
    .filter(lambda order: list(order) != sorted(order))
    .map("".join)
)


@pytest.mark.parametrize(
    ("response", "credit"),
    [
        (["c", "a", "d", "b"], Fraction(1)),
        (["c", "a", "b", "d"], Fraction(1, 2)),
        (["c", "", "", ""], Fraction(1, 4)),
        (["c", "c", "c", "c"], Fraction(1, 4)),
        (["a", "c", "b", "d"], Fraction(0)),
        (None, Fraction(0)),
    ],
)
def test_each_place_counts_for_itself_unless_it_is_all_or_nothing(response, credit):
    body = ORDERING.parse(_body("cadb"))

    assert {ORDERING.credit(body, response, policy) for policy in POLICIES if policy != "all_or_nothing"} == {credit}
    assert ORDERING.credit(body, response, "all_or_nothing") == (credit == 1)


@given(orders)
def test_one_element_everywhere_earns_one_place(order):
    body = ORDERING.parse(_body(order))

    for element in ORDERING.option_ids(body):
        assert ORDERING.credit(body, [element] * len(order), "per_option") == Fraction(1, len(order))


@pytest.mark.parametrize("order", ["bca", "dbac"])
def test_a_blind_order_earns_the_guess_bound_on_average(order):
    body = ORDERING.parse(_body(order))
    earned = [ORDERING.credit(body, list(guess), "ripkey") for guess in permutations(sorted(order))]

    assert sum(earned) / len(earned) == Fraction(1, len(order))


@given(orders)
def test_exchange_formats_keep_the_sequence_and_mix_the_elements(order):
    body = ORDERING.parse(_body(order))
    question = ORDERING.to_question(body)

    again = ORDERING.parse(ORDERING.from_question(question))

    assert ORDERING.to_question(again) == question
    assert ORDERING.describe_key(again) == ORDERING.describe_key(body)


def test_elements_from_a_format_never_stand_in_their_right_order():
    body = ORDERING.parse(
        ORDERING.from_question(OrderQuestion(stem="排序。", general="说明。", sequence=("1", "2", "3")))
    )

    assert (body.elements, body.order) == (("3", "2", "1"), ("c", "b", "a"))


@given(orders)
def test_the_form_asks_for_places_and_gives_the_same_body(order):
    raw = ORDERING.parse(_body(order)).model_dump(mode="json")

    assert ORDERING.from_editor(ORDERING.to_editor(raw)) == raw


@pytest.mark.parametrize("places", [["1", "2", "2"], ["1", "2", ""], ["2", "3", "4"], ["1", "3", "x"], ["0", "1", "2"]])
def test_places_that_are_no_order_are_refused(places):
    rows = [{"text": f"事{place}", "place": sent} for place, sent in enumerate(places)]

    with pytest.raises(ValidationError) as refused:
        ORDERING.parse(ORDERING.from_editor({"stem": "排序。", "explanation": "说明。", "elements": rows}))

    assert explain(refused.value) == [(("elements",), "每个要素各占一个位置：1 至 3 各用一次。")]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_body("abc"), (("elements",), "各要素已按正确次序排列，等于给出了答案：请打乱次序。")),
        (_body("ba"), (("elements",), "至少要有 3 项，现有 2 项。")),
        (_body("cab", order=["c", "a"]), (("elements",), "每个要素各占一个位置：1 至 3 各用一次。")),
        (_body("cab", order=["c", "a", "d"]), (("elements",), "每个要素各占一个位置：1 至 3 各用一次。")),
        (_body("cab", elements=["甲", "乙", "**甲**"]), (("elements",), "有两个选项文字相同。")),
    ],
)
def test_a_body_without_a_hidden_order_is_refused(body, refusal):
    with pytest.raises(ValidationError) as refused:
        ORDERING.parse(body)

    assert explain(refused.value) == [refusal]


def test_a_response_of_another_length_or_element_is_refused():
    body = ORDERING.parse(_body("cab"))

    for value, code in ((["c", "a"], "wrong_number_of_blanks"), (["c", "a", "z"], "no_such_option")):
        with pytest.raises(ResponseRefused, match=code):
            ORDERING.clean_response(body, value)
    assert ORDERING.clean_response(body, ["", "", ""]) is None


def test_in_words():
    body = ORDERING.parse(_body("cab"))

    assert ORDERING.describe_key(body) == "事c → 事a → 事b"
    assert ORDERING.describe_response(body, ["a", "", "b"]) == "事a → — → 事b"
